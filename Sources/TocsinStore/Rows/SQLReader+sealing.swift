// Tocsin — Store: how sealed rows are opened
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension Places {
  /// The cell of a message's bytes.
  static func raw(_ message: Int64) -> CellPlace { CellPlace("message", "raw", row: message) }

  /// The cell of an alert.
  static func state(_ number: Int64) -> CellPlace { CellPlace("alert", "state", row: number) }
}

/// A subject's number and its key, unwrapped.
struct SubjectKey {
  let number: Int64
  let key: CellKey
}

/// What opens the cell of a row: the subject's number and its wrapped key, as the row gives them.
struct CellOwner {
  let subject: Int64
  /// Empty when the key was destroyed.
  let wrapped: [UInt8]

  /// - Parameter column: the subject's number; the wrapped key is in the next.
  init(_ row: any Row, at column: Int) {
    self.init(subject: row.int(column), wrapped: row.blob(column + 1))
  }

  init(subject: Int64, wrapped: [UInt8]) {
    self.subject = subject
    self.wrapped = wrapped
  }
}

extension SQLReader {
  /// The plain bytes of a cell. What is empty was emptied by erasure, and holds nothing.
  ///
  /// - Throws: `StoreError.refused`, and the row is among the damaged ones.
  func open(_ cell: [UInt8], of owner: CellOwner, at place: CellPlace, row number: Int64) throws
    -> [UInt8]
  {
    guard !cell.isEmpty else { return [] }
    do {
      let key = try keys.key(owner.wrapped, of: owner.subject)
      let plain = try vault.open(cell, with: key, at: place)
      keys.note(whole: place.table, number)
      return plain
    } catch {
      keys.note(damaged: DamagedRow(place.table, number))
      throw StoreError.refused(code: 0, operation: "open \(place.table)")
    }
  }

  /// The bytes of an alert in a row of `Statement.alertColumns`, from the column on.
  func state(_ row: any Row, at column: Int = 0) throws -> [UInt8] {
    let number = row.int(column)
    return try open(
      row.blob(column + 1), of: CellOwner(row, at: column + 2), at: Places.state(number),
      row: number)
  }

  /// The alert in a row of `Statement.alertColumns`.
  func alert(_ row: any Row) throws -> Alert {
    do {
      return try AlertCodec.decode(state(row))
    } catch {
      keys.note(damaged: DamagedRow("alert", row.int(0)))
      throw error
    }
  }

  /// The same, or nil for a damaged row: whoever lists passes over it.
  func readableAlert(_ row: any Row) -> Alert? { try? alert(row) }

  /// The blind index of a dedup key.
  func dedupIndex(_ key: String) -> [UInt8] {
    vault.blindIndex(Array(key.utf8), of: .dedupKey, with: keys.site)
  }

  // MARK: - Questions

  package func subject(_ reference: SubjectReference) throws -> SubjectRecord? {
    try owner(reference, in: .production).map {
      SubjectRecord(number: $0.number, madeAt: $0.madeAt)
    }
  }

  package func alerts(ofSubject number: Int64) throws -> [Alert] {
    try ([number] + merged(into: number, in: .production)).flatMap {
      try alerts(.alertsOfSubject, [.int($0)])
    }
  }

  package func messages(
    ofSubject number: Int64, after id: Int64, limit: Int
  ) throws -> [MessageRecord] {
    let found = try ([number] + merged(into: number, in: .production)).flatMap {
      try connection.all(.messagesOfSubject, [.int($0), .int(id), .int(limit)], message)
    }
    return Array(found.sorted { $0.id < $1.id }.prefix(limit))
  }

  package func keyState() throws -> KeyState {
    let epoch = try connection.first(.readMeta, [.text("epoch")]) { $0.int(0) } ?? 1
    let counts = try connection.all(.countEpochs, []) { row in
      EpochCount(epoch: UInt32(clamping: row.int(0)), count: Int(row.int(1)))
    }
    return KeyState(epoch: UInt32(clamping: epoch), keys: counts)
  }
}
