// Tocsin — Gateway: comma-separated values (RFC 4180)
// SPDX-License-Identifier: Apache-2.0

/// One row with the line on which it begins, from 1.
package struct CSVRow: Hashable, Sendable {
  package let line: Int
  package let fields: [String]
}

/// Why a text is no CSV: the line, and what is wrong with it, never what stands there.
package struct CSVFault: Error, Hashable, Sendable {
  package let line: Int
  package let reason: String
}

/// Reads RFC 4180 §2: commas, CRLF or LF, quotes around a field and doubled within one. Empty lines
/// are passed over, and so is a byte order mark.
package enum CSVText {
  package static let bytesMax = 4 << 20
  package static let rowsMax = 20_000

  /// - Parameter separator: a comma, or what stands in its place.
  package static func read(
    _ text: String, separator: UInt8 = 0x2C
  ) throws(CSVFault) -> [CSVRow] {
    var bytes = Array(text.utf8)
    guard bytes.count <= bytesMax else {
      throw CSVFault(line: 1, reason: "the file is longer than \(bytesMax) bytes")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    var reader = CSVReader(bytes: bytes, comma: separator)
    var rows: [CSVRow] = []
    while let row = try reader.row() {
      if row.fields == [""] { continue }
      rows.append(row)
      guard rows.count <= rowsMax else {
        throw CSVFault(line: row.line, reason: "more than \(rowsMax) rows")
      }
    }
    return rows
  }
}

private struct CSVReader {
  let bytes: [UInt8]
  let comma: UInt8
  var position = 0
  var line = 1

  private static let quote: UInt8 = 0x22
  private static let carriageReturn: UInt8 = 0x0D
  private static let lineFeed: UInt8 = 0x0A

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// The next row; nil at the end.
  mutating func row() throws(CSVFault) -> CSVRow? {
    guard next != nil else { return nil }
    let begin = line
    var fields: [String] = []
    while true {
      fields.append(next == Self.quote ? try quoted() : try plain())
      if next == comma {
        position += 1
      } else {
        endLine()
        return CSVRow(line: begin, fields: fields)
      }
    }
  }

  private mutating func endLine() {
    if next == Self.carriageReturn { position += 1 }
    if next == Self.lineFeed { position += 1 }
    line += 1
  }

  private var isAtFieldEnd: Bool {
    guard let byte = next else { return true }
    return [comma, Self.carriageReturn, Self.lineFeed].contains(byte)
  }

  private mutating func plain() throws(CSVFault) -> String {
    let begin = position
    while !isAtFieldEnd {
      guard next != Self.quote else {
        throw CSVFault(line: line, reason: "a quote within a field: quote the whole field")
      }
      position += 1
    }
    return String(decoding: bytes[begin..<position], as: UTF8.self)
  }

  private mutating func quoted() throws(CSVFault) -> String {
    let begin = line
    var field: [UInt8] = []
    position += 1
    while let byte = next {
      position += 1
      if byte == Self.lineFeed { line += 1 }
      guard byte == Self.quote else {
        field.append(byte)
        continue
      }
      guard next == Self.quote else {
        guard isAtFieldEnd else {
          throw CSVFault(line: line, reason: "text after the quotes of a field")
        }
        return String(decoding: field, as: UTF8.self)
      }
      field.append(byte)
      position += 1
    }
    throw CSVFault(line: begin, reason: "a quote that is never closed")
  }
}
