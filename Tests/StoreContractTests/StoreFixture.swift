// Tocsin — StoreContract: the stores that the suites run over, and what goes into them
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TocsinCore
import TocsinGateway
import TocsinPostgres
import TocsinSQLite
import TocsinStore

/// The stores that every contract holds for.
enum StoreKind: String, CaseIterable, Sendable {
  case inlineInMemory, threadedInMemory, onDisk, onServer

  /// A fresh store of this kind for `body`.
  func with(_ body: (any SiteStore) async throws -> Void) async throws {
    var options = SQLiteStore.Options.tested
    options.isInline = self == .inlineInMemory
    switch self {
    case .inlineInMemory, .threadedInMemory:
      let store = try SQLiteStore.inMemory(options)
      try await body(store)
      await store.close()
    case .onDisk:
      try await TemporaryFolder.with { folder in
        let store = try SQLiteStore.open(path: folder + "/store.sqlite", options)
        try await body(store)
        await store.close()
      }
    case .onServer:
      try await PostgresServer.withDatabase { address in
        let store = try PostgresStore.open(address, .tested)
        try await body(store)
        await store.close()
      }
    }
  }
}

enum TemporaryFolder {
  static func with(_ body: (String) async throws -> Void) async throws {
    let path = NSTemporaryDirectory() + "tocsin-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }
}

let start = Timestamp(milliseconds: 1_790_000_000_000)
let okafor = ResponderID("r.okafor")
let ferrand = ResponderID("m.ferrand")
let switchboard = ResponderID("switchboard")
let phone = DeviceID(high: 0xA1, low: 1)
let tablet = DeviceID(high: 0xA1, low: 2)
let ferrandPhone = DeviceID(high: 0xB2, low: 1)

/// A hospital of three people, in which alerts can be opened and advanced.
enum Ward {
  static let policy = Policy(
    reference: PolicyReference(name: "critical", revision: 1), title: "Critical results",
    roles: [
      PolicyRole(
        role: "responder",
        steps: [
          PolicyStep(targets: [.responder(okafor)], wait: .minutes(2)),
          PolicyStep(targets: [.responder(ferrand)], wait: .minutes(2)),
        ])
    ],
    fallback: Fallback(targets: [.responder(switchboard)], every: .minutes(1)))

  static func staffing(
    _ devices: [ResponderID: [DeviceID]] = [okafor: [phone, tablet], ferrand: [ferrandPhone]]
  ) -> Staffing {
    var staffing = Staffing()
    for id in [okafor, ferrand, switchboard] {
      staffing.responders[id] = Responder(id: id, name: id.text)
    }
    staffing.devices = devices
    return staffing
  }

  static func draft(_ key: String = "ORD1", priority: Priority = .high) -> AlertDraft {
    AlertDraft(
      integration: "laboratory", dedupKey: key, priority: priority, kind: "critical-result",
      content: AlertContent(
        who: [ContentField(name: "number", value: "MRN1")], location: "W7-12", ward: "W7",
        what: "K 7.1 mmol/L"))
  }

  static func open(
    _ number: UInt64 = 1, _ draft: AlertDraft = draft(), staffing: Staffing = staffing(),
    at now: Timestamp = start
  ) -> Transition {
    Escalation.open(
      draft, as: AlertID(high: 7, low: number), under: policy, with: staffing, at: now)
  }

  static func advance(
    _ alert: Alert, _ event: AlertEvent, staffing: Staffing = staffing(),
    at now: Timestamp = start + .seconds(1)
  ) -> Transition {
    Escalation.advance(alert, on: event, under: policy, with: staffing, at: now)
  }

  static func response(
    _ alert: Alert, _ kind: ResponseKind, by responder: ResponderID = okafor,
    on device: DeviceID = phone
  ) -> AlertEvent {
    let page = alert.duties[0].people.first { $0.responder == responder }?.page
    return .responded(
      Response(
        page: page ?? PageID(high: 0, low: 0), responder: responder, device: device, kind: kind))
  }

  static func device(_ id: DeviceID, of responder: ResponderID) -> DeviceRecord {
    DeviceRecord(
      id: id, responder: responder, name: "Ward phone",
      keys: (1...4).map { [UInt8](repeating: $0, count: 32) }, enrolledAt: start)
  }

  static func message(
    _ controlID: String = "MSG1", outcome: MessageOutcome = .accepted, alert: AlertID? = nil,
    key: [UInt8]? = nil, at now: Timestamp = start
  ) -> MessageRecord {
    MessageRecord(
      receivedAt: now, integration: "laboratory", controlID: controlID, outcome: outcome,
      code: "AA", reply: Array("MSA|AA|\(controlID)".utf8), reason: "", alert: alert,
      raw: Array("MSH|\(controlID)".utf8), replayKey: key)
  }

  /// What the Courier makes of pages that wait.
  static func seal(_ pages: [PendingPage], from seq: Int64 = 1) -> [SealedPage] {
    zip(pages, seq...).compactMap { page, seq in
      page.record.device.map { device in
        SealedPage(
          page: page.record.page, device: device, attempt: page.record.attempt, type: page.type,
          seq: seq, envelope: [UInt8](repeating: UInt8(seq), count: 800),
          digest: [UInt8](repeating: UInt8(seq), count: 32), sealedAt: start,
          decidedAt: page.record.decidedAt)
      }
    }
  }
}
