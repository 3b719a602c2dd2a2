// Tocsin — Documents: whether what is called for by hand reaches somebody
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension BundleCheck {
  /// Each call leads to a policy that takes its priority, in a zone that is known.
  mutating func check(_ calls: CallsDocument) {
    for type in calls.types {
      let priority = type.value.priority
      checkPolicy(type.value.policy, calls.path, type.line) { $0 == priority }
      checkNamed(type, calls.path)
    }
  }

  /// A call names nobody, so a step that pages only whom the message names passes at once.
  private mutating func checkNamed(_ type: Lined<CallType>, _ path: String) {
    let policy = reading.policies.first { $0.policy.reference.name == type.value.policy }
    guard let roles = policy?.policy.roles,
      roles.contains(where: { $0.steps.first?.targets == [.named] })
    else { return }
    add(
      path, type.line,
      "the policy \"\(type.value.policy)\" first pages whom the message names, and a call names"
        + " nobody: that step passes at once", weight: .warning)
  }
}
