// Tocsin — Benchmarks: a device that waits for its envelopes
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

/// The open stream of a device, as its own client reads it: the headers of envelopes as they come.
final class StreamProbe {
  private let probe: MailboxProbe
  private var wire: Socket
  private var rest: [UInt8] = []
  private var pages: Set<[UInt8]> = []

  /// Opens the stream of a probe's device.
  init(of probe: MailboxProbe) throws {
    self.probe = probe
    wire = try Socket(port: probe.port)
    try open(after: 0)
  }

  private func open(after seq: Int) throws {
    let target = "/v1/devices/\(probe.device.text)/stream?after=\(seq)"
    let lines = [
      "GET \(target) HTTP/1.1", "Host: 127.0.0.1:\(probe.port)", "Accept: text/event-stream",
      "Authorization: \(probe.authorization("GET", target))", "", "",
    ]
    try wire.send(Array(lines.joined(separator: "\r\n").utf8))
    guard let line = readLine(), line.contains(" 200 ") else {
      throw Trouble("the stream does not open")
    }
  }

  deinit { close(wire.descriptor) }

  /// Waits for the first envelope of a page of this priority that was not seen before.
  func untilNewPage(_ priority: Priority) throws {
    while let line = readLine() {
      guard line.hasPrefix("data: "),
        let bytes = Base64URL.decode(String(line.dropFirst(6)).filter { !$0.isWhitespace }),
        let header = try? Envelope(decoding: bytes).header
      else { continue }
      let isNew = pages.insert(header.page.bytes).inserted
      if isNew, header.priority == priority { return }
    }
    throw Trouble("the stream ended")
  }

  /// Reads until so many envelopes have come, without a look at them. A device that is too far
  /// behind is cut off, and begins after what it has.
  ///
  /// - Throws: when they have not come after two minutes.
  func untilEnvelopes(_ count: Int) throws {
    let patience = Clock.wall + 120_000_000_000
    let mark = Array("event: envelope\n".utf8)
    var (left, matched) = (count, 0)
    while left > 0 {
      guard Clock.wall < patience else { throw Trouble("\(left) of \(count) pages do not come") }
      let bytes = rest.isEmpty ? wire.readSome() : rest
      rest = []
      guard let bytes else {
        close(wire.descriptor)
        wire = try Socket(port: probe.port)
        try open(after: count - left)
        matched = 0
        continue
      }
      for byte in bytes {
        matched = byte == mark[matched] ? matched + 1 : byte == mark[0] ? 1 : 0
        guard matched == mark.count else { continue }
        matched = 0
        left -= 1
      }
    }
  }

  /// One line without its end; nil when the connection ends.
  private func readLine() -> String? {
    while true {
      if let end = rest.firstIndex(of: 10) {
        defer { rest.removeSubrange(...end) }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      guard let more = wire.readSome() else { return nil }
      rest += more
    }
  }
}

/// Posts reports over one connection that stays open.
struct Reporter {
  private let wire: Socket
  private let key: String

  init(_ gateway: Gateway, key: String) throws {
    wire = try Socket(port: gateway.http)
    self.key = key
  }

  /// Posts a high alert of its own and reads the answer.
  func post(_ name: String) throws {
    let body =
      "{\"key\":\"\(name)\",\"priority\":\"high\",\"kind\":\"critical-result\",\"what\":"
      + "\"Freezer 7 at -61.0 C, limit -70 C\",\"ward\":\"BIO\"}"
    let lines = [
      "POST /v1/alerts HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(key)",
      "Content-Type: application/json", "Idempotency-Key: \(name)",
      "Content-Length: \(body.utf8.count)", "", body,
    ]
    try wire.send(Array(lines.joined(separator: "\r\n").utf8))
    var answer = ""
    while !answer.contains("\"alert\"") {
      guard let more = wire.readSome() else { throw Trouble("the report got no answer") }
      answer += String(decoding: more, as: UTF8.self)
      let isRefused = answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 5")
      if isRefused { throw Trouble("the report was refused: \(answer)") }
    }
  }
}
