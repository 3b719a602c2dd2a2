// Tocsin — Benchmarks: large messages, and small ones beside them
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Documents of 100 KB, and a frame of the whole limit that arrives while others want replies.
extension Accepting {
  func large() throws {
    report.begin("large messages")
    try documents()
    try besideAStream()
  }

  // MARK: - Documents

  /// Messages with 100 KB of base64 in OBX-5, accepted by the bare loop and by the gateway.
  private func documents() throws {
    let path = folder + "/floor-large"
    let floor = try Child(programs.floor, [path])
    let port = floor.firstLine().split(separator: ":").last.flatMap { UInt16($0) } ?? 0
    var load = Load(seed: 51)
    (load.connections, load.messages, load.kind) = (8, 400 / min(haste, 8), "ed")
    let least = try Load.result(of: load.start(programs.load, port: port, pid: floor.pid))
    floor.stop()
    try? FileManager.default.removeItem(atPath: path)
    add("bare loop in C, 100 KB, 8 connections", least, note: megabytes(least))
    let gateway = try start("documents")
    defer { gateway.stop() }
    let result = try Load.result(
      of: load.start(programs.load, port: gateway.mllp, pid: gateway.child.pid))
    let part = Report.fixed(result.rate / max(least.rate, 1), digits: 2)
    add(
      "a document of 100 KB, 8 connections", result,
      note: "\(megabytes(result)), \(part) of the bare loop's rate; \(distribution(result))")
  }

  private func megabytes(_ result: LoadResult) -> String {
    "\(Int(result.rate * 100_000 / 1e6)) MB/s"
  }

  // MARK: - Beside a stream

  /// Small messages alone, then while another connection sends one frame of 16 MiB after another.
  private func besideAStream() throws {
    let gateway = try start("stream")
    defer { gateway.stop() }
    var load = Load(seed: 61)
    (load.connections, load.messages) = (8, 4_000 / haste)
    let alone = try Load.result(
      of: load.start(programs.load, port: gateway.mllp, pid: gateway.child.pid))
    add("small, 8 connections, nothing beside", alone, note: distribution(alone))
    var beside = Load(seed: 62)
    (beside.connections, beside.messages) = (load.connections, load.messages)
    let stream = try FrameStream(port: gateway.mllp)
    let result = try Load.result(
      of: beside.start(programs.load, port: gateway.mllp, pid: gateway.child.pid))
    let frames = stream.stop()
    let times = Report.fixed(result.p99_us / max(alone.p99_us, 0.001), digits: 1)
    add(
      "small, beside frames of 16 MiB", result,
      note: "p99 \(times) × alone; \(distribution(result)); \(frames) frames answered meanwhile")
  }

  private func distribution(_ result: LoadResult) -> String {
    let values = [result.p90_us, result.p999_us, result.max_us].map {
      Report.fixed($0 / 1_000, digits: 1)
    }
    return "p90 \(values[0]), p99.9 \(values[1]), worst \(values[2]) ms"
  }
}

/// A connection that sends frames as long as may be, one after another, each once the one before
/// was answered.
///
/// Proof of `@unchecked Sendable`: every mutable value is read and written under the lock.
private final class FrameStream: @unchecked Sendable {
  private let lock = NSLock()
  private var isOver = false
  private var answered = 0
  private let wire: Socket
  private let finished = DispatchSemaphore(value: 0)

  /// With what stands around it, just within the limit of 16 MiB.
  private static let documentBytes = (16 << 20) - 4_096

  init(port: UInt16) throws {
    wire = try Socket(port: port)
    let thread = Thread { [self] in run() }
    thread.start()
  }

  /// Ends after the frame that is on its way, and says how many were answered.
  func stop() -> Int {
    lock.withLock { isOver = true }
    finished.wait()
    close(wire.descriptor)
    return lock.withLock { answered }
  }

  private func run() {
    var number = 0
    while !lock.withLock({ isOver }) {
      number += 1
      guard (try? wire.send(Self.frame(number))) != nil, takeReply() else { break }
      lock.withLock { answered += 1 }
    }
    finished.signal()
  }

  private func takeReply() -> Bool {
    while let byte = wire.read(1)?.first { if byte == 0x1C { return wire.read(1) != nil } }
    return false
  }

  private static func frame(_ number: Int) -> [UInt8] {
    let head =
      "\u{0B}MSH|^~\\&|DOCSYS|GENHOSP|TOCSIN|GENHOSP|20261124081500||ORU^R01^ORU_R01|BIG\(number)"
      + "|P|2.5.1\rPID|1||7040219^^^GENHOSP^MR\rOBR|1||F|1^Report^L\rOBX|1|ED|1^Report^L||S^AP^PDF"
      + "^Base64^"
    let document = [UInt8](repeating: 0x41, count: documentBytes)
    return Array(head.utf8) + document + Array("||||||F\r\u{1C}\r".utf8)
  }
}
