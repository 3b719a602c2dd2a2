// Tocsin — DeliveryTests: a server in Python that a test runs beside itself
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A module of `Tests/EndToEndTests` whose `serve` writes lines of JSON, run until the test ends.
final class PythonPeer {
  private let process = Process()
  private let lines: FileHandle
  private var rest = Data()

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Whether `Scripts/install-python-packages` has run with the requirements of today.
  static let isReady: Bool = {
    let wanted = try? Data(contentsOf: root.appending(path: "Tests/requirements.txt"))
    let made = try? Data(contentsOf: root.appending(path: ".venv/requirements.txt"))
    return wanted != nil && wanted == made
  }()

  init(_ module: String) throws {
    let pipe = Pipe()
    lines = pipe.fileHandleForReading
    process.executableURL = Self.root.appending(path: ".venv/bin/python")
    process.arguments = ["-B", "-c", "from \(module) import serve; serve()"]
    process.currentDirectoryURL = Self.root.appending(path: "Tests/EndToEndTests")
    process.standardOutput = pipe
    try process.run()
  }

  deinit {
    // It may have begun on a thread that blocks every signal but this one.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// The next line; waits for it, but not for ever.
  func line<Value: Decodable>(_ type: Value.Type) throws -> Value {
    while true {
      if let end = rest.firstIndex(of: 0x0A) {
        let line = rest[..<end]
        rest = Data(rest[(end + 1)...])
        return try JSONDecoder().decode(type, from: Data(line))
      }
      var ready = pollfd(fd: lines.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 60_000) > 0 else { throw CocoaError(.fileReadUnknown) }
      let more = lines.availableData
      guard !more.isEmpty else { throw CocoaError(.fileReadUnknown) }
      rest += more
    }
  }
}
