// Tocsin — Benchmarks: reports over HTTP, accepted durably
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension Accepting {
  /// Alerts posted in the gateway's own form, each with an `Idempotency-Key`.
  func reports() throws {
    report.begin("reports over HTTP")
    let gateway = try start("reports")
    defer { gateway.stop() }
    let key = try gateway.ask(["integration-key", "make", "freezers", "bench"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    // The running gateway looks for new keys once a second.
    usleep(2_500_000)
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
      let what = kind == "alert" ? "each an alert" : "opening nothing"
      add(
        "\(what), \(connections) connection\(connections == 1 ? "" : "s")", result,
        note: "\(Report.fixed(synced, digits: 2)) × the rate of single syncs")
    }
  }
}
