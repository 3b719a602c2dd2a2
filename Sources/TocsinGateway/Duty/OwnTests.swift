// Tocsin — Gateway: a person has themselves paged
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What asking for a test page came to.
package struct OwnTestPage: Sendable {
  package let alert: AlertID
  package let openedAt: Timestamp
  /// It was asked for within the minute before, and runs or ran already.
  package let isRepeat: Bool
}

/// Test pages that people ask for, to see at the start of a duty that their device works: each goes
/// the way of every page, from the decision through the outbox, the seal and the channels, and asks
/// nobody but whoever asked for it. `DutyWatch` ends it, answered or not.
package struct OwnTests: Sendable {
  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Pages one person, at most once in `OwnTest.every`.
  ///
  /// - Throws: what the store throws; the caller answers 503.
  package func page(_ person: ResponderID, by actor: TrailActor) async throws -> OwnTestPage {
    let surroundings = surroundings
    let done = try await surroundings.store.perform(byteCount: 1_024, isUrgent: true) { store in
      try surroundings.ownTest(of: person, by: actor, in: store)
    }
    if let transition = done.transition {
      surroundings.tell([transition])
      try? await surroundings.refreshDirectory()
    }
    return done.page
  }
}

private struct MadeOwnTest: Sendable {
  let page: OwnTestPage
  /// Nil for a repeat.
  let transition: Transition?
}

extension Surroundings {
  /// The alert's id is made of the person and the minute, so that two taps, on whichever process,
  /// find the same one, open or closed.
  fileprivate func ownTest(
    of person: ResponderID, by actor: TrailActor, in store: any StoreTransaction
  ) throws -> MadeOwnTest {
    let now = time.now()
    let draft = AlertDraft(ownTestOf: person)
    let minute = now.milliseconds / OwnTest.every.count
    let ids = [minute, minute - 1].map { identifier(ofCall: "\(draft.dedupKey):\($0)") }
    let running = try store.openAlert(
      integration: draft.integration, world: draft.world, dedupKey: draft.dedupKey)
    let lately = try ids.lazy.compactMap { try store.alert($0) }
      .first { now - $0.openedAt < OwnTest.every }
    if let known = running ?? lately {
      let page = OwnTestPage(alert: known.id, openedAt: known.openedAt, isRepeat: true)
      return MadeOwnTest(page: page, transition: nil)
    }
    let transition = Escalation.open(
      draft, as: ids[0], under: OwnTest.policy(of: person), with: try staffing(in: store), at: now)
    try write(transition, by: actor, in: store)
    try store.insert(
      DutyStart(
        alert: ids[0], responder: person, rota: OwnTest.line, line: .first, outgoing: [], at: now))
    let page = OwnTestPage(alert: ids[0], openedAt: now, isRepeat: false)
    return MadeOwnTest(page: page, transition: transition)
  }
}
