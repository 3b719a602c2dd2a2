// Tocsin — Store: the key under which what leaves commit to is sealed
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

extension SQLReader {
  /// The number to which the trail's key is bound: no data key has one below zero.
  static let trailKeyOwner: Int64 = -1

  /// The trail's key; nil before the first detail was sealed.
  func trailKey() throws -> CellKey? {
    let wrapped = try connection.first(.findTrailKey, []) { $0.blob(0) }
    guard let wrapped else { return nil }
    do throws(VaultError) {
      return try vault.unwrap(wrapped, for: Self.trailKeyOwner)
    } catch {
      throw StoreError.refused(code: 0, operation: Statement.findTrailKey.name)
    }
  }

  static func place(ofLeaf index: Int64) -> CellPlace { CellPlace("leaf", "detail", row: index) }

  /// What a leaf's cell holds. A cell that does not open is an answer, not a failure: whoever
  /// verifies the trail says so.
  func opened(_ cell: [UInt8], at index: Int64) throws -> LeafDetail {
    guard let key = try trailKey() else { return .refused }
    guard let plain = try? vault.open(cell, with: key, at: Self.place(ofLeaf: index)),
      plain.count >= CommittedDetail.saltBytes
    else { return .refused }
    return .kept(
      salt: Array(plain.prefix(CommittedDetail.saltBytes)),
      bytes: Array(plain.dropFirst(CommittedDetail.saltBytes)))
  }
}

extension SQLTransaction {
  /// The salt and what a leaf commits to, as a cell.
  func sealed(_ detail: CommittedDetail, at index: Int64) throws -> [UInt8] {
    let key = try trailKey() ?? makeTrailKey()
    return vault.seal(detail.salt + detail.bytes, with: key, at: Self.place(ofLeaf: index))
  }

  private func makeTrailKey() throws -> CellKey {
    let key = vault.makeKey()
    try connection.execute(
      .insertTrailKey, [.blob(vault.wrap(key, for: Self.trailKeyOwner))])
    return key
  }
}
