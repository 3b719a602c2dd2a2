// Tocsin — Gateway: the content lines of an iCalendar file
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One property with its parameters (RFC 5545 §3.1).
struct ICalendarLine: Hashable, Sendable {
  /// Where it begins in the file, from 1.
  let line: Int
  /// In upper case.
  let name: String
  /// By names in upper case; values without their quotes.
  var parameters: [String: String] = [:]
  let value: String

  /// The value as text (§3.3.11).
  var text: String {
    var out = ""
    var isEscaped = false
    for character in value.unicodeScalars {
      if isEscaped {
        out.unicodeScalars.append(character == "n" || character == "N" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        out.unicodeScalars.append(character)
      }
    }
    return out
  }

  /// A list of values that are no texts.
  var values: [String] { value.split(separator: ",").map(String.init) }
}

/// A component with its properties and what it holds (§3.4).
struct ICalendarPart: Sendable {
  let line: Int
  /// As in `VEVENT`.
  let name: String
  var lines: [ICalendarLine] = []
  var parts: [ICalendarPart] = []

  func first(_ name: String) -> ICalendarLine? { lines.first { $0.name == name } }
  func all(_ name: String) -> [ICalendarLine] { lines.filter { $0.name == name } }
}

/// Reads content lines and components. Lines may end in LF alone, as many programs write them;
/// everything else is taken by the letter.
enum ICalendarLines {
  /// Bytes of one line, unfolded.
  static let lineBytesMax = 64 << 10
  static let depthMax = 4
  static let partsMax = 20_000

  /// The calendars of a file; there is at least one.
  static func calendars(_ bytes: [UInt8]) throws(ShiftFileFault) -> [ICalendarPart] {
    guard bytes.count <= ShiftFile.bytesMax else {
      throw ShiftFileFault(1, "the file is longer than \(ShiftFile.bytesMax) bytes")
    }
    var open: [ICalendarPart] = []
    var found: [ICalendarPart] = []
    var count = 0
    for line in try lines(bytes) {
      switch line.name {
      case "BEGIN":
        count += 1
        guard open.count < depthMax, count <= partsMax else {
          throw ShiftFileFault(line.line, "components are too many, or too deep in each other")
        }
        open.append(ICalendarPart(line: line.line, name: line.value.uppercased()))
      case "END":
        guard let part = open.popLast(), part.name == line.value.uppercased() else {
          throw ShiftFileFault(line.line, "END of a component that was not begun")
        }
        if open.isEmpty { found.append(part) } else { open[open.count - 1].parts.append(part) }
      default:
        guard !open.isEmpty else {
          throw ShiftFileFault(line.line, "the file does not begin with BEGIN:VCALENDAR")
        }
        open[open.count - 1].lines.append(line)
      }
    }
    if let part = open.last { throw ShiftFileFault(part.line, "a component that is never ended") }
    guard !found.isEmpty, found.allSatisfy({ $0.name == "VCALENDAR" }) else {
      throw ShiftFileFault(1, "the file is no iCalendar: it has no BEGIN:VCALENDAR")
    }
    return found
  }

  /// Unfolds (§3.1) and divides.
  private static func lines(_ bytes: [UInt8]) throws(ShiftFileFault) -> [ICalendarLine] {
    var found: [ICalendarLine] = []
    var (begin, number, current) = (1, 0, [UInt8]())
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    for raw in rest.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let line = raw.last == 0x0D ? raw.dropLast() : raw
      if let first = line.first, first == 0x20 || first == 0x09, !current.isEmpty {
        current += line.dropFirst()
        guard current.count <= lineBytesMax else {
          throw ShiftFileFault(begin, "a line is longer than \(lineBytesMax) bytes")
        }
        continue
      }
      if !current.isEmpty { found.append(try Self.line(current, begin)) }
      (current, begin) = (Array(line), number)
    }
    if !current.isEmpty { found.append(try Self.line(current, begin)) }
    return found
  }

  private static func line(_ bytes: [UInt8], _ number: Int) throws(ShiftFileFault) -> ICalendarLine
  {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ShiftFileFault(number, "the line is not UTF-8")
    }
    var pieces: [String] = [""]
    var isQuoted = false
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ":", !isQuoted {
        break
      } else if character == ";", !isQuoted {
        pieces.append("")
      } else {
        pieces[pieces.count - 1].append(character)
      }
      index = text.index(after: index)
    }
    guard index < text.endIndex, let name = pieces.first, !name.isEmpty,
      name.utf8.allSatisfy({ $0 == 0x2D || NameForm.isPart($0 | 0x20) })
    else { throw ShiftFileFault(number, "the line is no property: NAME:value") }
    var line = ICalendarLine(
      line: number, name: name.uppercased(), value: String(text[text.index(after: index)...]))
    for piece in pieces.dropFirst() {
      let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw ShiftFileFault(number, "a parameter without a value")
      }
      line.parameters[parts[0].uppercased()] = String(parts[1])
    }
    return line
  }
}
