// Tocsin — TocsinHL7: the bytes of a frame that spans several reads
// SPDX-License-Identifier: Apache-2.0

/// Holds an unfinished frame in chunks, so that growing never copies what is there.
///
/// A body of up to one chunk lives in one array that doubles; beyond that, whole chunks are
/// added, so that memory is at most the body plus one chunk. `take` joins and frees.
struct FrameBuffer {
  private var full: [[UInt8]] = []
  private var tail: [UInt8] = []
  private(set) var count = 0

  /// Appends bytes; `limit` is the most that this buffer will ever hold.
  mutating func append(_ bytes: UnsafeRawBufferPointer, limit: Int) {
    precondition(count + bytes.count <= limit, "the framer checks the limit first")
    var rest = bytes
    while !rest.isEmpty {
      if tail.count == HL7Limits.bufferChunkBytes {
        full.append(tail)
        tail = []
      }
      let room = HL7Limits.bufferChunkBytes - tail.count
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(room))
      reserve(tail.count + part.count, limit: limit)
      tail.append(contentsOf: part)
      count += part.count
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
    }
  }

  /// The first `length` bytes as one array of exactly that size; everything held is freed.
  mutating func take(_ length: Int) -> [UInt8] {
    precondition(length <= count)
    var chunks = full
    chunks.append(tail)
    full = []
    tail = []
    count = 0
    return [UInt8](unsafeUninitializedCapacity: length) { target, filled in
      for index in chunks.indices where filled < length {
        let part = chunks[index].prefix(length - filled)
        _ = UnsafeMutableBufferPointer(rebasing: target[filled...]).initialize(from: part)
        filled += part.count
        chunks[index] = []
      }
    }
  }

  private mutating func reserve(_ needed: Int, limit: Int) {
    guard needed > tail.capacity else { return }
    let roomiest = min(HL7Limits.bufferChunkBytes, limit - count + tail.count)
    let wanted = full.isEmpty ? max(needed, 2 * tail.capacity) : HL7Limits.bufferChunkBytes
    tail.reserveCapacity(min(wanted, roomiest))
  }
}

/// Counts the bytes between frames and keeps the first of them to show.
struct NoiseTally {
  private(set) var total = 0
  private var unreported = 0
  private var peek: [UInt8] = []

  mutating func add(_ byte: UInt8, _ emit: (MLLPEvent) -> Void) {
    total += 1
    unreported += 1
    guard peek.count < HL7Limits.noisePeekBytesMax else { return }
    peek.append(byte)
    if peek.count == HL7Limits.noisePeekBytesMax {
      emit(.noise(count: unreported, peek: peek))
      unreported = 0
    }
  }

  /// Reports what was not reported, and starts afresh.
  mutating func flush(_ emit: (MLLPEvent) -> Void) {
    if unreported > 0 { emit(.noise(count: unreported, peek: peek)) }
    unreported = 0
    if !peek.isEmpty { peek = [] }
  }
}
