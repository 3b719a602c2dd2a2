// Tocsin — Benchmarks: the table
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// One line of the table; what was not measured is nil. Times are in microseconds.
struct ReportRow {
  let name: String
  var rate: Double?
  var p50: Double?
  var p99: Double?
  /// CPU of one run: this thread's for small pieces, the gateway process's for messages.
  var cpu: Double?
  var note = ""

  init(_ name: String) { self.name = name }

  /// A small piece of work on one core.
  init(_ name: String, _ cost: Spread, note: String = "") {
    self.name = name
    rate = cost.p50 > 0 ? 1e6 / cost.p50 : 0
    cpu = cost.p50
    p99 = cost.p99
    self.note = note
  }
}

/// Prints rows as they are measured.
struct Report {
  private static let widths = [48, 12, 10, 10, 10]

  func begin(_ group: String) {
    let heads = [group, "per second", "p50 µs", "p99 µs", "CPU µs"]
    print("")
    print(Self.line(heads, note: ""))
    print(String(repeating: "-", count: Self.widths.reduce(0, +)))
  }

  func add(_ row: ReportRow) {
    let cells = [row.name] + [row.rate, row.p50, row.p99, row.cpu].map(Self.number)
    print(Self.line(cells, note: row.note))
    fflush(nil)
  }

  func say(_ text: String) {
    print(text)
    fflush(nil)
  }

  private static func line(_ cells: [String], note: String) -> String {
    var text = ""
    for (index, (cell, width)) in zip(cells, widths).enumerated() {
      let space = String(repeating: " ", count: max(1, width - cell.count))
      text += index == 0 ? cell + space : space + cell
    }
    return note.isEmpty ? text : text + "  " + note
  }

  /// Three digits that count, thousands apart.
  private static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    if value >= 1_000 { return grouped(Int(value.rounded())) }
    if value >= 100 { return String(Int(value.rounded())) }
    return fixed(value, digits: value >= 10 ? 1 : 2)
  }

  static func fixed(_ value: Double, digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return String(whole) }
    let rest = String(whole % scale)
    return "\(whole / scale)." + String(repeating: "0", count: digits - rest.count) + rest
  }

  private static func grouped(_ value: Int) -> String {
    guard value >= 1_000 else { return String(value) }
    return grouped(value / 1_000) + "," + String(1_000 + value % 1_000).dropFirst()
  }
}
