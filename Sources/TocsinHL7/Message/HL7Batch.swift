// Tocsin — TocsinHL7: the messages inside a batch or a file
// SPDX-License-Identifier: Apache-2.0

/// The messages of one payload: usually one, many when it is a batch (HL7 v2.5.1 §2.10.3).
///
/// `[FHS] {[BHS] {message} [BTS]} [FTS]`, with every header and trailer optional. Splits at a
/// line that begins with MSH, FHS, BHS, BTS or FTS and a separator. A count that does not match
/// is a warning, and a missing trailer holds nothing back.
package struct HL7Batch: Sendable {
  /// Each message as it stands, in order. Never empty: bytes without any MSH are one message,
  /// whose parsing says what is wrong.
  package private(set) var messages: [[UInt8]] = []
  /// Where each message begins in the payload.
  package private(set) var offsets: [Int] = []
  /// Whether batch headers, trailers or several messages were found.
  package private(set) var isBatch = false
  /// What was odd about the batch.
  package var warnings: [HL7Warning] { tally.warnings }

  private var tally = WarningTally()
  private var batches = 0
  private var messagesInBatch = 0
  private var isBatchOpen = false

  /// Splits a payload. A payload that is one message comes back as it is, not copied.
  package static func split(_ bytes: [UInt8]) -> HL7Batch {
    let marks = bytes.withUnsafeBytes(BatchMark.all)
    var batch = HL7Batch()
    let headers = marks.filter { $0.kind == .message }
    batch.isBatch = headers.count > 1 || headers.count != marks.count
    guard batch.isBatch, !headers.isEmpty else {
      batch.messages = [bytes]
      batch.offsets = [0]
      return batch
    }
    batch.walk(bytes, marks)
    return batch
  }

  private mutating func walk(_ bytes: [UInt8], _ marks: [BatchMark]) {
    for (index, mark) in marks.enumerated() {
      let end = index + 1 < marks.count ? marks[index + 1].start : bytes.count
      let line = bytes[mark.start..<end]
      switch mark.kind {
      case .message:
        messages.append(Array(line))
        offsets.append(mark.start)
        messagesInBatch += 1
      case .fileHeader: break
      case .batchHeader:
        if isBatchOpen { tally.add(.batchTrailerMissing, at: mark.start) }
        (isBatchOpen, messagesInBatch) = (true, 0)
        batches += 1
      case .batchTrailer:
        check(line, messagesInBatch, at: mark.start)
        if !isBatchOpen { batches += 1 }
        (isBatchOpen, messagesInBatch) = (false, 0)
      case .fileTrailer: check(line, batches, at: mark.start)
      }
    }
    if isBatchOpen { tally.add(.batchTrailerMissing, at: bytes.count) }
    if let first = marks.first, first.start > 0 { tally.add(.bytesOutsideMessage, at: 0) }
  }

  /// Compares field 1 of a trailer, when it is a number, with what was counted.
  private mutating func check(_ line: ArraySlice<UInt8>, _ counted: Int, at start: Int) {
    let digits = line.dropFirst(4).prefix(while: Byte.isDigit)
    guard !digits.isEmpty, digits.count < 10 else { return }
    let said = digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    if said != counted { tally.add(.batchCountMismatch, at: start) }
  }
}

/// The beginning of a message, a header or a trailer.
struct BatchMark {
  enum Kind { case message, fileHeader, batchHeader, batchTrailer, fileTrailer }

  let kind: Kind
  let start: Int

  /// All marks of a payload: one pass, one comparison a line.
  static func all(_ bytes: UnsafeRawBufferPointer) -> [BatchMark] {
    var marks: [BatchMark] = []
    var lineStart = 0
    while lineStart < bytes.count {
      var start = lineStart
      while start < bytes.count, isSkipped(bytes, start) { start += 1 }
      if let kind = kind(bytes, start) { marks.append(BatchMark(kind: kind, start: start)) }
      lineStart =
        ByteScan.first(
          Byte.carriageReturn, or: Byte.lineFeed, in: bytes, from: start, to: bytes.count) + 1
    }
    return marks
  }

  /// Start bytes, blanks and byte order marks may stand before a segment's name.
  private static func isSkipped(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Bool {
    switch bytes[index] {
    case Byte.startOfBlock, Byte.endOfBlock, Byte.nul, Byte.space, Byte.tab: true
    case 0xEF, 0xBB, 0xBF: index < 3
    default: false
    }
  }

  private static func kind(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Kind? {
    guard start + 3 < bytes.count else { return nil }
    let separator = bytes[start + 3]
    guard separator > Byte.space, separator < 0x7F, !Byte.isLetter(separator),
      !Byte.isDigit(separator)
    else { return nil }
    switch (bytes[start], bytes[start + 1], bytes[start + 2]) {
    case (0x4D, 0x53, 0x48): return .message
    case (0x46, 0x48, 0x53): return .fileHeader
    case (0x42, 0x48, 0x53): return .batchHeader
    case (0x42, 0x54, 0x53): return .batchTrailer
    case (0x46, 0x54, 0x53): return .fileTrailer
    default: return nil
    }
  }
}
