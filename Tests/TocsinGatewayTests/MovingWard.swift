// Tocsin — GatewayTests: a hospital in which people move
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments
import TocsinGateway
import TocsinMapping
import TocsinSQLite

/// The shipped mappings, a policy for each of two wards and one for who has left. In front of each
/// stands whom the message names.
struct MovingDocuments: DocumentReader {
  static func policy(_ name: String, _ person: String) -> Policy {
    Policy(
      reference: PolicyReference(name: name, revision: 1), title: name,
      roles: [
        PolicyRole(
          role: "responder",
          steps: [
            PolicyStep(targets: [.named], wait: .minutes(2)),
            PolicyStep(targets: [.responder(ResponderID(person))], wait: .minutes(2)),
          ])
      ],
      fallback: Fallback(targets: [.responder(ResponderID("desk"))], every: .minutes(1)))
  }

  static let policies = [
    "ward": policy("ward", "ada"), "icu": policy("icu", "ike"),
    "left": policy("left", "lea"),
  ]

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var left = Route(name: "left", policy: "left")
    left.isDischarged = true
    var documents = try WardDocuments().read(revisions)
    documents.routing = RoutingTable(
      routes: [left, Route(name: "icu", ward: "ICU2", policy: "icu")], catchAll: "ward")
    documents.policies = Self.policies
    documents.integrations["adt"] = Self.administration
    var rota = Rota(id: RotaID("medicine"), title: "Medicine", zone: "UTC", layers: [])
    rota.overrides = [
      RotaOverride(
        from: Timestamp(milliseconds: 0), until: Timestamp(milliseconds: 4_000_000_000_000),
        responders: [ResponderID("nia")], reason: "")
    ]
    documents.rotas = [rota.id: rota]
    return documents
  }

  static let administration: Integration = {
    var rule: MovementRule?
    if let type = try? MessageTypePattern(parsing: "ADT^*") {
      rule = MovementRule(name: "location", messages: [type])
    }
    var mapping = Mapping(integration: "adt", title: "ADT", zone: "UTC", rules: [])
    mapping.movementRules = [rule].compactMap(\.self)
    return Integration(mapping: mapping).inZone(.utc)
  }()

  func policy(_ revision: DocumentRevision) throws -> Policy {
    Self.policies[revision.name] ?? WardDocuments.policy
  }
}

extension Ward {
  /// A gateway whose people have devices: ada of the ward, ike of intensive care, lea for who has
  /// left, and nia, whom messages name as NORTH/7701.
  static func moving() async throws -> (Ward, [String: Pocket]) {
    let ward = try await Ward(reader: MovingDocuments())
    var pockets: [String: Pocket] = [:]
    for name in ["ada", "ike", "lea", "nia"] {
      var person = Responder(id: ResponderID(name), name: name)
      if name == "nia" {
        person.identifiers = [ProviderReference(text: "NORTH/7701")].compactMap(\.self)
      }
      let known = person
      try await ward.store.perform { try $0.upsert(known) }
    }
    try await ward.refresh()
    for name in ["ada", "ike", "lea", "nia"] { pockets[name] = try await ward.enrol(name) }
    try await ward.refresh()
    return (ward, pockets)
  }

  /// Sends an ADT message about a patient.
  @discardableResult
  func adt(
    _ event: String, at time: String, number: String = "990017", more: [String] = [],
    mode: String = "P"
  ) async -> IntakeReply {
    let lines =
      [
        "MSH|^~\\&|ADT|NORTH|||\(time)+0000||ADT^\(event)|\(event)\(time)\(number)|\(mode)|2.5.1",
        "EVN||\(time)+0000", "PID|1||\(number)^^^NORTH^MR||ZZCANARY^ALPHA||19500101|F",
      ] + more
    let bytes = Array(lines.joined(separator: "\r").utf8)
    return await withCheckedContinuation { continuation in
      intake.receive(bytes, integration: "adt") { continuation.resume(returning: $0) }
    }
  }

  /// PV1 with a location and a visit.
  static func visit(_ location: String, prior: String = "", number: String = "V1") -> String {
    "PV1|1|I|\(location)|||\(prior)|||||||||||||\(number)^^^NORTH^VN"
  }

  /// A critical potassium about a patient by number, reported at 08:15.
  static func result(
    _ order: String = "F1", number: String = "990017", named: String = "", copies: String = ""
  ) -> String {
    potassium(controlID: "\(order)-\(number)", order: order)
      .replacing("990017", with: number)
      .replacing("||||||||||||||||||F", with: "|||||||||\(named)|||||||||F|||\(copies)")
  }

  /// The open alerts, oldest first.
  func open() async throws -> [Alert] { try await alerts().filter { !$0.isClosed }.reversed() }
}
