// Tocsin — TocsinHL7Tests: escapes and character sets
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

private func decoded(
  _ value: String, type: String = "FT", version: String = "2.5"
) throws -> String {
  let raw = Samples.observation(value, type: type, version: version)
  return try #require(try HL7Message(parsing: raw).first("OBX")).observationText
}

@Suite struct `An escape sequence` {
  @Test(arguments: [
    (#"a\F\b\S\c\T\d\R\e\E\f"#, #"a|b^c&d~e\f"#),
    (#"\H\loud\N\ quiet"#, "loud quiet"),
    (#"one\.br\two\.BR\three"#, "one\ntwo\nthree"),
    (#"a\.sp\b\.sp2\c\.sp+1\d"#, "a\nb\n\nc\nd"),
    (#"\.fi\a\.nf\b\.in+4\c\.ti-2\d\.sk3\e"#, "abcde"),
    (#"\.ce\title"#, "\ntitle"),
    (#"\X0D0A\"#, "\r\n"), (#"\X0d0a\"#, "\r\n"), (#"\x0d\"#, "\r"),
    (#"\X00D\"#, "\r"), (#"\X000d\"#, "\r"), (#"\XA\"#, "\n"),
    (#"caf\XE9\"#, "café"), (#"caf\X00E9\"#, "café"), (#"caf\XC3A9\"#, "café"),
    (#"caf\XC3\\XA9\"#, "café"),
    (#"\E\T\E\"#, #"\T\"#), (#"\E\F\E\"#, #"\F\"#),
  ])
  func `is decoded once, from left to right`(value: String, expected: String) throws {
    #expect(try decoded(value) == expected)
  }

  @Test(arguments: [
    #"BSV 4\5 re."#, #"C:\dir\file"#, #"\"#, #"a\\b"#, #"\Q\"#, #"\X\"#, #"\XGG\"#, #"\.zz\"#,
    #"\.br9\"#, #"\Z0102\"#, #"\C2842\"#, #"\M242842\"#, #"\.sp99999999999999999999\"#,
  ])
  func `that is unknown or not ended stands as it is`(value: String) throws {
    #expect(try decoded(value) == value)
  }

  @Test func `that is unknown does not hide the next`() throws {
    #expect(try decoded(#"4\5 re\T\x"#) == #"4\5 re&x"#)
  }

  @Test func `for truncation exists from version 2.7`() throws {
    #expect(try decoded(#"a\P\b"#, version: "2.7") == "a#b")
    #expect(try decoded(#"a\P\b"#, version: "2.5") == #"a\P\b"#)
  }

  @Test func `is not read in the fields that declare the delimiters`() throws {
    let message = try HL7Message(parsing: Samples.observation("x"))
    #expect(message.segments[0].field(2).text() == #"^~\&"#)
    #expect(message.segments[0].field(2).component(1).text() == #"^~\&"#)
  }
}

@Suite struct `The text of an observation` {
  @Test(arguments: ["FT", "TX", "ST"])
  func `keeps delimiters that its sender forgot to escape`(type: String) throws {
    let value = "see http://lab/?a=1&b=2 ^ done"
    #expect(try decoded(value, type: type) == value)
  }

  @Test func `is lines where free text repeats`() throws {
    #expect(try decoded("one~two", type: "TX") == "one\ntwo")
    #expect(try decoded("one~two", type: "TX^^HL70125") == "one\ntwo")
    #expect(try decoded("one~two", type: "ST") == "one~two")
  }
}

@Suite struct `The character set of a message` {
  private static func raw(_ declared: String, _ value: [UInt8]) -> [UInt8] {
    bytes("MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5||||||\(declared)\rPID|1||") + value + [0x0D]
  }

  @Test(arguments: [
    ("", "abc", "US-ASCII"), ("UNICODE UTF-8", "abc", "UTF-8"), ("8859/1", "abc", "ISO-8859-1"),
    ("", "é", "UTF-8"), ("8859/1", "é", "UTF-8"), ("UNICODE UTF-8", "é", "UTF-8"),
    ("ASCII", "é", "UTF-8"),
  ])
  func `is UTF-8 where the bytes are, whatever is declared`(
    declared: String, value: String, name: String
  ) throws {
    let message = try HL7Message(parsing: Self.raw(declared, bytes(value)))
    #expect(message.characterSet.name == name)
    #expect(message.first("PID")?.field(3).text() == value)
  }

  @Test(arguments: [
    ("", [0xE9] as [UInt8], "é", "windows-1252"), ("", [0x80], "€", "windows-1252"),
    ("8859/1", [0xE9], "é", "ISO-8859-1"), ("8859/15", [0xA4], "€", "ISO-8859-15"),
    ("8859/2", [0xB1], "ą", "ISO-8859-2"), ("8859/5", [0xC0], "Р", "ISO-8859-5"),
    ("8859/7", [0xE1], "α", "ISO-8859-7"), ("UNICODE UTF-8", [0xE9], "é", "windows-1252"),
    ("ISO IR87", [0xE9], "é", "windows-1252"), ("8859/1~ISO IR87", [0xE9], "é", "ISO-8859-1"),
  ])
  func `is the declared one, or the fallback, where the bytes are not UTF-8`(
    declared: String, value: [UInt8], expected: String, name: String
  ) throws {
    let message = try HL7Message(parsing: Self.raw(declared, value))
    #expect(message.characterSet.name == name)
    #expect(message.first("PID")?.field(3).text() == expected)
  }

  @Test func `is the one that the integration forces`() throws {
    let rule = HL7CharacterSetRule(forced: .iso8859(1), fallback: .windows1252)
    let raw = Self.raw("UNICODE UTF-8", bytes("é"))
    let message = try HL7Message(parsing: raw, characterSets: rule)
    #expect(message.first("PID")?.field(3).text() == "Ã©")
  }

  @Test(arguments: [
    ("8859/1", "é", HL7Warning.Kind.characterSetMismatch), ("", "é", .characterSetUndeclared),
    ("ISO IR159", "a", .characterSetUnknown), ("UNICODE UTF-16", "a", .characterSetMismatch),
  ])
  func `is warned of when it was declared wrongly`(
    declared: String, value: String, kind: HL7Warning.Kind
  ) throws {
    let message = try HL7Message(parsing: Self.raw(declared, bytes(value)))
    #expect(message.warnings.map(\.kind) == [kind])
  }

  @Test func `leaves U+FFFD and a warning for what it cannot decode`() throws {
    let mixed = bytes("éèà") + [0xFF]
    let message = try HL7Message(parsing: Self.raw("UNICODE UTF-8", mixed))
    #expect(message.first("PID")?.field(3).text() == "éèà\u{FFFD}")
    #expect(message.warnings.map(\.kind) == [.undecodableBytes])
    let other = try HL7Message(parsing: Self.raw("", [0x81]))
    #expect(other.first("PID")?.field(3).text() == "\u{FFFD}")
    #expect(other.warnings.map(\.kind) == [.characterSetUndeclared, .undecodableBytes])
  }

  /// The later bytes of each name look like `|`, `^` or `\`.
  @Test(
    arguments: [
      ("UNICODE UTF-8", Array("許育".utf8), "許育", []),
      ("BIG-5", [0xA8, 0x7C, 0xB3, 0x5C, 0xA4, 0xA4], "\u{FFFD}\u{FFFD}\u{FFFD}", unread),
      (
        "GB 18030-2000", [0x81, 0x7C, 0x81, 0x30, 0x81, 0x30, 0xFF], "\u{FFFD}\u{FFFD}\u{FFFD}",
        unread
      ),
      ("ISO IR87", bytes("\u{1B}$B3|0^\u{1B}(B!"), "\u{FFFD}\u{FFFD}!", unread),
      ("~ISO IR87", bytes("A\u{1B}$@3|\u{1B}(J"), "A\u{FFFD}", unread),
      ("ISO IR159", bytes("\u{1B}$(D0|\u{1B}(B"), "\u{FFFD}", unread),
      ("ISO IR14", bytes("\u{1B}(I|^\u{1B}(B"), "\u{FFFD}\u{FFFD}", unread),
      ("KS X 1001", [0xB1, 0xE8], "±è", [.characterSetUnknown]),
      ("CNS 11643-1992", [0xC4, 0xE3], "Äã", [.characterSetUnknown]),
    ] as [(String, [UInt8], String, [HL7Warning.Kind])])
  func `of several bytes loses nothing and shifts no field`(
    declared: String, name: [UInt8], expected: String, kinds: [HL7Warning.Kind]
  ) throws {
    let raw =
      bytes("MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5||||||\(declared)\rPID|1||") + name
      + bytes("|4|5^6\rOBX|1|NM|K^") + name + bytes("||7.1|mmol/L||HH|||F\r")
    let message = try HL7Message(parsing: raw)
    #expect(message.bytes == raw)
    #expect(message.segments.count == 3)
    #expect(message.first("PID")?.field(3).text() == expected)
    #expect(message.first("PID")?.field(5).component(2).text() == "6")
    let result = try #require(message.first("OBX"))
    #expect(result.field(3).component(2).text() == expected)
    #expect(result.field(5).text() == "7.1" && result.field(8).text() == "HH")
    #expect(message.warnings.map(\.kind) == kinds)
  }

  private static let unread: [HL7Warning.Kind] = [.characterSetUnknown, .undecodableBytes]

  @Test func `of several bytes is not looked for where the integration forces another`() throws {
    let rule = HL7CharacterSetRule(forced: .iso8859(1), fallback: .windows1252)
    let message = try HL7Message(parsing: Self.raw("BIG-5", [0xE9, 0x7C]), characterSets: rule)
    #expect(message.first("PID")?.field(3).text() == "é")
  }

  /// Escapes that are cut off, in a message that switches elsewhere; and half a character.
  @Test(arguments: ["\u{1B}", "\u{1B}$", "\u{1B}(", "\u{1B}$(", "\u{1B}$B305"])
  func `of several bytes that is cut off takes no delimiter and no line with it`(
    rest: String
  ) throws {
    let whole = "\u{1B}$B3|\u{1B}(B"
    let field = rest.hasSuffix("5") ? "" : rest
    let message = try HL7Message(
      parsing: bytes(
        "MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5||||||ISO IR87\rPID|1||\(whole)\(field)|4|5^6\r"
          + "OBX|1|NM|K^K\(field)||7.1|mmol/L||HH|||F||\(whole)\(rest)\rNTE|1||n\r"))
    #expect(message.segments.map(\.name) == ["MSH", "PID", "OBX", "NTE"])
    #expect(message.first("PID")?.field(4).text() == "4")
    let result = try #require(message.first("OBX"))
    #expect(result.field(5).text() == "7.1" && result.field(8).text() == "HH")
  }

  @Test func `of several bytes is not begun by a byte that the message made a delimiter`() throws {
    let message = try HL7Message(
      parsing: bytes(
        "MSH|^\u{1B}$F|A|B|C|D|||ORU^R01|1|P|2.5\rPID|1||a\u{1B}$Bb|4\rPV1|1|I\r"))
    #expect(message.segments.map(\.name) == ["MSH", "PID", "PV1"])
    #expect(message.controlID.elementsEqual("1".utf8))
    #expect(message.first("PID")?.field(4).text() == "4")
  }

  @Test func `of several bytes is not looked for where a delimiter may be half of one`() throws {
    let raw =
      bytes("MSH|") + [0xFF] + bytes("~\\&|A\u{1B}$B|B|C|D|||ORU^R01|\u{1B}$B1|P|2.5\rPID|1|a")
    let message = try HL7Message(parsing: raw)
    #expect(message.delimiters.component == 0xFF)
    #expect(message.segments.map(\.name) == ["MSH", "PID"])
    let reply = HL7Reply.accepted(message, HL7ReplyStamp(time: "20261129", controlID: "T1"))
    let back = try HL7Message(parsing: reply.bytes)
    #expect(back.delimiters == message.delimiters)
    #expect(back.first("MSA")?.field(1).raw.elementsEqual("AA".utf8) == true)
    #expect(back.first("MSA")?.field(2).raw.elementsEqual(message.controlID) == true)
  }

  @Test func `S21: of one byte stays readable beside an escape that is cut off`() throws {
    let raw = Self.raw("8859/1", [0xE9] + bytes("\u{1B}$("))
    #expect(try HL7Message(parsing: raw).first("PID")?.field(3).text() == "é\u{1B}$(")
  }

  @Test func `of several bytes ends with its line where no switch ends it`() throws {
    let raw = Self.raw("ISO IR87", bytes("\u{1B}$B3|") + [0x0D] + bytes("PV1|1|I"))
    #expect(try HL7Message(parsing: raw).first("PV1")?.field(2).text() == "I")
  }

  @Test(arguments: [true, false])
  func `may be UTF-16 whose envelope is of two-byte characters too`(big: Bool) throws {
    let message = "MSH|^~\\&|Zürich|||||||1|P|2.5\r"
    let text = big ? "Zürich" : "Łódź"
    var wire: [UInt8] = []
    for unit in "\u{0B}\(message.replacing("Zürich", with: text))\u{1C}\r".utf16 {
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      wire += big ? pair : pair.reversed()
    }
    var framer = MLLPFramer()
    var frames: [[UInt8]] = []
    framer.feed(wire) { if case .frame(let body) = $0 { frames.append(body) } }
    let read = try HL7Message(parsing: try #require(frames.first))
    #expect(read.segments[0].field(3).text() == text)
    #expect(read.warnings.map(\.kind).contains(.wideEnvelope))
  }

  @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
  func `may be UTF-16, in either order, with or without a mark`(marked: Bool, big: Bool) throws {
    let plain = "MSH|^~\\&|A|B|C|D|||ORU^R01|ctl|P|2.5\rPID|1||Žofie 😀\r"
    let codes = (marked ? [0xFEFF] : []) + Array(plain.utf16)
    let raw = codes.flatMap { code in
      let pair = [UInt8(code >> 8), UInt8(code & 0xFF)]
      return big ? pair : pair.reversed()
    }
    let message = try HL7Message(parsing: raw)
    #expect(message.characterSet.name == "UTF-16")
    #expect(message.bytes == raw)
    #expect(text(message.controlID) == "ctl")
    #expect(message.first("PID")?.field(3).text() == "Žofie 😀")
  }

  @Test(arguments: [
    ("ASCII", "US-ASCII"), ("8859/9", "ISO-8859-9"), ("ISO-8859-1", "ISO-8859-1"),
    ("UNICODE", "UTF-8"), ("UNICODE UTF8", "UTF-8"), ("utf-8", "UTF-8"), ("8859", "ISO-8859-1"),
    ("UNICODE UTF-16", "UTF-16"), ("windows-1252", "windows-1252"),
  ])
  func `has the names that senders use`(declared: String, name: String) {
    #expect(HL7CharacterSet(named: declared)?.name == name)
  }

  @Test(arguments: ["BIG-5", "8859/16", "8859/0", "", "GB 18030-2000"])
  func `is not guessed from names that are not decoded here`(declared: String) {
    #expect(HL7CharacterSet(named: declared) == nil)
  }
}
