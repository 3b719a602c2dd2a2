// Tocsin — TocsinHL7: characters of several bytes in sets that are not decoded here
// SPDX-License-Identifier: Apache-2.0

/// Characters of several bytes whose later bytes look like delimiters.
///
/// The second byte of a character of BIG-5 or GB 18030, and any byte of one that ISO 2022 switches
/// to (ISO IR87, ISO IR159), may be `|`, `^` or `\`. Read byte by byte, a name would shift every
/// field behind it, and a critical flag with it. The extent of each character is known without a
/// table of them, so that each becomes U+FFFD and the fields stay where they are.
enum MultibyteText {
  private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
  /// ESC: begins a switch of ISO 2022, unless the message made it one of its delimiters.
  static let escape: UInt8 = 0x1B

  /// The UTF-8 form of bytes with such characters, each of them replaced; nil for bytes without
  /// any. Bytes that are UTF-8, whatever they declare, have none.
  ///
  /// - Parameter declared: the first repetition of MSH-18.
  static func replaced(_ bytes: [UInt8], declared: ArraySlice<UInt8>?) -> Replaced? {
    let switched = firstSwitch(bytes)
    let set = declared.flatMap(HighByteSet.init)
    guard switched != nil || set != nil else { return nil }
    let isHigh = set != nil && UTF8Census(of: bytes, from: 0).invalid > 0
    guard switched != nil || isHigh else { return nil }
    var run = MultibyteRun(bytes, isHigh ? set : nil)
    run.out.reserveCapacity(bytes.count + bytes.count / 2)
    run.read(to: .max)
    return run.first.map { Replaced(bytes: run.out, first: $0, raw: bytes, set: run.set) }
  }

  /// Bytes in which each such character is U+FFFD.
  struct Replaced {
    let bytes: [UInt8]
    /// Where the first one stood in what came.
    let first: Int
    fileprivate let raw: [UInt8]
    fileprivate let set: HighByteSet?

    /// What came where a part of `bytes` stands, between two delimiters: its characters as they
    /// were and the switches before and behind them.
    func origin(of part: Range<Int>) -> ArraySlice<UInt8> {
      var run = MultibyteRun(raw, set)
      run.read(to: part.lowerBound)
      let start = run.index
      run.read(to: part.upperBound)
      run.takeSwitches()
      return raw[start..<run.index]
    }
  }

  /// Where ISO 2022 first switches to another set (ISO/IEC 2022 §14.3).
  private static func firstSwitch(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { buffer in
      var index = 0
      while true {
        index = ByteScan.first(escape, in: buffer, from: index, to: buffer.count)
        guard index + 2 < buffer.count else { return nil }
        let (kind, final) = (buffer[index + 1], buffer[index + 2])
        let isPlaced =
          isPlace(final) && index + 3 < buffer.count && isSet(buffer[index + 3])
        let isWide = kind == 0x24 && (isSet(final) || isPlaced)
        let isKana = kind == 0x28 && final == 0x49
        if isWide || isKana { return index }
        index += 1
      }
    }
  }

  /// Whether a byte of an escape names a set: `@` or a capital letter in all that HL7 has (table
  /// 0211), which no delimiter is.
  private static func isSet(_ byte: UInt8) -> Bool { (0x40...0x5A).contains(byte) }

  /// Whether it says to where a set of two bytes is called, before the set's name.
  private static func isPlace(_ byte: UInt8) -> Bool { (0x28...0x2B).contains(byte) }

  /// A set whose characters begin with a byte above 0x80.
  enum HighByteSet {
    case big5, gb18030

    init?(_ declared: ArraySlice<UInt8>) {
      let name = declared.filter { $0 != Byte.space && $0 != 0x2D && $0 != 0x5F }.map(Byte.upper)
      if name.starts(with: "BIG5".utf8) {
        self = .big5
      } else if name.starts(with: "GB18030".utf8) {
        self = .gb18030
      } else {
        return nil
      }
    }
  }

  /// One pass over the bytes.
  private struct MultibyteRun {
    let bytes: [UInt8]
    let set: HighByteSet?
    var out: [UInt8] = []
    var first: Int?
    /// What is read next.
    private(set) var index = 0
    /// Bytes of a character after the last switch; 0 while no switch is in force.
    var width = 0

    init(_ bytes: [UInt8], _ set: HighByteSet?) {
      self.bytes = bytes
      self.set = set
    }

    /// Reads on until so many bytes are written, or all is read.
    mutating func read(to count: Int) {
      while index < bytes.count, out.count < count {
        let byte = bytes[index]
        if takeSwitch() {
          continue
        } else if width > 0, (0x21...0x7E).contains(byte) {
          replace(at: index)
          index += switchedLength(at: index)
        } else {
          if byte < 0x20 { width = 0 }
          let length = characterLength(at: index)
          if length > 1 { replace(at: index) } else { take(byte, at: index) }
          index += length
        }
      }
    }

    mutating func takeSwitches() {
      while index < bytes.count, takeSwitch() {}
    }

    private mutating func takeSwitch() -> Bool {
      guard bytes[index] == escape, let (length, next) = switching(at: index) else { return false }
      width = next
      index += length
      return true
    }

    private mutating func replace(at index: Int) {
      if first == nil { first = index }
      out += replacement
    }

    /// One byte by itself: what is no ASCII has no character here.
    private mutating func take(_ byte: UInt8, at index: Int) {
      if byte < 0x80 { out.append(byte) } else { replace(at: index) }
    }

    /// The length of an escape that switches, and the bytes of a character after it. One that is
    /// cut off by a delimiter or by the end of its segment switches nothing, and takes neither.
    private func switching(at index: Int) -> (length: Int, width: Int)? {
      guard index + 2 < bytes.count else { return nil }
      let (kind, final) = (bytes[index + 1], bytes[index + 2])
      switch kind {
      case 0x24 where isPlace(final):
        return index + 3 < bytes.count && isSet(bytes[index + 3]) ? (4, 2) : nil
      case 0x24 where isSet(final): return (3, 2)
      case 0x28 where final == 0x49: return (3, 1)
      case 0x28 where isSet(final): return (3, 0)
      default: return nil
      }
    }

    /// Half a character ends before what cannot be its other half, such as the segment's end.
    private func switchedLength(at index: Int) -> Int {
      guard width == 2, index + 1 < bytes.count else { return 1 }
      return (0x21...0x7E).contains(bytes[index + 1]) ? 2 : 1
    }

    /// How many bytes the character at a place has; 1 for what is none of the set.
    private func characterLength(at index: Int) -> Int {
      guard let set, (0x81...0xFE).contains(bytes[index]), index + 1 < bytes.count else { return 1 }
      let next = bytes[index + 1]
      let isPair = (0x40...0x7E).contains(next) || (0x80...0xFE).contains(next)
      guard set == .gb18030, (0x30...0x39).contains(next) else { return isPair ? 2 : 1 }
      let isFour =
        index + 3 < bytes.count && (0x81...0xFE).contains(bytes[index + 2])
        && (0x30...0x39).contains(bytes[index + 3])
      return isFour ? 4 : 1
    }
  }
}
