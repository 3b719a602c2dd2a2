// Tocsin — TocsinHL7: searches for a byte, eight bytes at a time
// SPDX-License-Identifier: Apache-2.0

/// Finds bytes in a buffer by whole words (the "has a zero byte" test on eight bytes at once).
///
/// The test marks the first matching byte exactly; marks above it may be false, so only the
/// lowest one is used. All searches are linear and stop at `end`.
enum ByteScan {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The index of the first `a` or `b` in `bytes[start..<end]`, or `end`.
  static func first(
    _ a: UInt8, or b: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> Int {
    precondition(start >= 0 && start <= end && end <= bytes.count)
    let patternA = ones &* UInt64(a)
    let patternB = ones &* UInt64(b)
    var index = start
    while index &+ 8 <= end {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
      let found = zeroMarks(word ^ patternA) | zeroMarks(word ^ patternB)
      if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    while index < end {
      if bytes[index] == a || bytes[index] == b { return index }
      index &+= 1
    }
    return end
  }

  /// The index of the first `byte` in `bytes[start..<end]`, or `end`.
  static func first(
    _ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> Int {
    precondition(start >= 0 && start <= end && end <= bytes.count)
    let pattern = ones &* UInt64(byte)
    var index = start
    while index &+ 8 <= end {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
      let found = zeroMarks(word ^ pattern)
      if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    while index < end {
      if bytes[index] == byte { return index }
      index &+= 1
    }
    return end
  }

  /// The `number`th part of a range, counted from 1; nil when there are fewer. Without a delimiter
  /// the whole range is its only part.
  static func part(
    _ number: Int, of range: Range<Int>, in bytes: UnsafeRawBufferPointer, by delimiter: UInt8?
  ) -> Range<Int>? {
    guard number >= 1 else { return nil }
    guard let delimiter else { return number == 1 ? range : nil }
    var start = range.lowerBound
    var left = number
    while true {
      let stop = first(delimiter, in: bytes, from: start, to: range.upperBound)
      left -= 1
      if left == 0 { return start..<stop }
      if stop == range.upperBound { return nil }
      start = stop + 1
    }
  }

  /// The index of the first byte above 0x7F in `bytes[start..<end]`, or `end`.
  static func firstNonASCII(
    in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> Int {
    precondition(start >= 0 && start <= end && end <= bytes.count)
    var index = start
    while index &+ 32 <= end {
      let words = bytes.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
      if (words[0] | words[1] | words[2] | words[3]) & highs != 0 { break }
      index &+= 32
    }
    while index &+ 8 <= end {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
      let found = word & highs
      if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    while index < end {
      if bytes[index] > 0x7F { return index }
      index &+= 1
    }
    return end
  }

  private static func zeroMarks(_ word: UInt64) -> UInt64 {
    (word &- ones) & ~word & highs
  }
}

/// The bytes that this module names.
enum Byte {
  static let nul: UInt8 = 0x00
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let startOfBlock: UInt8 = 0x0B
  static let formFeed: UInt8 = 0x0C
  static let carriageReturn: UInt8 = 0x0D
  static let endOfBlock: UInt8 = 0x1C
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let numberSign: UInt8 = 0x23

  static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
  static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
  static func isLetter(_ byte: UInt8) -> Bool { isUpper(byte) || isLower(byte) }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func upper(_ byte: UInt8) -> UInt8 { isLower(byte) ? byte & 0xDF : byte }

  /// The value of a hexadecimal digit of either case.
  static func hexValue(_ byte: UInt8) -> UInt8? {
    if isDigit(byte) { return byte - 0x30 }
    let letter = upper(byte)
    return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : nil
  }
}
