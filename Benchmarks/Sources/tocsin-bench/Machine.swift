// Tocsin — Benchmarks: what this machine can do at most
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The yardsticks that a rate is read against, measured in the same run on the same disk.
struct Yardsticks {
  /// 4 KiB into space that was written before, synced one by one, in microseconds.
  var overwrite = Spread([])
  /// 4 KiB at the end of a growing file.
  var append = Spread([])
  /// 1 KiB there and back over loopback.
  var roundTrip = Spread([])

  /// Whether others keep this machine too busy for rates to mean anything.
  var isContended: Bool { overwrite.p50 > 1_000 }
}

/// Measures the yardsticks.
struct Machine {
  let report: Report
  let folder: String
  /// How many syncs and round trips.
  let count: Int

  func run() throws -> Yardsticks {
    report.begin("this machine")
    var found = Yardsticks()
    found.append = try syncs(overwriting: false)
    found.overwrite = try syncs(overwriting: true)
    found.roundTrip = try roundTrips()
    add("fdatasync, 4 KiB, growing file", found.append)
    add("fdatasync, 4 KiB, file written before", found.overwrite)
    add("loopback, 1 KiB there and back", found.roundTrip)
    if found.isContended { report.say("CONTENDED: compare CPU alone, the rates mean nothing") }
    return found
  }

  private func add(_ name: String, _ spread: Spread) {
    var row = ReportRow(name)
    row.rate = spread.p50 > 0 ? 1e6 / spread.p50 : 0
    row.p50 = spread.p50
    row.p99 = spread.p99
    report.add(row)
  }

  private func syncs(overwriting: Bool) throws -> Spread {
    let path = folder + "/sync"
    defer { unlink(path) }
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Trouble("\(path) cannot be made") }
    defer { close(file) }
    let page = [UInt8](repeating: 0x5A, count: 4_096)
    if overwriting {
      for place in 0..<count { pwrite(file, page, page.count, off_t(place * page.count)) }
      fsync(file)
    }
    let times = try (0..<count).map { place -> Double in
      let start = Clock.wall
      guard pwrite(file, page, page.count, off_t(place * page.count)) == page.count,
        fdatasync(file) == 0
      else { throw Trouble("the disk does not take a sync") }
      return Double(Clock.wall - start) / 1_000
    }
    return Spread(times)
  }

  private func roundTrips() throws -> Spread {
    let listener = try Socket.listening()
    defer { close(listener.descriptor) }
    let port = listener.port
    let rounds = count * 4
    let echo = Thread {
      let other = accept(listener.descriptor, nil, nil)
      guard other >= 0 else { return }
      let wire = Socket(descriptor: other)
      wire.sendAtOnce()
      for _ in 0..<rounds { wire.echo(1_024) }
      close(other)
    }
    echo.start()
    let wire = try Socket(port: port)
    defer { close(wire.descriptor) }
    let message = [UInt8](repeating: 0x41, count: 1_024)
    let times = try (0..<rounds).map { _ -> Double in
      let start = Clock.wall
      try wire.send(message)
      guard wire.read(1_024) != nil else { throw Trouble("loopback broke") }
      return Double(Clock.wall - start) / 1_000
    }
    return Spread(times)
  }
}
