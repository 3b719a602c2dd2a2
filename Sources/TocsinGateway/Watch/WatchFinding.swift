// Tocsin — Gateway: what the watch over the gateway finds, and the alerts that say so
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Something that can be wrong with the gateway itself.
struct WatchFinding: Sendable {
  /// What makes two findings the same.
  let key: String
  /// The kind of its alert, by which a route may name a policy.
  let kind: String
  /// What operators read; nil when it is over, or is not so. Holds no content of any alert.
  let text: String?

  /// Under priority crash: every channel of whoever is asked begins at once.
  func draft(_ text: String) -> AlertDraft {
    AlertDraft(
      integration: AlertDraft.gateway, dedupKey: "watch:\(key)", priority: .crash, kind: kind,
      content: AlertContent(location: "Tocsin", what: text))
  }
}

extension Surroundings {
  /// Opens, repeats and ends the alerts of operators, so that they say what is found.
  func settle(_ findings: [WatchFinding]) async throws {
    let surroundings = self
    let transitions = try await store.perform(byteCount: 4_096, isUrgent: true) { store in
      let now = surroundings.time.now()
      return try findings.compactMap { finding in
        try surroundings.settle(finding, at: now, in: store)
      }
    }
    tell(transitions)
  }

  private func settle(
    _ finding: WatchFinding, at now: Timestamp, in store: any StoreTransaction
  ) throws -> Transition? {
    let draft = finding.draft(finding.text ?? "")
    let open = try store.openAlert(
      integration: draft.integration, world: .production, dedupKey: draft.dedupKey)
    switch (finding.text, open) {
    case (nil, nil): return nil
    case (nil, let open?):
      return open.endedAt == nil ? try advance(open, on: .ended, in: store, at: now) : nil
    case (.some, nil): return try raise(draft, about: draft.integration, at: now, in: store)
    case (.some, let open?):
      guard open.endedAt != nil else { return nil }
      return try advance(open, on: .changed(draft, [.value]), in: store, at: now)
    }
  }
}
