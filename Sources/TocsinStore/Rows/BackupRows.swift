// Tocsin — Store: what a backup takes out of a copy, and what a restored store must forget
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// Takes the wrapped keys of cells out of a copy of a store, and puts them into a restored one.
///
/// The list of keys is, for each subject that has one: its number (8), epoch (8), length (2),
/// wrapped key; integers big-endian. The key of the trail's details comes first, as number -1.
package enum BackupRows {
  /// What a device may have seen since a backup was made: a restored mailbox goes on beyond it.
  static let seqGap: Int64 = 1_000_000
  /// Stands for the trail in the list of keys.
  private static let trailNumber: Int64 = -1

  /// Takes every wrapped key out. Nothing in the store opens afterwards; the caller rewrites the
  /// file, so that no trace of a key stays in a free page.
  package static func takeKeys(_ connection: any Connection) throws -> [UInt8] {
    var list: [UInt8] = []
    func add(_ number: Int64, _ epoch: Int64, _ wrapped: [UInt8]) {
      list += word(number) + word(epoch)
      list += [UInt8(wrapped.count >> 8), UInt8(wrapped.count & 255)] + wrapped
    }
    try connection.begin()
    do {
      try connection.query(.findTrailKey, []) { add(trailNumber, 0, $0.blob(0)) }
      try connection.query(.listWrapped, []) { add($0.int(0), $0.int(1), $0.blob(2)) }
      try connection.execute(.takeWrapped, [])
      try connection.execute(.rewrapTrailKey, [.blob([])])
      try connection.commit()
    } catch {
      connection.rollback()
      throw error
    }
    return list
  }

  /// Puts keys back into a store that a backup has made. A subject that the list does not name
  /// stays shut: it was erased after the content was copied. All sessions end, and each device's
  /// mailbox goes on at a seq that the device cannot have seen, since it refuses one that it has.
  ///
  /// - Throws: `StoreError.refused` for a list of another form.
  package static func settle(_ connection: any Connection, keys list: [UInt8]) throws {
    try connection.begin()
    do {
      try putBack(connection, list)
      try connection.execute(.eraseKeyless, [])
      try connection.execute(.endAllSessions, [])
      try connection.execute(.skipSeqs, [.int(seqGap)])
      try connection.commit()
    } catch {
      connection.rollback()
      throw error
    }
  }

  private static func putBack(_ connection: any Connection, _ list: [UInt8]) throws {
    var rest = list[...]
    func take(_ count: Int) throws -> [UInt8] {
      guard rest.count >= count else {
        throw StoreError.refused(code: 0, operation: Statement.putWrapped.name)
      }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    while !rest.isEmpty {
      let subject = number(try take(8))
      let epoch = number(try take(8))
      let length = try take(2)
      let wrapped = try take(Int(length[0]) << 8 | Int(length[1]))
      guard subject != trailNumber else {
        try connection.execute(.rewrapTrailKey, [.blob(wrapped)])
        continue
      }
      try connection.execute(
        .putWrapped, [.blob(wrapped), .int(epoch), .int(subject)])
      try connection.execute(.followEpoch, [.int(epoch)])
    }
  }

  private static func word(_ value: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * Int64($0))) }
  }

  private static func number(_ bytes: [UInt8]) -> Int64 {
    bytes.reduce(0) { $0 << 8 | Int64($1) }
  }
}
