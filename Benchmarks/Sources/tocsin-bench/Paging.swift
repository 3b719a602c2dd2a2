// Tocsin — Benchmarks: from an alert to its page, beside Prometheus Alertmanager
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension Accepting {
  /// Each alert a page of its own: alerts go in over many connections, sealed pages come out of one
  /// device's stream. The rate counts from the first report to the last page.
  func paging() throws {
    report.begin("from alert to page")
    let peer = try alertmanagerPages()
    for connections in [16, 64] { try pages(over: connections, beside: peer) }
  }

  private func pages(over connections: Int, beside peer: (rate: Double, cpu: Double)?) throws {
    let gateway = try start("paging-\(connections)")
    defer { gateway.stop() }
    let key = try reportKey(gateway)
    let probe = try MailboxProbe(of: gateway.onCall("medicine-registrar"), at: gateway)
    var load = Load(seed: 91)
    load.connections = connections
    load.messages = 9_600 / connections / haste
    load.kind = "page"
    let stream = try StreamProbe(of: probe)
    let (begin, cpu) = (Clock.wall, gateway.child.cpu)
    let child = try load.start(
      programs.reports, port: gateway.http, pid: gateway.child.pid, more: ["--key", key])
    try stream.untilEnvelopes(load.total)
    let seconds = Double(Clock.wall - begin) / 1e9
    let used = gateway.child.cpu - cpu
    let result = try Load.result(of: child)
    var row = ReportRow("ours, synced, sealed, to a stream, \(connections) connections")
    row.rate = Double(load.total) / seconds
    row.cpu = used / Double(load.total)
    row.note = "accepted \(Int(result.rate)) a second"
    if let peer, let rate = row.rate, let cpu = row.cpu {
      row.note +=
        "; \(Report.fixed(rate / peer.rate, digits: 2)) × Alertmanager (goal 1), "
        + "\(Report.fixed(cpu / peer.cpu, digits: 2)) × its CPU (goal 1, then 0.6)"
    }
    report.add(row)
  }

  /// What `http-sink` prints.
  private struct SinkResult: Decodable {
    let count: Int
    let end_ns: UInt64
    let p50_us: Double
    let p99_us: Double
  }

  /// The same in Alertmanager, each alert a group of its own, to a webhook; nil where it is not
  /// installed.
  private func alertmanagerPages() throws -> (rate: Double, cpu: Double)? {
    var pages: (rate: Double, cpu: Double)?
    for connections in [1, 16] {
      var load = Load(seed: 90 + connections)
      load.connections = connections
      load.messages = (connections == 1 ? 500 : 600) / haste
      load.kind = "peer-page"
      let sink = try Child(programs.sink, ["--count", "\(load.total)"])
      defer { sink.stop() }
      let port = sink.firstLine().split(separator: " ").last.map(String.init) ?? "0"
      let route =
        "route: {receiver: sink, group_wait: 0s, group_by: ['...']}\n"
        + "receivers: [{name: sink, webhook_configs: [{send_resolved: false, "
        + "url: 'http://127.0.0.1:\(port)/'}]}]\n"
      guard let peer = try alertmanager(route) else { return nil }
      defer { peer.child.stop() }
      let (begin, cpu) = (Clock.wall, peer.child.cpu)
      let generator = try load.start(
        programs.reports, port: peer.port, pid: peer.child.pid, more: ["--key", "none"])
      _ = try Load.result(of: generator)
      let text = sink.wholeOutput()
      let result = try JSONDecoder().decode(SinkResult.self, from: Data(text.utf8))
      let count = Double(result.count)
      var row = ReportRow(
        "Alertmanager, in memory, to a webhook, \(connections) "
          + "connection\(connections == 1 ? "" : "s")")
      row.rate = count / (Double(result.end_ns - begin) / 1e9)
      (row.p50, row.p99) = (result.p50_us, result.p99_us)
      row.cpu = (peer.child.cpu - cpu) / count
      row.note = "neither synced nor sealed"
      report.add(row)
      pages = (row.rate ?? 1, row.cpu ?? 1)
    }
    return pages
  }

  /// How many small alerts a second Prometheus Alertmanager takes into its memory over as many
  /// connections, in the same minute; nil where it is not installed.
  func alertmanagerIntake() throws -> Double? {
    let route = "route: {receiver: none, group_wait: 30s}\nreceivers: [{name: none}]\n"
    guard let (child, port) = try alertmanager(route) else { return nil }
    defer { child.stop() }
    var load = Load(seed: 70)
    load.messages = 4_000 / haste
    load.kind = "alertmanager"
    let generator = try load.start(
      programs.reports, port: port, pid: child.pid, more: ["--key", "none"])
    let result = try Load.result(of: generator)
    add("Alertmanager, in memory, 32 connections", result, note: "taken, not durable")
    return result.rate
  }

  /// Alertmanager with this configuration; nil where it is not installed.
  private func alertmanager(_ route: String) throws -> (child: Child, port: UInt16)? {
    let program = "/usr/bin/prometheus-alertmanager"
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let place = folder + "/peer"
    try? FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try route.write(toFile: place + "/peer.yml", atomically: true, encoding: .utf8)
    let (listening, port) = try Socket.listening()
    close(listening)
    let child = try Child(
      program,
      [
        "--config.file=\(place)/peer.yml", "--storage.path=\(place)", "--log.level=error",
        "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
      ], log: place + "/log")
    usleep(2_000_000)
    return (child, port)
  }
}
