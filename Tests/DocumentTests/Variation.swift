// Tocsin — DocumentTests: what the field does to messages on their way
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinHL7

/// One way in which a message arrives otherwise than it was written. What it says stays the same.
struct Variation: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// How the message itself is changed; nil where this message cannot be changed in this way.
  let body: @Sendable ([UInt8]) -> [UInt8]?
  /// How it travels: the bytes of a connection, which hold the message at least once.
  let wire: @Sendable ([UInt8]) -> [UInt8]
  /// The bytes of one read.
  let read: Int
  /// How often the message must come out.
  let frames: Int

  init(
    _ name: String, read: Int = .max, frames: Int = 1,
    body: @escaping @Sendable ([UInt8]) -> [UInt8]? = { $0 },
    wire: @escaping @Sendable ([UInt8]) -> [UInt8] = { MLLPFramer.framed($0) }
  ) {
    testDescription = name
    self.body = body
    self.wire = wire
    self.read = read
    self.frames = frames
  }

  static let all = lineEnds + framing + characterSets

  private static let lineEnds = [
    Variation("lines end with CR", body: { joined($0, ["\r"]) }),
    Variation("lines end with LF", body: { joined($0, ["\n"]) }),
    Variation("lines end with CR LF", body: { joined($0, ["\r\n"]) }),
    Variation("lines end in turns", body: { joined($0, ["\r", "\n", "\r\n"]) }),
    Variation("no line end at the end", body: { $0.reversed().drop { $0 < 0x20 }.reversed() }),
    Variation("a byte order mark", body: { marked($0) }),
  ]

  private static let framing = [
    Variation("reads of 1 byte", read: 1),
    Variation("reads of 2 bytes", read: 2),
    Variation("reads of 7 bytes", read: 7),
    Variation("reads of 1460 bytes", read: 1460, frames: 3, wire: { tripled($0, between: []) }),
    Variation(
      "50 frames in one write", frames: 50,
      wire: { body in (0..<50).flatMap { _ in MLLPFramer.framed(body) } }),
    Variation("LF after each frame", frames: 3, wire: { tripled($0, between: [0x0A]) }),
    Variation("NUL after each frame", frames: 3, wire: { tripled($0, between: [0x00]) }),
    Variation(
      "no CR after the end byte", frames: 3,
      wire: { body in (0..<3).flatMap { _ in MLLPFramer.framed(body).dropLast() } + [0x0D] }),
    Variation(
      "half a frame, then a new start",
      wire: { [0x0B] + $0.prefix(max($0.count / 2, 1)) + MLLPFramer.framed($0) }),
  ]

  private static let characterSets = [
    Variation("UTF-8 that says Latin-1", body: { encoded($0, says: "8859/1") { Array($0.utf8) } }),
    Variation("UTF-8 that says ASCII", body: { encoded($0, says: "ASCII") { Array($0.utf8) } }),
    Variation("UTF-8 that says nothing", body: { encoded($0, says: "") { Array($0.utf8) } }),
    Variation("Latin-1 that says UTF-8", body: { encoded($0, says: "UNICODE UTF-8", latin1) }),
    Variation("Latin-1 that says nothing", body: { encoded($0, says: "", latin1) }),
    Variation("UTF-16 that says ASCII", body: { encoded($0, says: "ASCII") { utf16($0, "big") } }),
    Variation(
      "UTF-16 that says UTF-8",
      body: { encoded($0, says: "UNICODE UTF-8") { utf16($0, "little") } }),
  ]

  // MARK: - How each is made

  private static func tripled(_ body: [UInt8], between: [UInt8]) -> [UInt8] {
    (0..<3).flatMap { _ in MLLPFramer.framed(body) + between }
  }

  /// The lines of a message joined by these line ends in turns, the last one included.
  private static func joined(_ body: [UInt8], _ ends: [String]) -> [UInt8]? {
    var lines = text(body).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    let whole = lines.enumerated().map { $1 + ends[$0 % ends.count] }.joined()
    return String(validating: body, as: UTF8.self) == nil ? latin1(whole) : Array(whole.utf8)
  }

  /// With the mark of UTF-8 in front; nil where the message is in another set.
  private static func marked(_ body: [UInt8]) -> [UInt8]? {
    String(validating: body, as: UTF8.self) == nil ? nil : [0xEF, 0xBB, 0xBF] + body
  }

  /// The message in another set, and MSH-18 as told.
  private static func encoded(
    _ body: [UInt8], says name: String, _ encode: (String) -> [UInt8]?
  ) -> [UInt8]? {
    declaring(name, text(body)).flatMap(encode)
  }

  private static func latin1(_ text: String) -> [UInt8]? {
    let scalars = text.unicodeScalars
    return scalars.allSatisfy { $0.value < 0x100 } ? scalars.map { UInt8($0.value) } : nil
  }

  private static func utf16(_ text: String, _ order: String) -> [UInt8] {
    ([0xFEFF] + Array(text.utf16)).flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      return order == "big" ? [high, low] : [low, high]
    }
  }

  /// The text with MSH-18 set; nil where the header is not written with the usual separator.
  private static func declaring(_ name: String, _ text: String) -> String? {
    guard text.hasPrefix("MSH|"), let end = text.firstIndex(where: \.isNewline) else { return nil }
    var fields = text[..<end].split(separator: "|", omittingEmptySubsequences: false)
    while fields.count < 18 { fields.append("") }
    fields[17] = name[...]
    return fields.joined(separator: "|") + text[end...]
  }

  /// The text of a message that says truly or falsely in which set it is.
  private static func text(_ body: [UInt8]) -> String {
    String(validating: body, as: UTF8.self)
      ?? String(String.UnicodeScalarView(body.map { Unicode.Scalar($0) }))
  }
}
