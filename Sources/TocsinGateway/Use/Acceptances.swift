// Tocsin — Gateway: who has accepted the intended use
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore
internal import TocsinMapping

/// That a site has accepted a statement.
package struct AcceptanceRecord: Hashable, Sendable {
  /// Of the statement's text.
  package let digest: [UInt8]
  /// The person who answers for it.
  package let acceptedBy: ResponderID
  package let acceptedAt: Timestamp

  package init(digest: [UInt8], acceptedBy: ResponderID, acceptedAt: Timestamp) {
    self.digest = digest
    self.acceptedBy = acceptedBy
    self.acceptedAt = acceptedAt
  }

  /// The digest as people compare it: 64 hexadecimal digits.
  package var digestText: String { Acceptances.text(of: digest) }
}

/// What can be asked about acceptances.
package protocol AcceptanceReader {
  /// The acceptance of the statement with this digest; nil when there is none.
  func acceptance(of digest: [UInt8]) throws -> AcceptanceRecord?
}

/// What a unit may do about acceptances.
package protocol AcceptanceTransaction: AcceptanceReader {
  /// Keeps an acceptance; a later one of the same statement takes its place.
  func put(_ acceptance: AcceptanceRecord) throws
}

/// Why an acceptance does not happen.
package enum AcceptanceFault: String, Error, Sendable {
  /// Another statement was read than the one that this program carries. 412.
  case otherStatement = "the statement is another one now"
  /// 422.
  case reason = "a reason of 5 to 300 bytes on one line is needed"
  /// Nobody with a valid account has this id. 422.
  case unknownPerson = "no valid account has this id"
  /// The store cannot keep or read it. 503.
  case notNow = "the store cannot be used now"
}

/// Keeps and shows who has accepted the statement of intended use (S33).
package struct Acceptances: Sendable {
  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// The digest of the present statement.
  package var digestText: String { Self.text(of: surroundings.statementDigest) }

  /// The acceptance of the present statement; nil while there is none, and then alarms of devices
  /// page nobody.
  package func present() async throws(AcceptanceFault) -> AcceptanceRecord? {
    let digest = surroundings.statementDigest
    return try await surroundings.read(or: AcceptanceFault.notNow, "the acceptance cannot be read")
    {
      try $0.acceptance(of: digest)
    }
  }

  /// The name of a person; the id when there is no such account any more.
  package func name(of person: ResponderID) async throws(AcceptanceFault) -> String {
    try await surroundings.read(or: AcceptanceFault.notNow, "an account cannot be read") {
      try $0.account(person)?.name ?? person.text
    }
  }

  /// The integrations of the site, by name, and whether their alarms page nobody until the
  /// statement is accepted; empty before the first import.
  package func concerned() -> [(name: String, title: String, needsAcceptance: Bool)] {
    let all = (try? surroundings.directory.snapshot())?.integrations.values.sorted {
      $0.name < $1.name
    }
    return (all ?? []).map { ($0.name, $0.mapping.title, $0.mapping.makesDeviceAlarms) }
  }

  /// Accepts the present statement, as somebody who has read it.
  ///
  /// - Parameters:
  ///   - digest: of the statement that was read, as text.
  ///   - reason: in the person's words; kept sealed beside the leaf.
  package func accept(
    _ digest: String, for person: ResponderID, reason: String, by actor: TrailActor
  ) async throws(AcceptanceFault) -> AcceptanceRecord {
    guard digest == digestText else { throw .otherStatement }
    let isPlain = reason.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard isPlain, Self.reasonBytes.contains(reason.utf8.count) else { throw .reason }
    return try await accept(for: person, by: actor, reason: reason)
  }

  /// Bytes of a reason.
  package static let reasonBytes = 5...300

  /// Accepts the present statement. The leaf on the trail names its digest.
  ///
  /// - Parameter person: who answers for it; has a valid account.
  package func accept(
    for person: ResponderID, by actor: TrailActor, reason: String = ""
  ) async throws(AcceptanceFault) -> AcceptanceRecord {
    let surroundings = surroundings
    return try await surroundings.perform(
      or: AcceptanceFault.notNow, "an acceptance could not be kept", byteCount: 1_024
    ) { store in
      let now = surroundings.time.now()
      guard let account = try store.account(person), account.isValid(at: now) else {
        return .failure(.unknownPerson)
      }
      let record = AcceptanceRecord(
        digest: surroundings.statementDigest, acceptedBy: person, acceptedAt: now)
      try store.put(record)
      var leaf = TrailLeaf(.intendedUseAccepted, on: "intended-use", by: actor, at: now)
      leaf.reason = "\(record.digestText) by \(person)"
      leaf.detail = Array(reason.utf8)
      try store.append(leaf)
      return .success(record)
    }
  }

  static func text(of digest: [UInt8]) -> String {
    digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count < 2 ? "0" + digits : digits
    }.joined()
  }
}

extension Surroundings {
  /// The digest of the statement that this program carries.
  var statementDigest: [UInt8] { sealer.digest(Array(IntendedUse.statement.utf8)) }

  /// Whether alarms of bedside devices may page.
  func mayPageDeviceAlarms(in store: any StoreReader) throws -> Bool {
    try store.acceptance(of: statementDigest) != nil
  }
}
