// Tocsin — Benchmarks: processes that are measured from outside
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A process of ours, and what the kernel says about it.
final class Child {
  let process = Process()
  private let output = Pipe()

  var pid: Int32 { process.processIdentifier }

  init(_ program: String, _ arguments: [String], log: String? = nil) throws {
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw Trouble("there is no program \(program); run: make build")
    }
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = output
    if let log {
      _ = FileManager.default.createFile(atPath: log, contents: nil)
      process.standardError = FileHandle(forWritingAtPath: log)
    }
    try process.run()
  }

  /// The first line that it prints.
  func firstLine() -> String {
    var line: [UInt8] = []
    while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      line.append(byte)
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// All that it prints; waits for its end.
  func wholeOutput() -> String {
    let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Asks it to end, and after twelve seconds no longer asks.
  func stop() {
    process.terminate()
    let patience = Clock.wall + 12_000_000_000
    while process.isRunning, Clock.wall < patience { usleep(10_000) }
    if process.isRunning { kill(pid, SIGKILL) }
    process.waitUntilExit()
  }

  // MARK: - What the kernel says

  /// CPU that all its threads have used, in microseconds; a tick of the kernel is 10 ms.
  var cpu: Double {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return 0 }
    let fields = text[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
      return 0
    }
    return (user + system) * 1e6 / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// A line of /proc/PID/status in KiB, such as `RssAnon` or `VmHWM`.
  func kibibytes(_ name: String) -> Double {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
    return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
      .flatMap { Double($0) } ?? 0
  }
}

/// What one run of the load generator came to.
struct LoadResult: Decodable {
  let msgs: Int
  let secs: Double
  let rate: Double
  let p50_us: Double
  let p90_us: Double
  let p99_us: Double
  let p999_us: Double
  let max_us: Double
  let server_us_msg: Double
  let err_code: Int
  let err_id: Int
  let err_nomsa: Int
  let err_lost: Int
  let err_frame: Int
  let timed_out: Bool

  var errors: Int { err_code + err_id + err_nomsa + err_lost + err_frame + (timed_out ? 1 : 0) }
}

/// One run of the load generator.
struct Load {
  var connections = 32
  /// Measured messages on each connection, after a tenth as many to warm up.
  var messages = 1_000
  var kind = "normal"
  /// Messages a second that are offered, whatever comes back; nil: as fast as replies come.
  var offered: Int?
  /// Each run needs its own, or its messages are repetitions.
  let seed: Int

  /// Messages that are sent in all.
  var total: Int { connections * (messages + messages / 10) }

  func start(
    _ program: String, port: UInt16, pid: Int32, more: [String] = []
  ) throws -> Child {
    var arguments = [
      "--port", "\(port)", "--conns", "\(connections)", "--msgs", "\(messages)",
      "--warm", "\(messages / 10)", "--kind", kind, "--seed", "\(seed)", "--pid", "\(pid)",
    ]
    arguments += more.isEmpty ? ["--json"] : more
    if let offered { arguments += ["--rate", "\(offered)", "--depth", "16"] }
    return try Child(program, arguments)
  }

  static func result(of child: Child) throws -> LoadResult {
    let text = child.wholeOutput()
    return try JSONDecoder().decode(LoadResult.self, from: Data(text.utf8))
  }
}
