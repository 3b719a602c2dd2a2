// Tocsin — TocsinHL7: what the framer reports
// SPDX-License-Identifier: Apache-2.0

/// One thing that the framer found in the stream, in the order of the stream.
package enum MLLPEvent: Sendable, Equatable {
  /// A whole frame: the bytes between the envelope's, nothing else taken away. May be empty.
  case frame([UInt8])

  /// A frame grew over the limit. Holds its first bytes (at most
  /// `HL7Limits.oversizedPrefixBytesMax`), enough to answer with AR and MSH-10. It is the last
  /// event of the stream: the framer takes nothing more, and the caller closes the connection.
  case oversized(prefix: [UInt8])

  /// Bytes outside any frame, with the first of them. Reported when the peek is full, and
  /// again for what came after it when a frame starts or the stream ends.
  case noise(count: Int, peek: [UInt8])

  /// The beginning of a frame that never ended: a new start byte came first, or the stream ended.
  case lostFragment([UInt8])

  /// The frame just reported, or the one just started, had an unusual envelope.
  case warning(MLLPWarning)
}

/// An envelope that was accepted though it is not `0x0B … 0x1C 0x0D`.
package enum MLLPWarning: String, Sendable, Equatable {
  /// The end byte 0x1C was followed by the next start byte instead of 0x0D.
  case endWithoutCarriageReturn = "end-without-carriage-return"

  /// The end byte 0x1C was followed by LF, FF, NUL or blanks instead of 0x0D.
  case unusualEnd = "unusual-end"

  /// The stream ended right after the end byte 0x1C.
  case endOfStreamAfterEndByte = "end-of-stream-after-end-byte"

  /// Two start bytes in a row.
  case repeatedStart = "repeated-start"
}

extension MLLPEvent: CustomStringConvertible {
  /// What happened and how many bytes it concerns; never the bytes.
  package var description: String {
    switch self {
    case .frame(let bytes): "frame of \(bytes.count) bytes"
    case .oversized(let prefix): "oversized frame, \(prefix.count) bytes kept"
    case .noise(let count, _): "\(count) bytes outside a frame"
    case .lostFragment(let bytes): "lost fragment of \(bytes.count) bytes"
    case .warning(let warning): "warning \(warning.rawValue)"
    }
  }
}
