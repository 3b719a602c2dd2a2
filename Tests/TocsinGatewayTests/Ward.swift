// Tocsin — GatewayTests: a gateway on the real store in memory
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing
import TocsinCore
import TocsinDocuments
import TocsinGateway
import TocsinMapping
import TocsinSQLite
import TocsinSealing

/// A clock that tests set.
final class SetClock: TimeSource {
  private let time = Mutex(Timestamp(milliseconds: 1_795_500_000_000))

  func now() -> Timestamp { time.withLock { $0 } }
  func pass(_ length: Milliseconds) { time.withLock { $0 = $0 + length } }
}

/// Identifiers in order, so that a test can name them.
final class CountedIdentifiers: IdentifierSource {
  private let count = Mutex<UInt64>(0)

  func next() -> (UInt64, UInt64) {
    count.withLock { count in
      count += 1
      return (count, count &* 0x9E37_79B9_7F4A_7C15)
    }
  }
}

/// The documents of the tests: two doctors, a switchboard, the shipped laboratory mapping.
struct WardDocuments: DocumentReader {
  /// The lines of the laboratory's `endpoint:`, with a listener before them.
  var endpoint: [String] = []
  /// The channels beside the streams of devices.
  var contacts = ContactTable()

  static let policy = Policy(
    reference: PolicyReference(name: "ward", revision: 1), title: "Ward",
    roles: [
      PolicyRole(
        role: "responder",
        steps: ["ada", "bo"].map { name in
          PolicyStep(targets: [.responder(ResponderID(name))], wait: .minutes(2))
        })
    ],
    fallback: Fallback(targets: [.responder(ResponderID("desk"))], every: .minutes(1)))

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    let lines = ["\nendpoint:", "  listen: 0"] + endpoint.map { "  " + $0 }
    let text =
      try String(contentsOfFile: Self.mappingPath, encoding: .utf8)
      + (endpoint.isEmpty ? "" : lines.joined(separator: "\n"))
    var documents = DirectoryDocuments(
      routing: RoutingTable(routes: [], catchAll: "ward"), policies: ["ward": Self.policy],
      rotas: [:],
      integrations: [
        "laboratory": try DocumentValues.integration(text: text, name: "laboratory").inZone(.utc)
      ])
    documents.contacts = contacts
    return documents
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { Self.policy }

  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  static let mappingPath = root + "/Integrations/laboratory/mapping.yaml"
}

/// Every zone is UTC here.
struct UTCZones: ZoneSource {
  func rules(named name: String) throws -> ZoneRules { .utc }
}

/// A gateway with its four activities, one step at a time.
struct Ward {
  let store: SQLiteStore
  let clock: SetClock
  private let reader: any DocumentReader
  let surroundings: Surroundings
  let intake: Intake
  let pager: Pager
  let courier: Courier
  let desk: Desk

  init(
    _ options: SQLiteStore.Options = .tested, reader: any DocumentReader = WardDocuments()
  ) async throws {
    try self.init(on: try SQLiteStore.inMemory(options), SetClock(), reader)
    for name in ["ada", "bo", "desk"] {
      try await store.perform { try $0.upsert(Responder(id: ResponderID(name), name: name)) }
    }
    try await refresh()
  }

  private init(
    on store: SQLiteStore, _ clock: SetClock, _ reader: any DocumentReader
  ) throws {
    self.store = store
    self.clock = clock
    self.reader = reader
    let sealer = try #require(SiteSealer(signerSeed: Array(repeating: 7, count: 32)))
    let directory = Directory(reader: reader, zones: UTCZones())
    surroundings = Surroundings(
      store: store, directory: directory, time: clock, identifiers: CountedIdentifiers(),
      sealer: sealer
    ).at(SiteID(high: 5, low: 6))
    intake = Intake(surroundings)
    pager = Pager(surroundings)
    courier = Courier(surroundings)
    desk = Desk(surroundings)
  }

  /// The same site, served by a new process.
  func restarted() async throws -> Ward {
    let ward = try Ward(on: store, clock, reader)
    try await ward.refresh()
    return ward
  }

  func refresh() async throws {
    let directory = surroundings.directory
    try await store.read { _ = try directory.refresh(from: $0) }
  }

  /// Sends one frame and waits for its reply.
  func send(_ message: String) async -> IntakeReply {
    await send(Array(message.replacing("\n", with: "\r").utf8))
  }

  func send(_ bytes: [UInt8], from integration: String = "laboratory") async -> IntakeReply {
    await withCheckedContinuation { continuation in
      intake.receive(bytes, integration: integration) { continuation.resume(returning: $0) }
    }
  }

  func messages() async throws -> [MessageRecord] {
    try await store.read { try $0.messages(after: 0, limit: 1_000) }
  }

  func alerts() async throws -> [Alert] {
    try await store.read { try $0.alerts(limit: 1_000, phase: nil) }
  }

  func pages(_ alert: Alert) async throws -> [PageRecord] {
    try await store.read { try $0.pages(of: alert.id) }
  }

  /// Enrols a device for a person, through the front door.
  func enrol(_ name: String, lock proof: [UInt8]? = nil) async throws -> Pocket {
    let link = try await desk.makeLink(for: ResponderID(name))
    let keys = DeviceKeys.generate()
    let enrolment = try #require(
      keys.enrolment(token: link.token, name: "phone", lockProof: proof))
    let enrolled = try await desk.enrol(enrolment)
    return Pocket(ward: self, keys: keys, enrolled: enrolled)
  }

  /// A critical potassium.
  static func potassium(
    controlID: String = "C1", order: String = "F1", value: String = "7.1", flag: String = "HH",
    mode: String = "P"
  ) -> String {
    // Each order has a specimen of its own: the same value of one specimen would be one result.
    let number = (Int(order.filter(\.isNumber)) ?? 0) % 1_000
    return """
      MSH|^~\\&|SYNLAB|NORTH|TOCSIN|NORTH|20261124081503+0000||ORU^R01|\(controlID)|\(mode)|2.5.1
      PID|1||990017^^^NORTH^MR||ZZCANARY^ALPHA||19500101|F
      PV1|1|I|W4E^12^B
      OBR|1|P1^OE|\(order)^SYNLAB|24323-8^Panel^LN|||\
      2026112407\(3_000 + number)+0000||||||||||||||||||F
      OBX|1|NM|2823-3^Potassium^LN||\(value)|mmol/L|3.5-5.1|\(flag)|||F
      """
  }
}

/// A device in somebody's pocket.
final class Pocket {
  let ward: Ward
  let keys: DeviceKeys
  let enrolled: EnrolledDevice
  var opener: EnvelopeOpener
  var counter: UInt64 = 0
  var seq: Int64 = 0

  init(ward: Ward, keys: DeviceKeys, enrolled: EnrolledDevice) {
    self.ward = ward
    self.keys = keys
    self.enrolled = enrolled
    opener = keys.opener(
      site: enrolled.site, device: enrolled.device, signers: [enrolled.signer])
  }

  /// Opens everything that is new in the mailbox.
  func fetch() async throws -> [OpenedEnvelope] {
    let found = try await ward.desk.envelopes(of: enrolled.device, after: seq, limit: 100)
    seq = found.last?.seq ?? seq
    return try found.map { try opener.open($0.envelope) }
  }

  /// The bytes of an answer to an envelope.
  func answer(
    _ kind: AnswerKind, to envelope: OpenedEnvelope, isUnlocked: Bool = false
  ) -> [UInt8] {
    counter += 1
    let answer = DeviceAnswer(
      kind, to: envelope.header, digest: envelope.digest, counter: counter, at: ward.clock.now())
    return keys.sign(answer, isUnlocked: isUnlocked).encoded
  }

  /// Gives an answer to the Desk as a signed request would.
  func give(_ bytes: [UInt8]) async throws -> CountersignedReceipt {
    let device = enrolled.device
    let record = try #require(try await ward.store.read { try $0.device(device) })
    let receipt = try await ward.desk.take(
      bytes, from: SignedDevice(record: record, requestTime: ward.clock.now()))
    return try CountersignedReceipt(decoding: receipt)
  }
}
