// Tocsin — Gateway: all that is held about an employee
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What the site holds about one employee, for their right of access (GDPR Article 15). Keys,
/// digests of tokens and the password's hash are left out: they are secrets, or say nothing. The
/// content of alerts is left out: it is about patients.
package struct HeldPerson: Sendable {
  package let account: Account
  package let devices: [DeviceRecord]
  package let sessions: [SessionRecord]
  package let passkeys: [PasskeyRecord]
  package let hasPassword: Bool
  /// Names of the directory's groups.
  package let groups: [String]
  package let handovers: [Handover]
  /// Those that they asked for, and those that they were asked for.
  package let swaps: [Swap]
  package let breakGlasses: [BreakGlassRecord]
  /// In the order of their alerts.
  package let pages: [PageRecord]
  /// What their devices have signed, by device and counter.
  package let answers: [AnswerRecord]
  /// By them and about them, oldest first.
  package let leaves: [LeafBody]

  private static let batch = 1_000
  private static let swapsMax = 100_000

  /// Reads everything; nil when there is no such account. Goes through every alert and every leaf:
  /// for a command, never for a request.
  package init?(_ person: ResponderID, in store: any StoreReader) throws {
    guard let account = try store.account(person) else { return nil }
    self.account = account
    devices = try store.devices().filter { $0.responder == person }
    sessions = try store.sessions(of: person)
    passkeys = try store.passkeys(of: person)
    hasPassword = try store.passwordHash(of: person) != nil
    groups = try store.directoryGroups(of: person).map(\.name)
    handovers = try store.handovers().filter { $0.from == person || $0.to == person }
    swaps = try store.swaps(overAfter: Timestamp(milliseconds: 0), limit: Self.swapsMax)
      .filter { $0.asker == person || $0.taker == person }
    breakGlasses = try store.breakGlasses(since: Timestamp(milliseconds: 0))
      .filter { $0.account == person }
    pages = try Self.pages(to: person, in: store)
    answers = try devices.flatMap { try Self.answers(of: $0.id, in: store) }
    let trail = PersonalTrail(of: person, devices: devices.map(\.id))
    var leaves: [LeafBody] = []
    try store.scan(before: try store.leafCount()) { if trail.concerns($0) { leaves.append($0) } }
    self.leaves = leaves
  }

  private static func pages(
    to person: ResponderID, in store: any StoreReader
  ) throws -> [PageRecord] {
    var found: [PageRecord] = []
    var after: Int64 = 0
    while true {
      let standings = try store.standings(after: after, limit: batch)
      for standing in standings {
        found += try store.pages(of: standing.alert).filter { $0.responder == person }
      }
      guard let last = standings.last else { return found }
      after = last.number
    }
  }

  private static func answers(
    of device: DeviceID, in store: any StoreReader
  ) throws -> [AnswerRecord] {
    var found: [AnswerRecord] = []
    var after = Int64.min
    while true {
      let answers = try store.answers(of: device, after: after, limit: batch)
      found += answers
      guard let last = answers.last else { return found }
      after = Int64(bitPattern: last.counter)
    }
  }
}
