// Tocsin — Documents: values written as YAML
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Writes the few values that a change puts into a document.
enum YAMLText {
  /// A text in double quotes (YAML 1.1 §5.7), on one line whatever it holds. What could be taken
  /// for the sign of an anchor is escaped.
  static func quoted(_ text: String) -> String {
    var out = "\""
    var before: Unicode.Scalar = "\""
    for scalar in text.unicodeScalars {
      defer { before = scalar }
      switch scalar.value {
      case 0x26 where [" ", "[", "{", ","].contains(before): out += "\\x26"
      case 0x22: out += "\\\""
      case 0x5C: out += "\\\\"
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// An instant in the rota's own time, to the minute where that is exact.
  static func instant(_ instant: Timestamp, zone: ZoneRules) -> String {
    let short = RFC3339.minuteText(instant, in: zone)
    return RFC3339.parse(short) == instant ? short : RFC3339.text(instant, in: zone)
  }

  /// The keys of an override.
  static func lines(of override: RotaOverride, zone: ZoneRules) -> [String] {
    let people = override.responders.map(\.text).joined(separator: ", ")
    var lines = [
      "from: " + instant(override.from, zone: zone),
      "until: " + instant(override.until, zone: zone),
      "responders: " + (people.isEmpty ? "nobody" : "[\(people)]"),
    ]
    if override.line != .first { lines.insert("line: \(override.line.rawValue)", at: 2) }
    if let replaced = override.replaces { lines.append("replaces: \(replaced)") }
    return lines + ["reason: " + quoted(override.reason)]
  }

  /// Lines as one item of a list whose dashes stand in that column.
  static func item(_ lines: [String], column: Int) -> [String] {
    let margin = String(repeating: " ", count: column)
    return lines.enumerated().map { index, line in
      line.isEmpty ? "" : margin + (index == 0 ? "- " : "  ") + line
    }
  }

  /// The lines of a text without empty ones around it, its common margin, its dash and its returns.
  static func dedented(_ text: String) -> [String] {
    var lines = DocumentLines(text).lines.map { line in
      line.utf8.last == 0x0D ? String(decoding: line.utf8.dropLast(), as: UTF8.self) : line
    }
    let isBlank = { (line: String) in line.allSatisfy { $0 == " " } }
    lines = Array(lines.drop(while: isBlank))
    while lines.last.map(isBlank) ?? false { lines.removeLast() }
    if let first = lines.first, let dash = first.firstIndex(of: "-"),
      first[..<dash].allSatisfy({ $0 == " " }), first[dash...].hasPrefix("- ")
    {
      lines[0] = first[..<dash] + " " + first[first.index(after: dash)...]
    }
    let margin = lines.filter { !isBlank($0) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { isBlank($0) ? "" : String($0.dropFirst(margin)) }
  }

  /// The index after a scalar that stands on one line.
  static func endOfScalar(in line: [Unicode.Scalar], from begin: Int) -> Int {
    var index = begin + 1
    switch line[begin] {
    case "\"":
      while index < line.count, line[index] != "\"" { index += line[index] == "\\" ? 2 : 1 }
      return min(index + 1, line.count)
    case "'":
      while index < line.count {
        guard line[index] == "'" else {
          index += 1
          continue
        }
        guard index + 1 < line.count, line[index + 1] == "'" else { return index + 1 }
        index += 2
      }
      return line.count
    default:
      while index < line.count {
        if line[index] == "#", [" ", "\t"].contains(line[index - 1]) { break }
        index += 1
      }
      while index > begin, [" ", "\t", "\r"].contains(line[index - 1]) { index -= 1 }
      return index
    }
  }
}
