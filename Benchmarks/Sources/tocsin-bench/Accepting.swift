// Tocsin — Benchmarks: durable accepts over real sockets
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The release program under the load generator, from outside.
struct Accepting {
  let report: Report
  let programs: Programs
  let yardsticks: Yardsticks
  /// An existing folder on the disk that is measured.
  let folder: String
  /// Divides the numbers of messages.
  let haste: Int

  func run() throws {
    let floor = try floor()
    try openingNothing(floor)
    try openingAlerts()
    try sealed(offered: nil)
    try sealed(offered: 4_000)
  }

  // MARK: - Messages that open nothing

  private func floor() throws -> LoadResult {
    report.begin("durable accepts")
    let path = folder + "/floor"
    let child = try Child(programs.floor, [path])
    defer {
      child.stop()
      try? FileManager.default.removeItem(atPath: path)
    }
    let port = child.firstLine().split(separator: ":").last.flatMap { UInt16($0) } ?? 0
    var load = Load(seed: 11)
    load.messages = 4_000 / haste
    let result = try Load.result(of: load.start(programs.load, port: port, pid: child.pid))
    add("bare loop in C, one sync a turn, 32 connections", result, note: "the yardstick")
    return result
  }

  private func openingNothing(_ floor: LoadResult) throws {
    let gateway = try start("normal")
    defer { gateway.stop() }
    let series = [(1, 4_000), (32, 2_000), (200, 300)]
    for (index, (connections, messages)) in series.enumerated() {
      var load = Load(seed: 21 + index)
      load.connections = connections
      load.messages = messages / haste
      let result = try Load.result(
        of: load.start(programs.load, port: gateway.mllp, pid: gateway.child.pid))
      let part = Report.fixed(result.rate / max(floor.rate, 1), digits: 2)
      let name = "opening nothing, \(connections) connection\(connections == 1 ? "" : "s")"
      add(name, result, note: connections == 1 ? lone(result) : "\(part) of the bare loop's rate")
    }
  }

  /// A lone message against a sync and a round trip.
  private func lone(_ result: LoadResult) -> String {
    let base = yardsticks.overwrite.p50 + yardsticks.roundTrip.p50
    let middle = result.p50_us / max(base, 0.001)
    let edge = result.p99_us / max(yardsticks.overwrite.p99, 0.001)
    return "p50 \(Report.fixed(middle, digits: 2)) × (sync + round trip), goal 2; "
      + "p99 \(Report.fixed(edge, digits: 2)) × sync p99, goal 4"
  }

  // MARK: - Messages that each open an alert

  private func openingAlerts() throws {
    let gateway = try start("critical")
    defer { gateway.stop() }
    var load = Load(seed: 31)
    load.messages = 1_000 / haste
    load.kind = "r01"
    let result = try Load.result(
      of: load.start(programs.load, port: gateway.mllp, pid: gateway.child.pid))
    add("each an alert, no device, 32 connections", result)
  }

  /// Each message opens an alert whose page is sealed into one device's mailbox. The rate counts
  /// until the outbox is empty.
  private func sealed(offered: Int?) throws {
    let gateway = try start("sealed")
    defer { gateway.stop() }
    let probe = try MailboxProbe(of: gateway.onCall("medicine-registrar"), at: gateway)
    var load = Load(seed: 41)
    load.messages = 600 / haste
    load.kind = "r01"
    load.offered = offered
    let (begin, cpu) = (Clock.wall, gateway.child.cpu)
    let result = try Load.result(
      of: load.start(programs.load, port: gateway.mllp, pid: gateway.child.pid))
    let waiting = try load.total - probe.count(upTo: load.total)
    while try probe.holdsMore(than: load.total - 1) == false {
      guard Clock.wall - begin < 300_000_000_000 else { throw Trouble("the outbox stays full") }
      usleep(20_000)
    }
    let seconds = Double(Clock.wall - begin) / 1e9
    var row = ReportRow(
      offered.map { "sealed, \($0) a second offered" } ?? "sealed, one device, 32 connections")
    row.rate = Double(load.total) / seconds
    row.p50 = result.p50_us
    row.p99 = result.p99_us
    row.cpu = (gateway.child.cpu - cpu) / Double(load.total)
    row.note =
      "accepted \(Int(result.rate)) a second; \(waiting) of \(load.total) pages waited at the end"
      + errors(result)
    report.add(row)
  }

  // MARK: - Memory

  func memory() throws {
    report.begin("memory")
    let gateway = try start("memory")
    defer { gateway.stop() }
    sleep(2)
    let (own, all) = (gateway.child.kibibytes("RssAnon"), gateway.child.kibibytes("VmRSS"))
    report.say(
      "fresh: \(mebibytes(own)) MiB of its own (goal 15), \(mebibytes(all)) MiB in all (goal 45)")
    let count = 200
    let hold = try Child(
      programs.load, ["--port", "\(gateway.mllp)", "--conns", "\(count)", "--hold", "2"])
    usleep(1_500_000)
    let each = (gateway.child.kibibytes("RssAnon") - own) / Double(count)
    _ = hold.wholeOutput()
    let cost = Report.fixed(max(each, 0), digits: 1)
    report.say("\(count) idle connections: \(cost) KiB each (goal 8)")
    try endless(gateway)
  }

  /// A frame that never ends: what comes back, and how far memory grew.
  private func endless(_ gateway: Gateway) throws {
    let before = gateway.child.kibibytes("VmRSS")
    let wire = try Socket(port: gateway.mllp)
    defer { close(wire.descriptor) }
    let head = "\u{0B}MSH|^~\\&|A|B|C|D|20261124||ORU^R01|ENDLESS1|P|2.5.1\rOBX|1|TX|"
    try wire.send(Array(head.utf8))
    let piece = [UInt8](repeating: 0x41, count: 1 << 18)
    var sent = 0
    while sent < 256 << 20, !wire.hasInput {
      guard (try? wire.send(piece)) != nil else { break }
      sent += piece.count
    }
    let reply = String(decoding: wire.readToEnd(), as: UTF8.self)
    let isRefused = reply.contains("MSA|AR|ENDLESS1")
    let growth = gateway.child.kibibytes("VmHWM") - before
    report.say(
      "endless frame: \(isRefused ? "AR with its MSA-2" : "NO NEGATIVE REPLY") after "
        + "\(mebibytes(Double(sent) / 1_024)) MiB; memory grew \(mebibytes(growth)) MiB (goal 24)")
  }

  private func mebibytes(_ kibibytes: Double) -> String {
    Report.fixed(max(kibibytes, 0) / 1_024, digits: 1)
  }

  // MARK: - Rows

  func start(_ name: String) throws -> Gateway {
    try Gateway(programs.gateway, data: folder + "/" + name)
  }

  func add(_ name: String, _ result: LoadResult, note: String = "") {
    var row = ReportRow(name)
    row.rate = result.rate
    row.p50 = result.p50_us
    row.p99 = result.p99_us
    row.cpu = result.server_us_msg
    row.note = note + errors(result)
    report.add(row)
  }

  private func errors(_ result: LoadResult) -> String {
    result.errors == 0 ? "" : "; \(result.errors) ERRORS"
  }
}
