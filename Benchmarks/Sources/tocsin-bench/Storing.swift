// Tocsin — Benchmarks: the store by itself
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSQLite
internal import TocsinSealing
internal import TocsinStore

/// Units of the store on a file, many at a time, and the stored form of an alert.
struct Storing {
  let samples: Samples
  let watch: Stopwatch
  let report: Report
  /// An existing folder on the disk that is measured.
  let folder: String

  func run() async throws {
    report.begin("storing")
    try codec()
    let count = watch.seconds >= 1 ? 40_000 : 4_000
    let device = DeviceID(high: 0xD0, low: 0)
    try await measure("a message alone", count: count) { index, store in
      try store.insert(record(index, alert: nil))
    }
    try await measure("a message alone, found by five values", count: count) { index, store in
      var message = record(index, alert: nil)
      message.traits.values = (0..<5).compactMap {
        IndexedValue(path: "OBR-\($0 + 2).1", value: "\(index * 5 + $0)")
      }
      try store.insert(message)
    }
    try await measure("a message that opens an alert", count: count) { index, store in
      let transition = try opened(index, devices: [])
      try store.insert(record(index, alert: transition.alert.id))
      try store.apply(transition)
    }
    try await measure("the same, and its page sealed", count: count / 2) { index, store in
      let transition = try opened(index, devices: [device])
      try store.insert(record(index, alert: transition.alert.id))
      try store.apply(transition)
      try store.deposit([sealed(transition.pages[0].page, for: device, seq: Int64(index + 1))])
    }
  }

  private func codec() throws {
    let alert = try opened(1, devices: []).alert
    let bytes = AlertCodec.encode(alert)
    let encoding = watch.cost(batch: 32) { keep(AlertCodec.encode(alert)) }
    report.add(ReportRow("an alert into bytes", encoding, note: "\(bytes.count) bytes"))
    let decoding = try watch.cost(batch: 32) { keep(try AlertCodec.decode(bytes)) }
    report.add(ReportRow("an alert from bytes", decoding))
  }

  /// Submits units so that about 64 always wait, as 64 sources would.
  private func measure(
    _ name: String, count: Int,
    _ body: @escaping @Sendable (Int, any StoreTransaction) throws -> Void
  ) async throws {
    let path = folder + "/store-" + UUID().uuidString
    let vault = CellVault(
      root: try RootKey(contents: [UInt8](repeating: 9, count: 32)),
      site: [UInt8](repeating: 5, count: 16))
    let store = try SQLiteStore.open(path: path, SQLiteStore.Options(vault: vault))
    try await prepare(store)
    let lanes = 64
    let (wall, cpu) = (Clock.wall, Clock.process)
    let failed = await withTaskGroup(of: Int.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          var failures = 0
          for index in stride(from: lane, to: count, by: lanes) {
            do {
              try await store.perform(byteCount: 1_500) { try body(index, $0) }
            } catch {
              failures += 1
            }
          }
          return failures
        }
      }
      return await group.reduce(0, +)
    }
    var row = ReportRow(name)
    row.rate = Double(count) / (Double(Clock.wall - wall) / 1e9)
    row.cpu = Double(Clock.process - cpu) / 1_000 / Double(count)
    row.note = failed == 0 ? "64 at a time, each synced" : "\(failed) units FAILED"
    report.add(row)
    await store.close()
    for ending in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + ending)
    }
  }

  private func prepare(_ store: SQLiteStore) async throws {
    let key = [UInt8](repeating: 9, count: 32)
    let device = DeviceRecord(
      id: DeviceID(high: 0xD0, low: 0), responder: ResponderID("dr.amsel"), name: "pager",
      keys: [key, key, key, key], enrolledAt: samples.start)
    try await store.perform { try $0.insert(device) }
  }

  // MARK: - Rows

  private func opened(_ index: Int, devices: [DeviceID]) throws -> Transition {
    var staffing = samples.staffing
    staffing.devices = devices.isEmpty ? [:] : [ResponderID("dr.amsel"): devices]
    if !devices.isEmpty { staffing.devices[ResponderID("dr.brandt")] = devices }
    let id = AlertID(high: UInt64(index) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(index))
    return Escalation.open(
      try samples.draft(order: "\(index)"), as: id, under: samples.policy, with: staffing,
      at: samples.start)
  }

  private func record(_ index: Int, alert: AlertID?) -> MessageRecord {
    var key = [UInt8](repeating: 0, count: 32)
    withUnsafeBytes(of: UInt64(index) &* 0xD134_2543_DE82_EF95) { word in
      for place in 0..<8 { key[place] = word[place] }
    }
    return MessageRecord(
      receivedAt: samples.start, integration: "laboratory", controlID: "L\(index)",
      outcome: alert == nil ? .notForUs : .accepted, code: "AA",
      reply: [UInt8](repeating: 0x41, count: 150), reason: "rule critical-result", alert: alert,
      raw: samples.normal, replayKey: key)
  }

  private func sealed(_ page: PageID, for device: DeviceID, seq: Int64) -> SealedPage {
    SealedPage(
      page: page, device: device, attempt: 1, type: .preview, seq: seq,
      envelope: [UInt8](repeating: 0x55, count: 800), digest: [UInt8](repeating: 1, count: 32),
      sealedAt: samples.start)
  }
}
