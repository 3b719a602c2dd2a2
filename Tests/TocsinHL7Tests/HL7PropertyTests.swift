// Tocsin — TocsinHL7Tests: properties of generated messages
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

/// Messages as a sender might write them: any delimiters, any depth, any text between them.
private struct MessageMaker {
  var random: FixedGenerator
  let separator: UInt8
  let encoding: [UInt8]

  private static let separators = Array("|!^*%".utf8)
  private static let letters = Array("ABCabc019 .-'\"".utf8) + [0xC3, 0xA9, 0xE4, 0x80]

  init(seed: UInt64) {
    random = FixedGenerator(seed: seed)
    separator = Self.separators.randomElement(using: &random) ?? 0x7C
    var pool = Array("^~\\&#@{}$;".utf8).filter { [separator] in $0 != separator }
    pool.shuffle(using: &random)
    encoding = Array(pool.prefix(Int.random(in: 1...5, using: &random)))
  }

  mutating func message() -> [UInt8] {
    var all = Array("MSH".utf8) + [separator] + encoding
    for _ in 0..<Int.random(in: 0...18, using: &random) { all += [separator] + text(limit: 3) }
    all.append(0x0D)
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      all += Array((["OBX", "PID", "ZX1", "NTE", "OBR"].randomElement(using: &random) ?? "").utf8)
      for _ in 0..<Int.random(in: 1...20, using: &random) { all += [separator] + text(limit: 9) }
      all.append(0x0D)
    }
    return all
  }

  /// A field: letters and the delimiters inside fields, so that every depth comes about.
  private mutating func text(limit: Int) -> [UInt8] {
    (0..<Int.random(in: 0...limit, using: &random)).map { _ in
      (Bool.random(using: &random) ? encoding : Self.letters).randomElement(using: &random) ?? 0x41
    }
  }
}

@Suite struct `A generated message` {
  @Test(arguments: 1...400 as ClosedRange<UInt64>)
  func `comes back byte by byte, from its bytes and from its tree`(seed: UInt64) throws {
    var maker = MessageMaker(seed: seed)
    let raw = maker.message()
    let message = try HL7Message(parsing: raw)
    #expect(message.bytes == raw)
    #expect(MessageTree(message).written == raw)
    #expect(
      MessageTree(try HL7Message(parsing: MessageTree(message).written)) == MessageTree(message))
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func `gives one field the same way as all of them`(seed: UInt64) throws {
    var maker = MessageMaker(seed: seed)
    let message = try HL7Message(parsing: maker.message())
    for segment in message.segments {
      let shift = segment.name == "MSH" ? 2 : 1
      for (index, field) in segment.fields.enumerated() {
        #expect(segment.field(index + shift).raw == field.raw)
        for (number, repetition) in field.repetitions.enumerated() where segment.name != "MSH" {
          #expect(field.repetition(number + 1).raw == repetition.raw)
        }
      }
    }
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func `gives the same values by their bytes as by its elements`(seed: UInt64) throws {
    var maker = MessageMaker(seed: seed)
    let message = try HL7Message(parsing: maker.message())
    for segment in message.segments {
      for number in 0...21 {
        let field = segment.field(number)
        var byBytes: [[UInt8]] = []
        segment.eachRepetition(of: number) { repetition in
          byBytes.append(Array(repetition.part(nil)))
          byBytes += (1...3).flatMap { component in
            [Array(repetition.part(component)), Array(repetition.part(component, 2))]
          }
          return false
        }
        let byElements = field.repetitions.flatMap { repetition in
          [Array(repetition.raw)]
            + (1...3).flatMap { component in
              let part = repetition.component(component)
              return [Array(part.raw), Array(part.subcomponent(2).raw)]
            }
        }
        #expect(byBytes == byElements, "field \(number) of \(segment)")
      }
    }
  }

  @Test func `is looked at no further than to the repetition that was wanted`() throws {
    let lines = [#"MSH|^~\&|A|B|C|D|||ORU^R01|1|P|2.5"#, "ZZZ|a~b~c"]
    let message = try HL7Message(parsing: Samples.message(lines))
    var seen: [String] = []
    message.segments[1].eachRepetition(of: 1) { repetition in
      seen.append(String(decoding: repetition.part(1), as: UTF8.self))
      return seen.count == 2
    }
    #expect(seen == ["a", "b"])
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func `comes out of the framer as it went in, however it is cut`(seed: UInt64) {
    var maker = MessageMaker(seed: seed)
    let bodies = (0..<20).map { _ in maker.message() }
    var rest = bodies.flatMap { MLLPFramer.framed($0) }[...]
    var framer = MLLPFramer()
    var found: [MLLPEvent] = []
    while !rest.isEmpty {
      let size = Int.random(in: 1...60, using: &maker.random)
      framer.feed(rest.prefix(size)) { found.append($0) }
      rest = rest.dropFirst(size)
    }
    #expect(found == bodies.map { .frame($0) })
  }
}

@Suite(.serialized) struct `A hostile message` {
  private static let header = bytes("MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5\r")
  private static let size = 1 << 18

  /// What a reader can be made to visit: never more elements than bytes, and one.
  private func visit(_ message: HL7Message) -> Int {
    var visited = 0
    for segment in message.segments {
      for field in segment.fields {
        visited += 1
        for repetition in field.repetitions where field.byteCount > 0 {
          visited += 1
          visited += repetition.component(1).subcomponent(1).byteCount > 0 ? 1 : 0
        }
      }
    }
    return visited
  }

  /// Delimiters repeated, one inside another, and a value with as many repetitions as fit.
  @Test(arguments: [
    "|", "^", "~", "&", "\\", "^&", "~^&", "|~^&\\", "\\.br\\", "\\X", "\\E\\", "\r|",
    "\u{1B}$B", "\u{1B}$B|^", "\u{1B}(I|",
  ])
  func `is read with work in proportion to its bytes`(part: String) throws {
    let filling = String(repeating: part, count: Self.size / part.utf8.count)
    let raw = Self.header + bytes("OBX|1|FT|X||") + bytes(filling)
    let message = try HL7Message(parsing: raw)
    #expect(message.bytes == raw)
    #expect(message.warnings.count <= HL7Warning.Kind.allCases.count)
    #expect(visit(message) <= 3 * raw.count)
    let text = message.segments.map(\.observationText.utf8.count).reduce(0, +)
    #expect(text <= 2 * raw.count)
    #expect(message.values(at: try #require(HL7Path("OBX-5.1"))).count <= HL7Limits.valuesMax)
  }

  @Test(arguments: [
    "&&&&", "0000", "^^^^", "~|\\&", "^^", "^&&^", "\\\\\\\\", "|^~\\", "\"\"\"\"", "AAAA", "    ",
    "^~\\&#", "^~\\&##", "\u{00E9}^~\\",
  ])
  func `with overlapping delimiters is read or refused with a place`(encoding: String) {
    let field = String(repeating: encoding, count: 2_000)
    let raw = bytes("MSH|\(encoding)|A|B|C|D|||ORU^R01|1|P|2.5\rOBX|1|FT|X||\(field)\r")
    do {
      let message = try HL7Message(parsing: raw)
      #expect(message.bytes == raw)
      #expect(visit(message) <= 3 * raw.count)
    } catch {
      #expect(error.byte < 10)
    }
  }

  @Test func `of nothing but starts and ends is framed with work in proportion to its bytes`() {
    for pattern in [
      "\u{0B}", "\u{1C}", "\u{0B}\u{1C}", "\u{0B}\u{1C}\n", "\u{0B}MS", "\u{1C}\u{0B}",
    ] {
      var framer = MLLPFramer()
      var events = 0
      let count = Self.size / pattern.utf8.count
      framer.feed(bytes(String(repeating: pattern, count: count))) { _ in events += 1 }
      _ = framer.finish { _ in events += 1 }
      #expect(events <= 2 * Self.size + 2, "\(pattern.utf8.map { $0 })")
    }
  }
}
