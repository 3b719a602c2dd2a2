// Tocsin — Simulation: a connection between a source and the gateway
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

/// One connection: what the source writes to it, piece by piece, and the framer at the gateway's
/// end (MLLP release 1). It lives as long as the life of the gateway that took it.
final class SourceLine {
  /// The message that the source opened it for, then those that it writes along with it.
  let parcels: [Int]
  let life: Life
  /// What is still to arrive, in order.
  var pieces: [Piece]
  private var framer = MLLPFramer()
  /// Messages whose reply has reached the source.
  var answered: Set<Int> = []

  /// Bytes that arrive together, and how long after those before them.
  struct Piece {
    let bytes: ArraySlice<UInt8>
    let wait: Milliseconds
  }

  init(_ parcels: [Int], to life: Life, pieces: [Piece]) {
    self.parcels = parcels
    self.life = life
    self.pieces = pieces
  }

  /// What the next piece completes.
  func next() -> [MLLPEvent] {
    var found: [MLLPEvent] = []
    guard !pieces.isEmpty else { return found }
    framer.feed(pieces.removeFirst().bytes) { found.append($0) }
    return found
  }

  /// The connection has ended: what is left of the last frame.
  func end() -> [MLLPEvent] {
    var found: [MLLPEvent] = []
    _ = framer.finish { found.append($0) }
    return found
  }
}

/// The connections of a world, with a chance of their own: what goes on below the messages changes
/// nothing of what the messages say.
struct SourceLines {
  var chance: Chance
  private var open: [Int: SourceLine] = [:]
  private var count = 0

  init(_ chance: Chance) { self.chance = chance }

  subscript(_ number: Int) -> SourceLine? { open[number] }

  mutating func add(_ line: SourceLine) -> Int {
    count += 1
    open[count] = line
    return count
  }

  mutating func close(_ number: Int) { open[number] = nil }

  /// All of it in one piece, as a network does that nothing is wrong with.
  static func smooth(_ bodies: [[UInt8]]) -> [SourceLine.Piece] {
    [SourceLine.Piece(bytes: bodies.flatMap(MLLPFramer.framed)[...], wait: .zero)]
  }

  /// As a bad network does it: the source may begin a frame, give up and begin it again; the
  /// connection may break after any byte; and what arrives is cut anywhere, at times byte by byte.
  mutating func rough(_ bodies: [[UInt8]]) -> [SourceLine.Piece] {
    var bytes: [UInt8] = []
    let given = chance.below(4) == 0 ? chance.below(bodies.count) : nil
    for (index, body) in bodies.enumerated() {
      let frame = MLLPFramer.framed(body)
      if index == given { bytes += frame.prefix(1 + chance.below(frame.count - 1)) }
      bytes += frame
    }
    if chance.below(3) == 0 { bytes.removeLast(chance.within(1...bytes.count)) }
    return cut(bytes)
  }

  private mutating func cut(_ bytes: [UInt8]) -> [SourceLine.Piece] {
    let isTrickle = chance.below(16) == 0
    let longest = isTrickle ? 1 : chance.pick([3, 40, 200, 1_000])
    var pieces: [SourceLine.Piece] = []
    var begin = 0
    while begin < bytes.count {
      let end = min(bytes.count, begin + chance.within(1...longest))
      let isLate = !isTrickle && chance.below(8) == 0
      let wait = isLate ? chance.wait(Milliseconds(1) ... .seconds(5)) : .zero
      pieces.append(SourceLine.Piece(bytes: bytes[begin..<end], wait: wait))
      begin = end
    }
    return pieces
  }
}
