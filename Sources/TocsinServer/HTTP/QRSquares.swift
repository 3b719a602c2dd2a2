// Tocsin — Server: a text as the squares of a QR code
// SPDX-License-Identifier: Apache-2.0

internal import CQrencode

/// The modules of a QR code (ISO/IEC 18004) for one text, at the middle of its four levels of error
/// correction, row by row from the top: what a client draws, without the quiet zone around it.
struct QRSquares: Hashable, Sendable {
  /// The longest text, in bytes: far below what the largest code holds, and easy to scan.
  static let textBytesMax = 512

  /// As many rows as each has characters: `1` for a dark square and `0` for a light one.
  let rows: [String]

  /// Nil for a text that is empty, longer than `textBytesMax`, or has a zero byte.
  init?(_ text: String) {
    guard (1...Self.textBytesMax).contains(text.utf8.count), !text.utf8.contains(0) else {
      return nil
    }
    guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    let squares = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
    rows = (0..<width).map { row in
      let line = squares[row * width..<(row + 1) * width]
      return String(line.map { $0 & 1 == 1 ? "1" : "0" })
    }
  }
}
