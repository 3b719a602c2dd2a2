// Tocsin — ServerTests: the routes on the real store in memory
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinMapping
import TocsinSQLite
import TocsinSealing

@testable import TocsinServer

/// A clock that tests set.
final class SetClock: TimeSource {
  private let time = Mutex(Timestamp(milliseconds: 1_795_500_000_000))

  func now() -> Timestamp { time.withLock { $0 } }
  func pass(_ length: Milliseconds) { time.withLock { $0 = $0 + length } }
}

/// Identifiers in order.
private final class CountedIdentifiers: IdentifierSource {
  private let count = Mutex<UInt64>(0)

  func next() -> (UInt64, UInt64) {
    count.withLock { count in
      count += 1
      return (count, count &* 0x9E37_79B9_7F4A_7C15)
    }
  }
}

/// One rota that Ada always holds.
struct OneRota: DocumentReader {
  static let ward = Policy(
    reference: PolicyReference(name: "ward", revision: 1), title: "Ward",
    roles: [
      PolicyRole(
        role: "responder",
        steps: [PolicyStep(targets: [.rota(RotaID("medicine"))], wait: .minutes(2))])
    ],
    fallback: Fallback(targets: [.responder(ResponderID("bo"))], every: .minutes(1)))

  /// They map nothing but JSON; all but the laboratory report over HTTP alone.
  private static let integrations = Dictionary(
    uniqueKeysWithValues: [
      "freezers", "laboratory", "nurse-call", "doors", "monitors", "events", "peer",
    ].map { name in
      var integration = Integration(
        mapping: Mapping(integration: name, title: name, zone: "UTC", rules: []))
      if name != "laboratory" { integration.http = HTTPEndpoint() }
      if name == "doors" {
        integration.http?.allowFrom = [AddressRange("10.1.0.0/16")].compactMap { $0 }
        integration.http?.bodyBytes = 1_024
      }
      if name == "events" {
        integration.http?.format = .events
        integration.http?.rules = (try? [PostedRules.event()]) ?? []
      }
      if name == "peer" {
        integration.http?.format = .fhir
        integration.http?.rules = (try? [PostedRules.resource()]) ?? []
      }
      if name == "monitors" {
        integration.http?.format = .json
        integration.http?.rules = (try? [PostedRules.rule()]) ?? []
      }
      return (name, integration)
    })

  static let crash = CallType(
    name: "crash", titles: [.english: "Crash call", .german: "Reanimation", .french: "Arrêt"],
    priority: .crash, policy: "ward", fields: [.place])

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    let layer = RotaLayer(
      name: "all", members: [ResponderID("ada")],
      start: try #require(CivilDate(year: 2026, month: 1, day: 1)), handoff: .midnight,
      turn: .daily(1))
    let rota = Rota(id: RotaID("medicine"), title: "Medicine", zone: "UTC", layers: [layer])
    var documents = DirectoryDocuments(
      routing: RoutingTable(routes: [], catchAll: "ward"), policies: ["ward": Self.ward],
      rotas: [rota.id: rota], integrations: Self.integrations)
    documents.calls = CallTable(types: [Self.crash])
    return documents
  }

  func check(
    _ text: String, integration name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] {
    text == "broken" ? [DocumentFinding(line: 7, isError: true, text: "it is broken")] : []
  }

  func policy(_ revision: DocumentRevision) throws -> Policy {
    Self.ward
  }
}

private struct UTCZones: ZoneSource {
  func rules(named name: String) throws -> ZoneRules { .utc }
}

/// The routes, without a socket, with two people: Ada, and Bo who manages rotas.
struct WebWard {
  let store: SQLiteStore
  let clock = SetClock()
  let surroundings: Surroundings
  let desk: Desk
  var endpoints: Endpoints

  /// What a scraper sends.
  static let watcherKey = "a key of a watcher"

  init(reasons: [String] = [], files: WebFiles = WebFiles()) async throws {
    store = try SQLiteStore.inMemory(.tested)
    let sealer = try #require(SiteSealer(signerSeed: Array(repeating: 7, count: 32)))
    surroundings = Surroundings(
      store: store, directory: Directory(reader: OneRota(), zones: UTCZones()), time: clock,
      identifiers: CountedIdentifiers(), sealer: sealer
    ).at(SiteID(high: 5, low: 6))
    desk = Desk(surroundings)
    endpoints = Endpoints(
      desk: desk, surroundings: surroundings, files: files, readiness: { reasons })
    endpoints.watcherKey = sealer.digest(Array(Self.watcherKey.utf8))
    var ways = SignInWays(slowWork: HashingThreads())
    ways.passwords = PasswordHashing()
    endpoints.signIn = SignIn(surroundings, ways)
    try await store.perform { store in
      try store.upsert(Responder(id: ResponderID("ada"), name: "Ada"))
      var manager = Responder(id: ResponderID("bo"), name: "Bo")
      manager.isRotaManager = true
      try store.upsert(manager)
    }
    try await refresh()
  }

  func refresh() async throws {
    let directory = surroundings.directory
    try await store.read { _ = try directory.refresh(from: $0) }
  }

  /// A reply to a request without a signature.
  func send(
    _ method: String, _ target: String, headers: HTTPFields = [:], body: [UInt8] = []
  ) async -> WebReply {
    await endpoints.respond(
      to: WebRequest(method: method, target: target, headers: headers, body: body))
  }

  /// Enrols a device through the route, with a lock where what unlocks it is given.
  func enrol(_ name: String, lock proof: [UInt8]? = nil) async throws -> WebDevice {
    let link = try await desk.makeLink(for: ResponderID(name))
    let keys = DeviceKeys.generate()
    let reply = await send(
      "POST", "/v1/devices", headers: [.contentType: "application/json"],
      body: try Self.body(of: keys, token: link.token, lock: proof))
    #expect(reply.code == .created)
    let device = try #require(try reply.json()["device"] as? String)
    return WebDevice(ward: self, keys: keys, id: try #require(DeviceID(text: device)))
  }

  /// A live key of an integration.
  func key(
    of integration: String, _ name: String = "key", in world: World = .production
  ) async throws -> String {
    var order = KeyOrder(name, of: integration)
    order.world = world
    let key = try await KeyChanges(surroundings).make(order, by: .gateway)
    try await refresh()
    return key
  }

  /// Why requests in the name of an integration were refused, sorted, with how often.
  func refusals(_ integration: String) async throws -> [String] {
    let standing = try await surroundings.standings().first { $0.name == integration }
    return (standing?.state.refusals ?? [:]).map { "\($0.key.rawValue) \($0.value.count)" }.sorted()
  }

  /// The body of an enrolment.
  ///
  /// - Parameter proven: whose proof it carries, when it is to be one that does not fit.
  static func body(
    of keys: DeviceKeys, token: String, proven: DeviceKeys? = nil, lock: [UInt8]? = nil
  ) throws -> [UInt8] {
    let enrolment = try #require(
      (proven ?? keys).enrolment(token: token, name: "phone", lockProof: lock))
    let text = Base64URL.encode
    let locked = lock.map { #","lock":{"proof":"\#(text($0))"}"# } ?? ""
    return Array(
      """
      {"token":"\(token)","name":"phone","keys":{"notify":"\(text(keys.publicKeys.notify))",
      "accept":"\(text(keys.publicKeys.accept))","detail":"\(text(keys.publicKeys.detail))",
      "unlocked":"\(text(keys.publicKeys.unlocked))"},"proof":"\(text(enrolment.proof))"\(locked)}
      """.utf8)
  }

  /// A person answers "call me" to their page of an alert, without a device.
  func asksToBeCalled(_ name: String, on id: AlertID) async throws {
    let now = clock.now()
    let staffing = try surroundings.directory.snapshot().staffing
    let policies = try surroundings.directory.snapshot().policies
    try await store.perform { store in
      let alert = try #require(try store.alert(id))
      let policy = try #require(policies[alert.policy.name])
      let page = try #require(
        alert.duties.flatMap(\.people).first { $0.responder.text == name }?.page)
      try store.apply(
        Escalation.advance(
          alert,
          on: .responded(
            Response(page: page, responder: ResponderID(name), device: nil, kind: .callMe)),
          under: policy, with: staffing, at: now))
    }
  }

  /// Opens an alert for each seq and puts an envelope of its page into Ada's mailbox.
  ///
  /// - Returns: the pages, by seq.
  @discardableResult
  func deposit(
    _ seqs: ClosedRange<Int64>, for device: DeviceID, ward: String = ""
  ) async throws -> [PageID] {
    let now = clock.now()
    var staffing = try surroundings.directory.snapshot().staffing
    staffing.devices[ResponderID("ada")] = [device]
    return try await store.perform { [staffing] store in
      try seqs.map { seq in
        let transition = Escalation.open(
          Self.draft(seq, ward: ward), as: AlertID(high: 8, low: UInt64(seq)), under: OneRota.ward,
          with: staffing, at: now)
        try store.apply(transition)
        let page = try #require(transition.pages.first?.page)
        try store.deposit([
          SealedPage(
            page: page, device: device, attempt: 1, type: .preview, seq: seq,
            envelope: Array("envelope \(seq)".utf8), digest: Self.digest(seq), sealedAt: now)
        ])
        return page
      }
    }
  }

  /// The digest that stands for that of an envelope.
  static func digest(_ seq: Int64) -> [UInt8] {
    [UInt8](repeating: UInt8(truncatingIfNeeded: seq), count: 32)
  }

  private static func draft(_ seq: Int64, ward: String) -> AlertDraft {
    AlertDraft(
      integration: "laboratory", dedupKey: "\(seq)", priority: .high, kind: "critical-result",
      content: AlertContent(ward: ward, what: "ZZCANARY potassium"))
  }
}

/// A device that signs what it asks.
struct WebDevice {
  let ward: WebWard
  let keys: DeviceKeys
  let id: DeviceID
  /// It has a lock, which is open: its unlocked key signs.
  var isUnlocked = false

  /// The header's value for a request.
  func authorization(
    _ method: String, _ target: String, body: [UInt8] = [], nonce: [UInt8]? = nil
  ) -> String {
    keys.sign(
      SignedRequest(method: method, target: target, body: body), from: id, at: ward.clock.now(),
      nonce: nonce, isUnlocked: isUnlocked
    ).authorization
  }

  func send(
    _ method: String, _ target: String, headers: HTTPFields = [:], body: [UInt8] = []
  ) async -> WebReply {
    var headers = headers
    headers[.authorization] = authorization(method, target, body: body)
    return await ward.send(method, target, headers: headers, body: body)
  }
}

extension WebReply {
  var bytes: [UInt8] {
    switch body {
    case .bytes(let bytes): bytes
    case .stream: []
    }
  }

  func json() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  /// The last part of the problem's type; nil when the reply is no problem.
  var problem: String? {
    guard headers[.contentType] == "application/problem+json" else { return nil }
    return (try? json()["type"] as? String)?.split(separator: ":").last.map(String.init)
  }

  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}
