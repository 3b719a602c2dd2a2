// Tocsin — TocsinHL7: the framing state machine of MLLP
// SPDX-License-Identifier: Apache-2.0

/// Cuts a byte stream into MLLP frames: `0x0B <body> 0x1C 0x0D` (MLLP release 1).
///
/// A state machine that reads each byte once, front to back, whatever the sizes of the reads:
///
///     idle   NUL CR LF SP are skipped, 0x0B starts a body, the rest is counted as noise
///     body   0x1C may be the end; 0x0B may be a new start (see `startInside`)
///     end    CR ends the frame; 0x0B ends it and starts the next; after LF, FF, NUL or SP
///            the frame ends at the next CR or 0x0B; anything else: the 0x1C was data
///     startInside   a 0x0B in a body: "MSH" after it makes it a start, and what was
///            buffered a lost fragment; anything else makes it data
///
/// Promises: the events depend on the bytes alone, never on how they were split; a time-out is
/// never an end of frame; a body that lies in one read is copied once; memory is at most the
/// limit while a frame grows, and nothing between frames.
package struct MLLPFramer: ~Copyable {
  private enum State { case idle, body, end, startInside, poisoned }

  private(set) package var limit: Int
  private var state = State.idle
  private var buffer = FrameBuffer()
  private var endMark = 0
  private var matched = 0
  private var noise = NoiseTally()

  /// A framer that takes bodies of up to `limit` bytes.
  package init(limit: Int = HL7Limits.frameBytesMax) {
    precondition(limit > 0, "a frame limit is positive")
    self.limit = limit
  }

  /// Changes the limit, from the next frame on; a frame that has begun keeps the one it has.
  ///
  /// - Returns: whether it is in force.
  package mutating func change(limit: Int) -> Bool {
    precondition(limit > 0, "a frame limit is positive")
    guard !isInsideFrame else { return false }
    self.limit = limit
    return true
  }

  /// Bytes of an unfinished frame held in memory. Zero between frames.
  package var bytesPending: Int { buffer.count + matched }

  /// Whether a frame has begun and not ended: its clock runs from the last byte received.
  package var isInsideFrame: Bool { state != .idle && state != .poisoned }

  /// Whether an oversized or abandoned frame ended this stream; the connection must be closed.
  package var isPoisoned: Bool { state == .poisoned }

  /// Bytes outside frames since the beginning, blanks not counted.
  package var noiseBytes: Int { noise.total }

  /// Takes the next bytes of the stream and reports what they complete, in order.
  package mutating func feed(_ bytes: UnsafeRawBufferPointer, emit: (MLLPEvent) -> Void) {
    var index = 0
    while index < bytes.count {
      switch state {
      case .idle: index = takeIdle(bytes, index, emit)
      case .body: index = takeBody(bytes, index, emit)
      case .end: index = takeEnd(bytes, index, emit)
      case .startInside: index = takeStartInside(bytes, index, emit)
      case .poisoned: return
      }
    }
  }

  /// Takes the next bytes of the stream from any collection of bytes.
  package mutating func feed(_ bytes: some Collection<UInt8>, emit: (MLLPEvent) -> Void) {
    let done: Void? = bytes.withContiguousStorageIfAvailable {
      feed(UnsafeRawBufferPointer($0), emit: emit)
    }
    if done == nil {
      Array(bytes).withUnsafeBytes { feed($0, emit: emit) }
    }
  }

  /// Says that the stream ended; returns whether half a frame was pending.
  ///
  /// A body whose end byte had come is reported as a frame with a warning; a body without one
  /// is reported as a lost fragment, and no reply is owed for it.
  package mutating func finish(emit: (MLLPEvent) -> Void) -> Bool {
    noise.flush(emit)
    defer { state = .poisoned }
    switch state {
    case .idle, .poisoned: return false
    case .end:
      emit(.frame(buffer.take(endMark)))
      emit(.warning(.endOfStreamAfterEndByte))
      return false
    case .body, .startInside:
      emit(.lostFragment(abandoned()))
      return true
    }
  }

  /// Gives up the unfinished frame after a time-out, and the stream with it; nil when there
  /// is none. What it returns is half a frame, even when its end byte had come.
  package mutating func abandon() -> [UInt8]? {
    guard isInsideFrame else { return nil }
    defer { state = .poisoned }
    return abandoned()
  }

  /// A body in its envelope, ready for the wire.
  package static func framed(_ body: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(body.count + 3)
    out.append(Byte.startOfBlock)
    out.append(contentsOf: body)
    out.append(Byte.endOfBlock)
    out.append(Byte.carriageReturn)
    return out
  }
}

// The four states. Each takes bytes from `index` and returns where the next state goes on.
extension MLLPFramer {
  private mutating func takeIdle(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ emit: (MLLPEvent) -> Void
  ) -> Int {
    let byte = bytes[index]
    switch byte {
    case Byte.nul, Byte.carriageReturn, Byte.lineFeed, Byte.space: break
    case Byte.startOfBlock:
      noise.flush(emit)
      state = .body
      return takeWholeFrame(bytes, index + 1, emit)
    default: noise.add(byte, emit)
    }
    return index + 1
  }

  /// The common case: the rest of the frame is in this read, and is copied once.
  private mutating func takeWholeFrame(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ emit: (MLLPEvent) -> Void
  ) -> Int {
    let stop = ByteScan.first(
      Byte.endOfBlock, or: Byte.startOfBlock, in: bytes, from: start, to: bytes.count)
    guard stop + 1 < bytes.count, bytes[stop] == Byte.endOfBlock,
      bytes[stop + 1] == Byte.carriageReturn, stop - start <= limit
    else {
      guard stop - start <= limit else { return start }
      buffer.append(UnsafeRawBufferPointer(rebasing: bytes[start..<stop]), limit: limit)
      return stop
    }
    emit(.frame(Array(UnsafeRawBufferPointer(rebasing: bytes[start..<stop]))))
    state = .idle
    return stop + 2
  }

  private mutating func takeBody(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ emit: (MLLPEvent) -> Void
  ) -> Int {
    let room = limit - buffer.count
    let end = bytes.count - index > room ? index + room + 1 : bytes.count
    let stop = ByteScan.first(
      Byte.endOfBlock, or: Byte.startOfBlock, in: bytes, from: index, to: end)
    if stop - index > room {
      buffer.append(UnsafeRawBufferPointer(rebasing: bytes[index..<index + room]), limit: limit)
      poison(emit)
      return bytes.count
    }
    buffer.append(UnsafeRawBufferPointer(rebasing: bytes[index..<stop]), limit: limit)
    guard stop < end else { return stop }
    if bytes[stop] == Byte.endOfBlock {
      endMark = buffer.count
      state = .end
    } else {
      takeStart(emit)
    }
    return stop + 1
  }

  /// A start byte inside a body: certainly a new frame after a few bytes, else it depends.
  private mutating func takeStart(_ emit: (MLLPEvent) -> Void) {
    if buffer.count == 0 {
      emit(.warning(.repeatedStart))
    } else if buffer.count < HL7Limits.restartBodyBytesMax {
      emit(.lostFragment(buffer.take(buffer.count)))
    } else {
      state = .startInside
      matched = 1
    }
  }

  private mutating func takeStartInside(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ emit: (MLLPEvent) -> Void
  ) -> Int {
    let header: StaticString = "MSH"
    if bytes[index] == header.utf8Start[matched - 1] {
      matched += 1
      guard matched > 3 else { return index + 1 }
      emit(.lostFragment(buffer.take(buffer.count)))
      matched = 0
      return putBack("MSH", emit) ? index + 1 : bytes.count
    }
    let held = matched
    matched = 0
    guard putBack("\u{0B}MSH".prefix(held), emit) else { return bytes.count }
    return index
  }

  /// Puts matched bytes into the body after all; false when that broke the limit.
  private mutating func putBack(
    _ text: some StringProtocol, _ emit: (MLLPEvent) -> Void
  ) -> Bool {
    state = .body
    for byte in text.utf8 where !push(byte, emit) { return false }
    return true
  }

  private mutating func takeEnd(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ emit: (MLLPEvent) -> Void
  ) -> Int {
    let byte = bytes[index]
    let direct = buffer.count == endMark
    switch byte {
    case Byte.carriageReturn:
      emit(.frame(buffer.take(endMark)))
      if !direct { emit(.warning(.unusualEnd)) }
      state = .idle
    case Byte.startOfBlock:
      emit(.frame(buffer.take(endMark)))
      emit(.warning(direct ? .endWithoutCarriageReturn : .unusualEnd))
      state = .body
    case Byte.nul, Byte.lineFeed, Byte.formFeed, Byte.space:
      if direct, !push(Byte.endOfBlock, emit) { return bytes.count }
      if !push(byte, emit) { return bytes.count }
    default:
      if direct, !push(Byte.endOfBlock, emit) { return bytes.count }
      state = .body
      return index
    }
    return index + 1
  }

  /// Appends one byte to the body; poisons the stream and returns false over the limit.
  private mutating func push(_ byte: UInt8, _ emit: (MLLPEvent) -> Void) -> Bool {
    guard buffer.count < limit else {
      poison(emit)
      return false
    }
    withUnsafeBytes(of: byte) { buffer.append($0, limit: limit) }
    return true
  }

  private mutating func poison(_ emit: (MLLPEvent) -> Void) {
    emit(.oversized(prefix: buffer.take(min(buffer.count, HL7Limits.oversizedPrefixBytesMax))))
    state = .poisoned
  }

  private mutating func abandoned() -> [UInt8] {
    let held = matched
    matched = 0
    return buffer.take(buffer.count) + Array("\u{0B}MSH".utf8.prefix(held))
  }
}
