// Tocsin — Gateway: a table of people, row by row
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// One row of a table of people. An empty cell leaves what the account has; `-` takes it away.
package struct AccountRow: Sendable {
  package let line: Int
  package let id: ResponderID
  /// Why the row cannot be read; nil when it can.
  package fileprivate(set) var fault: String?
  /// Whether the row ends the account.
  package fileprivate(set) var isEnd = false
  fileprivate var edits: [@Sendable (inout Account) -> Void] = []

  func apply(to account: inout Account) {
    for edit in edits { edit(&account) }
  }
}

/// A table of people as CSV with a header. Columns in any order: `id`, `name`, `kind` (staff or
/// locum), `telephone`, `user-name`, `external-id`, `roles` (such as `responder;caller|W4E`),
/// `from`, `until` (RFC 3339) and `end` (`yes` ends the account now). Only `id` has to be there.
package struct AccountTable: Sendable {
  package let rows: [AccountRow]

  private static let columns = [
    "id", "name", "kind", "telephone", "user-name", "external-id", "roles", "from", "until", "end",
  ]

  /// - Throws: `CSVFault` when the text is no table of people at all.
  package init(_ text: String) throws(CSVFault) {
    var lines = try CSVText.read(text)
    guard !lines.isEmpty else { throw CSVFault(line: 1, reason: "the file is empty") }
    let header = lines.removeFirst()
    for name in header.fields where !Self.columns.contains(name) {
      throw CSVFault(
        line: header.line,
        reason: "a column is none of \(Self.columns.joined(separator: ", "))")
    }
    guard Set(header.fields).count == header.fields.count else {
      throw CSVFault(line: header.line, reason: "a column stands there twice")
    }
    guard header.fields.contains("id") else {
      throw CSVFault(line: header.line, reason: "there is no column id")
    }
    var seen: Set<ResponderID> = []
    rows = lines.map { line in
      var row = Self.row(line, header.fields)
      if !seen.insert(row.id).inserted, row.fault == nil {
        row.fault = "the id stands in the table already"
      }
      return row
    }
  }

  private static func row(_ line: CSVRow, _ header: [String]) -> AccountRow {
    let cells = Dictionary(zip(header, line.fields), uniquingKeysWith: { $1 })
    var row = AccountRow(line: line.line, id: ResponderID(cells["id"] ?? ""))
    guard line.fields.count == header.count else {
      row.fault = "\(line.fields.count) cells, but \(header.count) columns"
      return row
    }
    for column in header where column != "id" {
      guard let cell = cells[column], !cell.isEmpty else { continue }
      row.take(column, cell)
    }
    return row
  }
}

extension AccountRow {
  /// Takes one cell that is not empty.
  fileprivate mutating func take(_ column: String, _ cell: String) {
    let text = cell == "-" ? nil : cell
    switch column {
    case "name": edits.append { $0.name = cell }
    case "telephone": edits.append { $0.telephone = text ?? "" }
    case "user-name": edits.append { $0.userName = text }
    case "external-id": edits.append { $0.externalID = text }
    case "kind": take(kind: cell)
    case "roles": take(roles: text ?? "")
    case "from": take(time: text, column) { $0.validFrom = $1 }
    case "until": take(time: text, column) { $0.validUntil = $1 }
    case "end": take(end: cell)
    default: fault = "the column \(column) is not known"
    }
  }

  private mutating func take(kind cell: String) {
    guard let kind = AccountKind(rawValue: cell) else {
      fault = "kind is staff or locum"
      return
    }
    edits.append { $0.kind = kind }
  }

  private mutating func take(roles cell: String) {
    guard let grants = GrantText.read(cell) else {
      fault = "roles are such as responder;caller|W4E"
      return
    }
    guard Set(grants.map(\.role)).count == grants.count else {
      fault = "a role stands there twice"
      return
    }
    edits.append { $0.grants = grants.sorted { $0.role < $1.role } }
  }

  private mutating func take(
    time cell: String?, _ column: String,
    _ set: @escaping @Sendable (inout Account, Timestamp?) -> Void
  ) {
    let time = cell.flatMap { RFC3339.parse($0) }
    guard cell == nil || time != nil else {
      fault = "\(column) is a time such as 2027-01-31T18:00:00+01:00"
      return
    }
    edits.append { set(&$0, time) }
  }

  private mutating func take(end cell: String) {
    switch cell {
    case "yes": isEnd = true
    case "no": break
    default: fault = "end is yes or no"
    }
  }
}
