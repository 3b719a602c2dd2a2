// Tocsin — Core: who is paged for an alert of such facts, when, and why
// SPDX-License-Identifier: Apache-2.0

/// The answer to "Sunday 03:00, ward 4, potassium 7.1: who is paged when, and why".
package struct RehearsalAnswer: Sendable {
  package let facts: RouteFacts
  /// What the page would say; empty when only facts were given.
  package let what: String
  package let choice: RouteChoice
  package let policy: Policy
  package let play: RehearsedPlay
  /// Who would be asked, and has no device that can be reached; sorted.
  package let missing: [ResponderID]

  /// The route with its reasons, the policy, and the timeline through the fallback.
  ///
  /// - Parameter devicesAreAssumed: everyone was given a device, which is said.
  package func text(in zone: ZoneRules, devicesAreAssumed: Bool = false) -> String {
    let place = [facts.location, facts.ward].first { !$0.isEmpty }
    let heading = [
      "A \(facts.priority.word) \(facts.kind)",
      facts.integration.isEmpty ? nil : "from \(facts.integration)",
      place.map { "in \($0)" }, facts.service.isEmpty ? nil : "service \(facts.service)",
      "opens at \(RFC3339.text(play.start, in: zone)) (\(zone.name))",
    ].compactMap(\.self).joined(separator: ", ")
    let saying = what.isEmpty ? [] : ["It says: " + what.replacing("\n", with: "; ")]
    let devices =
      devicesAreAssumed
      ? "Nobody answers; every device works."
      : missing.isEmpty
        ? "Nobody answers; everyone who is asked has a device."
        : "Nobody answers; without a device: " + missing.map(\.text).joined(separator: ", ")
          + "."
    let lines =
      [heading] + saying + [choice.text] + choice.passedOver.map { "  " + $0 }
      + ["policy \(policy.reference.name): \(policy.title)", devices, ""] + play.lines
    return lines.joined(separator: "\n")
  }
}

extension Rehearsal {

  /// Finds the route of a draft, and plays its policy forward when nobody answers.
  ///
  /// - Returns: nil when neither the route's policy nor the catch-all is among `policies`.
  package static func answer(
    _ draft: AlertDraft, under table: RoutingTable, _ policies: [String: Policy],
    with staffing: Staffing, from start: Timestamp
  ) -> RehearsalAnswer? {
    let facts = RouteFacts(draft)
    let choice = table.choice(for: facts, at: start, with: staffing)
    guard let policy = policies[choice.policy] ?? policies[table.catchAll] else { return nil }
    var draft = draft
    (draft.holdFor, draft.waitsUntil) = (.zero, nil)
    let play = play(draft, policy, staffing, from: start)
    let whole = Rehearsal.play(draft, policy, staffing.withDevices, from: start)
    let missing = Set(whole.pages.map(\.responder)).filter { (staffing.devices[$0] ?? []).isEmpty }
    return RehearsalAnswer(
      facts: facts, what: draft.content.what, choice: choice, policy: policy, play: play,
      missing: missing.sorted())
  }
}
