// Tocsin — Core: the test page that a person asks for
// SPDX-License-Identifier: Apache-2.0

/// What a test page is made of that somebody has sent to themselves: an alert of the world of tests
/// (S22) under a policy that is in no document and asks this one person, to the end. The names have
/// a colon, which no name of a document may have, so nothing that a site writes can mean them.
package enum OwnTest {
  /// The kind of the alert.
  package static let kind = "own-test"
  /// The line on which the gateway keeps that it runs, beside the starts of duty.
  package static let line = RotaID("tocsin:own-test")
  /// Somebody who asks again within this time gets the same test page.
  package static let every = Milliseconds.minutes(1)
  /// One that nobody has answered is over after this time.
  package static let lifetime = Milliseconds.minutes(2)
  /// What it says, in English; a client says it in its reader's language.
  package static let text = "Test page that you asked for. Accept it: then this device works."
  private static let prefix = "tocsin:own-test:"

  /// The policy of one person's test pages.
  package static func policy(of person: ResponderID) -> Policy {
    let target = PageTarget.responder(person)
    return Policy(
      reference: PolicyReference(name: prefix + person.text, revision: 1), title: "Test page",
      roles: [
        PolicyRole(
          role: "responder", steps: [PolicyStep(targets: [target], wait: .minutes(10))])
      ], fallback: Fallback(targets: [target], every: .minutes(15)))
  }

  /// The policy to which a reference leads; nil when it is of no own test page.
  package static func policy(of reference: PolicyReference) -> Policy? {
    guard reference.name.hasPrefix(prefix) else { return nil }
    return policy(of: ResponderID(String(reference.name.dropFirst(prefix.count))))
  }
}

extension AlertDraft {
  /// The test page of one person. High, so that it rings as what counts does.
  package init(ownTestOf person: ResponderID) {
    self.init(
      integration: Self.gateway, dedupKey: "\(OwnTest.kind):\(person)", priority: .high,
      kind: OwnTest.kind, content: AlertContent(what: OwnTest.text))
    world = .test
  }
}

extension Alert {
  /// The test page that a person has asked for.
  package var isOwnTest: Bool { kind == OwnTest.kind && integration == AlertDraft.gateway }
}
