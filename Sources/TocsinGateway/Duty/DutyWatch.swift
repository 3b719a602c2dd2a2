// Tocsin — Gateway: notices who comes on duty
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore

/// The activity that follows the duty from one person to the next, whatever moved it: a shift that
/// ended, an edit, an absence, a handover, an account.
///
/// A step is `look()`. It compares who is on each line with who was there at the look before, which
/// lies in the store: what changed while the gateway was down is found by its first look. What is
/// open with who goes is passed on (S10), and who comes gets a test page (S23).
package final class DutyWatch: Sendable {
  private let surroundings: Surroundings
  private let lastLook = Mutex<DutyLook?>(nil)

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Looks at every line once, when one may be different from before.
  ///
  /// - Returns: how many lines had other people.
  @discardableResult
  package func look() async throws -> Int {
    let snapshot = try await newest()
    if !snapshot.staffing.starts.isEmpty { try await settle() }
    let now = surroundings.time.now()
    let known = lastLook.withLock { $0 }
    if let known, known.version == snapshot.version, now < known.until { return 0 }
    let changes = try await follow(at: now)
    lastLook.withLock {
      $0 = DutyLook(
        version: snapshot.version, until: snapshot.staffing.nextDutyChange(after: now))
    }
    return changes.count
  }

  /// What the store knows now. A write of this process, such as a handover, is told to the
  /// directory by whoever made it; when that failed, the look makes up for it.
  private func newest() async throws -> DirectorySnapshot {
    let known = try surroundings.directory.snapshot()
    let version = try await surroundings.store.read { try $0.directoryVersion() }
    guard version != known.version else { return known }
    try await surroundings.refreshDirectory()
    return try surroundings.directory.snapshot()
  }

  /// Passes on what is open with who goes, in batches, and only then keeps who is there now: after
  /// a crash in between, the next look finds the same again, and what was passed on stays so.
  private func follow(at now: Timestamp) async throws -> [DutyChange] {
    let surroundings = surroundings
    let found = try await surroundings.store.read { store in
      let known = try store.lineHolders()
      let present = try surroundings.staffing(in: store).lineHolders(at: now)
      return (changes: known.changes(to: present), news: known.news(in: present))
    }
    for change in found.changes {
      for person in change.outgoing { try await pass(person, with: change) }
    }
    guard !found.news.isEmpty else { return [] }
    let transitions = try await surroundings.store.perform(byteCount: 16_384) { store in
      for holders in found.news { try store.put(holders) }
      return try surroundings.testPages(for: found.changes, at: now, in: store)
    }
    surroundings.tell(transitions)
    if !found.changes.isEmpty { try await surroundings.refreshDirectory() }
    return found.changes
  }

  private func pass(_ person: ResponderID, with change: DutyChange) async throws {
    let surroundings = surroundings
    var batch = ReleaseBatch(hasMore: true)
    while batch.hasMore {
      let unchanged = batch.unchanged
      batch = try await surroundings.store.perform { store in
        try surroundings.pass(
          .dutyChanged(change), to: person, except: unchanged, limit: Pager.batchMax, in: store)
      }
      surroundings.tell(batch.transitions)
    }
  }

  /// Ends the starts whose test page is answered, and those that are over.
  private func settle() async throws {
    let surroundings = surroundings
    let isOver = try await surroundings.store.read { store in
      try surroundings.settled(store.dutyStarts(), in: store).contains { !$0.ended.isEmpty }
    }
    guard isOver else { return }
    let transitions = try await surroundings.store.perform(byteCount: 4_096) { store in
      try surroundings.end(surroundings.settled(store.dutyStarts(), in: store), in: store)
    }
    surroundings.tell(transitions)
    try await surroundings.refreshDirectory()
  }
}

/// A look at who is on duty: until when the same look gives the same.
private struct DutyLook: Sendable {
  let version: Int64
  let until: Timestamp
}

extension [LineHolders] {
  /// What has to be stored so that `present` is known: lines that are new, have other people, or
  /// have nobody any more.
  fileprivate func news(in present: [LineHolders]) -> [LineHolders] {
    let before = Dictionary(map { ($0.target, $0.responders) }) { first, _ in first }
    let after = Set(present.map(\.target))
    let gone = filter { !after.contains($0.target) && !$0.responders.isEmpty }.map {
      LineHolders(rota: $0.rota, line: $0.line, responders: [], since: $0.since)
    }
    return present.filter { before[$0.target] != $0.responders } + gone
  }
}

/// One test page and the starts that it stands for.
struct SettledStarts: Sendable {
  let alert: AlertID
  /// Answered, or nobody's any more.
  var ended: [DutyStart] = []
  /// None of its starts is left, though it is open.
  var isDone = false
}
