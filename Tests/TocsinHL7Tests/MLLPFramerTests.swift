// Tocsin — TocsinHL7Tests: MLLP framing
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

/// Everything a framer reports for a stream in reads of the given sizes, and its end.
private func events(
  _ stream: [UInt8], reads: [Int] = [], limit: Int = HL7Limits.frameBytesMax
) -> (events: [MLLPEvent], isHalf: Bool) {
  var framer = MLLPFramer(limit: limit)
  var found: [MLLPEvent] = []
  var rest = stream[...]
  for size in reads where !rest.isEmpty {
    framer.feed(rest.prefix(size)) { found.append($0) }
    rest = rest.dropFirst(size)
  }
  framer.feed(rest) { found.append($0) }
  let isHalf = framer.finish { found.append($0) }
  return (found, isHalf)
}

private func frames(_ events: [MLLPEvent]) -> [String] {
  events.compactMap { if case .frame(let bytes) = $0 { text(bytes) } else { nil } }
}

private let long = String(repeating: "MSH|long enough to be a message ", count: 2)

@Suite struct `An MLLP stream` {
  @Test func `gives the body of a frame and takes nothing but the envelope`() {
    let found = events(bytes("\u{0B} MSH|a \r\u{1C}\r"))
    #expect(found.events == [.frame(bytes(" MSH|a \r"))])
    #expect(!found.isHalf)
  }

  @Test func `gives every frame of one read, in order`() {
    let stream = (1...50).flatMap { MLLPFramer.framed(bytes("MSH|\($0)")) }
    #expect(frames(events(stream).events) == (1...50).map { "MSH|\($0)" })
  }

  @Test(arguments: ["\0", "\r", "\n", " ", "\r\n \0"])
  func `takes blanks between frames in silence`(blank: String) {
    let stream = bytes("\(blank)\u{0B}one\u{1C}\r\(blank)\u{0B}two\u{1C}\r\(blank)")
    #expect(events(stream).events == [.frame(bytes("one")), .frame(bytes("two"))])
  }

  @Test func `gives an empty frame as a frame, so that it gets a reply`() {
    #expect(events(bytes("\u{0B}\u{1C}\r")).events == [.frame([])])
  }

  @Test func `takes an end byte without CR when the next frame begins`() {
    let found = events(bytes("\u{0B}one\u{1C}\u{0B}two\u{1C}\r")).events
    #expect(
      found == [.frame(bytes("one")), .warning(.endWithoutCarriageReturn), .frame(bytes("two"))])
  }

  @Test(arguments: ["\n", "\u{0C}", "\n\0 "])
  func `takes other end bytes when the next frame begins`(ender: String) {
    let found = events(bytes("\u{0B}one\u{1C}\(ender)\u{0B}two\u{1C}\r")).events
    #expect(found == [.frame(bytes("one")), .warning(.unusualEnd), .frame(bytes("two"))])
  }

  @Test func `takes an end byte at the end of the stream as an end, with a warning`() {
    let found = events(bytes("\u{0B}one\u{1C}"))
    #expect(found.events == [.frame(bytes("one")), .warning(.endOfStreamAfterEndByte)])
    #expect(!found.isHalf)
  }

  @Test(arguments: ["a\u{1C}b", "a\u{1C}\nb", "a\u{1C}\u{1C}b", "a\u{1C}"])
  func `keeps an end byte that was data`(body: String) {
    #expect(events(bytes("\u{0B}\(body)\u{1C}\r")).events == [.frame(bytes(body))])
  }

  @Test func `begins again at a start byte followed by MSH, and reports what was lost`() {
    let found = events(bytes("\u{0B}\(long)\u{0B}MSH|two\u{1C}\r"))
    #expect(found.events == [.lostFragment(bytes(long)), .frame(bytes("MSH|two"))])
  }

  @Test func `begins again at a start byte after a few bytes, whatever follows`() {
    let found = events(bytes("\u{0B}MSH|a\u{0B}two\u{1C}\r"))
    #expect(found.events == [.lostFragment(bytes("MSH|a")), .frame(bytes("two"))])
  }

  @Test(arguments: ["x", "MSx", "MM", "", "M"])
  func `keeps a start byte that was data`(next: String) {
    let body = "\(long)\u{0B}\(next)"
    #expect(events(bytes("\u{0B}\(body)\u{1C}\r")).events == [.frame(bytes(body))])
  }

  @Test func `takes two start bytes as one`() {
    let found = events(bytes("\u{0B}\u{0B}one\u{1C}\r")).events
    #expect(found == [.warning(.repeatedStart), .frame(bytes("one"))])
  }

  @Test func `counts and shows what is outside frames`() {
    let found = events(bytes("GET / HTTP\u{0B}one\u{1C}\rxy"))
    #expect(
      found.events == [
        .noise(count: 8, peek: bytes("GET/HTTP")), .frame(bytes("one")),
        .noise(count: 2, peek: bytes("xy")),
      ])
  }

  @Test func `shows a source that does not use MLLP as soon as 32 bytes are there`() {
    var framer = MLLPFramer()
    var found: [MLLPEvent] = []
    framer.feed(bytes(String(repeating: "M", count: 1000))) { found.append($0) }
    #expect(found == [.noise(count: 32, peek: bytes(String(repeating: "M", count: 32)))])
    #expect(framer.noiseBytes == 1000)
  }

  @Test func `reports half a frame at its end, and owes no reply for it`() {
    let found = events(bytes("\u{0B}half"))
    #expect(found.events == [.lostFragment(bytes("half"))])
    #expect(found.isHalf)
  }

  @Test func `never ends a frame by a time-out`() {
    var framer = MLLPFramer()
    framer.feed(bytes("\u{0B}half\u{1C}")) { _ in Issue.record("an event without an end") }
    #expect(framer.isInsideFrame == true)
    #expect(framer.abandon() == bytes("half"))
    #expect(framer.isPoisoned == true)
  }

  @Test func `holds nothing between frames, and says what it holds inside one`() {
    var framer = MLLPFramer()
    framer.feed(bytes("\u{0B}four")) { _ in }
    #expect(framer.bytesPending == 4)
    framer.feed(bytes("\u{1C}\r")) { _ in }
    #expect(framer.bytesPending == 0)
    #expect(framer.isInsideFrame == false)
  }
}

@Suite struct `The same MLLP stream in other reads` {
  private static let stream = bytes(
    "noise\u{0B}MSH|1\u{1C}\r\n\0\u{0B}MSH|\u{1C}2\u{1C}\u{0B}\u{0B}\(long)\u{0B}MSH|3\u{1C}\n"
      + "\u{0B}\(long)\u{0B}MSx\u{1C}\r\u{0B}\u{1C}\r\u{0B}\(long)\u{1C}\n\0x\u{1C}\r tail \u{0B}M")

  @Test(arguments: [1, 2, 3, 7, 16, 1460])
  func `gives the same events in reads of one size`(size: Int) {
    let whole = events(Self.stream)
    let split = events(Self.stream, reads: Array(repeating: size, count: Self.stream.count))
    #expect(split.events == whole.events)
    #expect(split.isHalf == whole.isHalf)
  }

  @Test func `gives the same events wherever it is cut in two`() {
    let whole = events(Self.stream).events
    for cut in 0...Self.stream.count {
      #expect(events(Self.stream, reads: [cut]).events == whole, "cut at \(cut)")
    }
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `gives the same events for random bytes in random reads`(seed: UInt64) {
    var random = FixedGenerator(seed: seed)
    let alphabet: [UInt8] = [0x0B, 0x1C, 0x0D, 0x0A, 0, 0x20, 0x4D, 0x53, 0x48, 0x7C]
    let stream = (0..<300).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
    let reads = (0..<300).map { _ in Int.random(in: 1...9, using: &random) }
    #expect(events(stream, reads: reads, limit: 60).events == events(stream, limit: 60).events)
    #expect(events(stream, reads: reads).events == events(stream).events)
  }
}

@Suite struct `A frame over the limit` {
  @Test(arguments: [1, 3, 100])
  func `is taken at the limit and refused one byte above it`(size: Int) {
    let reads = Array(repeating: size, count: 100)
    let fits = events(MLLPFramer.framed(bytes("0123456789")), reads: reads, limit: 10)
    #expect(fits.events == [.frame(bytes("0123456789"))])
    let over = events(MLLPFramer.framed(bytes("0123456789A")), reads: reads, limit: 10)
    #expect(over.events == [.oversized(prefix: bytes("0123456789"))])
  }

  @Test func `keeps a prefix in which MSH-10 can be read, and ends the stream`() throws {
    var framer = MLLPFramer()
    var found: [MLLPEvent] = []
    framer.feed([0x0B] + Samples.potassium) { found.append($0) }
    let chunk = [UInt8](repeating: 0x41, count: 1 << 20)
    for _ in 0..<17 { framer.feed(chunk) { found.append($0) } }
    framer.feed(bytes("\u{1C}\r\u{0B}next\u{1C}\r")) { found.append($0) }
    #expect(framer.isPoisoned == true)
    #expect(framer.bytesPending == 0)
    guard case .oversized(let prefix) = try #require(found.first), found.count == 1 else {
      Issue.record("expected one oversized frame, got \(found)")
      return
    }
    #expect(prefix.count == HL7Limits.oversizedPrefixBytesMax)
    #expect(text(try HL7Message(parsing: prefix).controlID) == "SYN000101")
  }

  @Test func `of the whole limit arrives whole, over many reads`() {
    let body = (0..<HL7Limits.frameBytesMax).map { UInt8(truncatingIfNeeded: $0 % 251 + 32) }
    var framer = MLLPFramer()
    var found: [MLLPEvent] = []
    var rest = MLLPFramer.framed(body)[...]
    while !rest.isEmpty {
      framer.feed(rest.prefix(65_521)) { found.append($0) }
      rest = rest.dropFirst(65_521)
    }
    #expect(found == [.frame(body)])
  }

  @Test func `shows no content when an event is printed`() {
    #expect("\(MLLPEvent.frame(bytes("SECRET")))" == "frame of 6 bytes")
    #expect("\(MLLPEvent.lostFragment(bytes("SECRET")))" == "lost fragment of 6 bytes")
  }
}
