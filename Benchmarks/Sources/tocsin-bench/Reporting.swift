// Tocsin — Benchmarks: reports over HTTP, accepted durably
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore

extension Accepting {
  /// Alerts posted in the gateway's own form, each with an `Idempotency-Key`.
  func reports() throws {
    report.begin("reports over HTTP")
    let gateway = try start("reports")
    defer { gateway.stop() }
    let key = try reportKey(gateway)
    let peer = try alertmanagerIntake()
    let series = [
      ("nothing", 1, 4_000), ("nothing", 32, 2_000), ("nothing", 200, 300), ("alert", 32, 800),
    ]
    for (index, (kind, connections, messages)) in series.enumerated() {
      var load = Load(seed: 71 + index)
      load.connections = connections
      load.messages = messages / haste
      load.kind = kind
      let child = try load.start(
        programs.reports, port: gateway.http, pid: gateway.child.pid, more: ["--key", key])
      let result = try Load.result(of: child)
      let synced = result.rate * yardsticks.overwrite.p50 / 1e6
      let part = peer.map { ", \(Report.fixed(result.rate / $0, digits: 2)) × Alertmanager" } ?? ""
      let what = kind == "alert" ? "each an alert" : "opening nothing"
      add(
        "\(what), \(connections) connection\(connections == 1 ? "" : "s")", result,
        note: "\(Report.fixed(synced, digits: 2)) × the rate of single syncs\(part)")
    }
    try latencies()
  }

  /// A key to report with. The running gateway looks for new keys once a second.
  func reportKey(_ gateway: Gateway) throws -> String {
    let key = try gateway.ask(["integration-key", "make", "freezers", "bench"])
    usleep(2_500_000)
    return key.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// From the first byte of a report to its envelope on the open stream of the device: alone, and
  /// in the midst of a storm of low alerts for the same person. On a gateway of its own: thousands
  /// of alerts that nobody answered would page the same device in between.
  private func latencies() throws {
    let gateway = try start("streams")
    defer { gateway.stop() }
    let key = try reportKey(gateway)
    let probe = try MailboxProbe(of: gateway.onCall("medicine-registrar"), at: gateway)
    let stream = try StreamProbe(of: probe)
    let reporter = try Reporter(gateway, key: key)
    func measure(_ name: String, _ count: Int, as key: String, note: String) throws {
      var times: [Double] = []
      for number in 0..<count {
        let begin = Clock.wall
        try reporter.post("\(key)-\(number)")
        try stream.untilNewPage(.high)
        times.append(Double(Clock.wall - begin) / 1_000)
        usleep(2_000)
      }
      let spread = Spread(times)
      var row = ReportRow(name)
      (row.p50, row.p99) = (spread.p50, spread.p99)
      row.note = "\(count) high alerts; " + note
      report.add(row)
    }
    try measure(
      "one alert, to the device's stream", 500 / haste, as: "alone",
      note: "goal: p50 1,000 µs")
    var load = Load(seed: 79)
    load.connections = 32
    load.messages = 10_000 / 32 / haste
    load.kind = "storm"
    let child = try load.start(
      programs.reports, port: gateway.http, pid: gateway.child.pid, more: ["--key", key])
    try measure(
      "the same, in a storm of 10,000 low alerts", 100 / haste, as: "storm",
      note: "goal: p99 11,000 µs")
    add("the storm itself, 32 connections", try Load.result(of: child), note: "")
  }
}
