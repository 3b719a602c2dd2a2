// Tocsin — Gateway: shifts of a table
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Reads shifts from CSV (RFC 4180), with commas or, as spreadsheets of some countries write it,
/// semicolons. The first row names the columns: `from`, `until`, `person`, and `line` where the
/// rota has several.
///
/// A time is RFC 3339, or `2026-11-24 08:00` or `24.11.2026 08:00` by the clock of the rota's zone;
/// a day alone is its beginning. Dates with slashes are refused: nobody knows which part is the
/// month.
enum ShiftTable {
  private static let columns: [(name: String, words: Set<String>)] = [
    ("from", ["from", "begin", "start", "von", "beginn", "de", "début", "debut"]),
    ("until", ["until", "end", "to", "bis", "ende", "à", "jusqu'à", "fin"]),
    ("person", ["person", "name", "who", "wer", "qui", "nom", "mail", "email", "id"]),
    ("line", ["line", "linie", "ligne"]),
  ]

  static func file(
    _ text: String, _ surroundings: FileSurroundings
  ) throws(ShiftFileFault) -> ShiftFile {
    guard text.utf8.count <= ShiftFile.bytesMax else {
      throw ShiftFileFault(1, "the file is longer than \(ShiftFile.bytesMax) bytes")
    }
    let head = text.prefix { !$0.isNewline }
    let isPlain = head.contains(",") || !head.contains(";")
    let rows: [CSVRow]
    do throws(CSVFault) {
      rows = try CSVText.read(text, separator: isPlain ? 0x2C : 0x3B)
    } catch { throw ShiftFileFault(error.line, error.reason) }
    guard let first = rows.first else { throw ShiftFileFault(1, "the file is empty") }
    let places = try places(first)
    var file = ShiftFile()
    for row in rows.dropFirst() {
      switch shift(row, places, surroundings) {
      case .success(let shift):
        if shift.from < surroundings.until, surroundings.from < shift.until {
          file.shifts.append(shift)
        }
      case .failure(let fault):
        file.refused.append(FileRemark(line: fault.line, text: fault.reason))
      }
      guard file.shifts.count <= ShiftFile.shiftsMax else {
        throw ShiftFileFault(row.line, "more than \(ShiftFile.shiftsMax) shifts in 13 weeks")
      }
    }
    return file
  }

  private static func places(_ row: CSVRow) throws(ShiftFileFault) -> [String: Int] {
    var places: [String: Int] = [:]
    for (index, field) in row.fields.enumerated() {
      let word = trimmed(field).lowercased()
      if let column = columns.first(where: { $0.words.contains(word) }), places[column.name] == nil
      {
        places[column.name] = index
      }
    }
    for name in ["from", "until", "person"] where places[name] == nil {
      throw ShiftFileFault(row.line, "the first row names no column \(name)")
    }
    return places
  }

  private static func shift(
    _ row: CSVRow, _ places: [String: Int], _ surroundings: FileSurroundings
  ) -> Result<FileShift, ShiftFileFault> {
    func field(_ name: String) -> String {
      guard let place = places[name], place < row.fields.count else { return "" }
      return trimmed(row.fields[place])
    }
    guard let from = moment(field("from"), surroundings.zone),
      let until = moment(field("until"), surroundings.zone)
    else {
      return .failure(ShiftFileFault(row.line, "a time that is none: write 2026-11-24 08:00"))
    }
    guard from < until, until <= from + .days(366) else {
      return .failure(
        ShiftFileFault(row.line, "a shift ends after it begins, by at most a year"))
    }
    let name = field("person")
    guard !name.isEmpty else { return .failure(ShiftFileFault(row.line, "nobody is named")) }
    var shift = FileShift(line: row.line, from: from, until: until, name: name)
    let word = field("line").lowercased()
    if !word.isEmpty {
      guard let line = RotaLine(rawValue: word) else {
        return .failure(ShiftFileFault(row.line, "a line is first, second or trainee"))
      }
      shift.rotaLine = line
    }
    return .success(shift)
  }

  private static func moment(_ text: String, _ zone: ZoneRules) -> Timestamp? {
    if let instant = RFC3339.parse(text) { return instant }
    let parts = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }.map(String.init)
    guard let first = parts.first, let date = date(first) else { return nil }
    guard parts.count > 1 else { return zone.instant(of: CivilTime(date, .midnight)) }
    let time = parts[1].utf8.count == 4 ? "0" + parts[1] : parts[1]
    return TimeOfDay(text: time).map { zone.instant(of: CivilTime(date, $0)) }
  }

  private static func date(_ text: String) -> CivilDate? {
    if let date = CivilDate(text: text) { return date }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    guard parts.count == 3, parts[2] > 1_999 else { return nil }
    return CivilDate(year: parts[2], month: parts[1], day: parts[0])
  }

  private static func trimmed(_ text: String) -> String {
    let rest = text.drop(while: \.isWhitespace)
    let end = rest.lastIndex { !$0.isWhitespace }.map { rest.index(after: $0) }
    return String(rest[..<(end ?? rest.startIndex)])
  }
}
