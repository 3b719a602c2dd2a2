// Tocsin — Simulation: a vault that one can look through
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinGateway

/// Keeps the places and every check of the real vault, and hides nothing: a "cell" is the plain
/// bytes with a checksum over key, place and epoch in the place of the tag. Whoever moves or
/// changes a cell is found out, as long as nobody wants to cheat. Its keys come from a counter, so
/// that a seed gives the same world again.
final class TransparentVault: Vault {
  private let present = Atomic<UInt32>(1)
  private let made = Atomic<UInt64>(0)

  private static let version: UInt8 = 1
  private static let headBytes = 5
  private static let tagBytes = 16

  var epoch: UInt32 { present.load(ordering: .relaxed) }

  func adopt(epoch: UInt32) { present.store(epoch, ordering: .relaxed) }

  func makeKey() -> CellKey { CellKey(unredacted: randomBytes(32)) }

  func wrap(_ key: CellKey, for owner: Int64) -> [UInt8] {
    seal(key.unredacted, with: Self.nobody, at: CellPlace("key", "wrapped", row: owner))
  }

  func unwrap(_ wrapped: [UInt8], for owner: Int64) throws(VaultError) -> CellKey {
    let place = CellPlace("key", "wrapped", row: owner)
    return CellKey(unredacted: try open(wrapped, with: Self.nobody, at: place))
  }

  func epoch(of wrapped: [UInt8]) -> UInt32? {
    guard wrapped.count >= Self.headBytes + Self.tagBytes, wrapped[0] == Self.version else {
      return nil
    }
    return wrapped[1..<5].reduce(0) { $0 << 8 | UInt32($1) }
  }

  func seal(_ plain: [UInt8], with key: CellKey, at place: CellPlace) -> [UInt8] {
    let number = epoch
    let head = [Self.version] + (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    return head + plain + Self.tag(head + plain, key, place)
  }

  func open(
    _ cell: [UInt8], with key: CellKey, at place: CellPlace
  ) throws(VaultError) -> [UInt8] {
    guard epoch(of: cell) != nil else { throw .unknownForm }
    let sealed = Array(cell.dropLast(Self.tagBytes))
    guard cell.suffix(Self.tagBytes).elementsEqual(Self.tag(sealed, key, place)) else {
      throw .refused
    }
    return Array(sealed.dropFirst(Self.headBytes))
  }

  func blindIndex(_ text: [UInt8], of kind: BlindIndex, with key: CellKey) -> [UInt8] {
    Array(
      Checksum.digest(Array(kind.rawValue.utf8) + [0] + text, key: Self.word(key)).prefix(16))
  }

  func digest(_ bytes: [UInt8]) -> [UInt8] { Checksum.digest(bytes) }

  func commitment(to detail: [UInt8], salt: [UInt8]) -> [UInt8] {
    Checksum.digest(salt + detail)
  }

  func randomBytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let number = made.wrappingAdd(1, ordering: .relaxed).oldValue
      bytes += Checksum.digest([], key: number)
    }
    return Array(bytes.prefix(count))
  }

  private static let nobody = CellKey(unredacted: [UInt8](repeating: 0, count: 32))

  private static func tag(_ sealed: [UInt8], _ key: CellKey, _ place: CellPlace) -> [UInt8] {
    let bound = Array(place.table.utf8) + [0] + Array(place.column.utf8) + [0] + place.row
    return Array(Checksum.digest(sealed + bound, key: word(key)).prefix(tagBytes))
  }

  private static func word(_ key: CellKey) -> UInt64 {
    key.unredacted.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
