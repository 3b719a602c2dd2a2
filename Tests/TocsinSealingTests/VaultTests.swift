// Tocsin — SealingTests: cells, wrapped keys and indexes of the vault
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinGateway
import TocsinSealing

@Suite struct `A sealed cell` {
  let vault = Vaults.fixed()
  let key = CellKey(unredacted: [UInt8](repeating: 7, count: 32))
  let place = CellPlace("alert", "state", row: 12)
  let plain = Array("Garcia, K 7.1 mmol/L".utf8)

  @Test func `opens again where it was sealed`() throws {
    for bytes in [plain, [], [UInt8](repeating: 0, count: 70_000)] {
      let cell = vault.seal(bytes, with: key, at: place)
      #expect(cell.count == bytes.count + 45)
      #expect(try vault.open(cell, with: key, at: place) == bytes)
    }
  }

  @Test func `is another one each time`() {
    let cells = (0..<64).map { _ in vault.seal(plain, with: key, at: place) }
    #expect(Set(cells).count == 64)
  }

  @Test func `holds none of its bytes in the clear`() {
    let cell = vault.seal(plain, with: key, at: place)
    for length in 4...plain.count {
      #expect(!cell.contains(Array(plain.prefix(length))))
    }
  }

  @Test func `is refused when any byte of it is another`() {
    let cell = vault.seal(plain, with: key, at: place)
    for index in cell.indices {
      for bit in [UInt8(1), 0x80] {
        var altered = cell
        altered[index] ^= bit
        #expect(throws: VaultError.self) { try vault.open(altered, with: key, at: place) }
      }
    }
  }

  @Test func `is refused when it is cut short or longer`() {
    let cell = vault.seal(plain, with: key, at: place)
    for count in 0..<cell.count {
      let short = Array(cell.prefix(count))
      #expect(throws: VaultError.self) { try vault.open(short, with: key, at: place) }
    }
    #expect(throws: VaultError.self) { try vault.open(cell + [0], with: key, at: place) }
  }

  static let elsewhere = [
    CellPlace("alert", "state", row: 13), CellPlace("alert", "state", row: 12 << 8),
    CellPlace("alert", "dedup_key", row: 12), CellPlace("message", "state", row: 12),
    CellPlace("alerts", "tate", row: 12), CellPlace("alert", "state", row: [12]),
  ]

  @Test(arguments: elsewhere)
  func `threat 8: a cell pasted into another row, column or table is refused`(
    elsewhere: CellPlace
  ) {
    let cell = vault.seal(plain, with: key, at: place)
    #expect(throws: VaultError.refused) { try vault.open(cell, with: key, at: elsewhere) }
  }

  @Test func `threat 8: a cell said to be of another epoch is refused`() {
    let cell = vault.seal(plain, with: key, at: place)
    vault.adopt(epoch: 2)
    var later = vault.seal(plain, with: key, at: place)
    later.replaceSubrange(1..<5, with: cell[1..<5])
    #expect(throws: VaultError.refused) { try vault.open(later, with: key, at: place) }
  }

  @Test func `threat 8: a cell of another site or subject is refused`() {
    let cell = vault.seal(plain, with: key, at: place)
    let other = Vaults.fixed(site: 6)
    #expect(throws: VaultError.refused) { try other.open(cell, with: key, at: place) }
    #expect(throws: VaultError.refused) {
      try vault.open(cell, with: vault.makeKey(), at: place)
    }
  }

  /// Made by PyNaCl 1.6.2: `crypto_aead_xchacha20poly1305_ietf_encrypt` under 32 bytes of 7, with
  /// the associated bytes spelt out by `Tests/DeviceClient/sealed_cells.py`.
  @Test func `opens as another library sealed it`() throws {
    #expect(try vault.open(KnownCell.cell, with: key, at: place) == plain)
    #expect(
      try vault.unwrap(KnownCell.wrapped, for: 3).unredacted == [UInt8](repeating: 8, count: 32))
  }
}

@Suite struct `A wrapped key` {
  let vault = Vaults.fixed()

  @Test func `unwraps for its owner alone`() throws {
    let key = vault.makeKey()
    let wrapped = vault.wrap(key, for: 3)
    #expect(wrapped.count == 77)
    #expect(try vault.unwrap(wrapped, for: 3) == key)
    #expect(throws: VaultError.refused) { try vault.unwrap(wrapped, for: 4) }
  }

  @Test func `unwraps in every later epoch`() throws {
    let key = vault.makeKey()
    let wrapped = vault.wrap(key, for: 3)
    vault.adopt(epoch: 2)
    #expect(vault.epoch(of: wrapped) == 1)
    #expect(try vault.unwrap(wrapped, for: 3) == key)
    #expect(vault.epoch(of: vault.wrap(key, for: 3)) == 2)
  }

  @Test func `does not unwrap under another root key, but while that is being replaced`() throws {
    let key = vault.makeKey()
    let wrapped = vault.wrap(key, for: 3)
    let other = Vaults.fixed(root: 10)
    #expect(throws: VaultError.refused) { try other.unwrap(wrapped, for: 3) }
    let both = Vaults.fixed(root: 10, former: 9)
    #expect(try both.unwrap(wrapped, for: 3) == key)
    #expect(try other.unwrap(both.wrap(key, for: 3), for: 3) == key)
  }

  @Test func `shows no key when printed`() {
    #expect("\(vault.makeKey()) \(vault)" == "[redacted] [redacted]")
  }
}

@Suite struct `A blind index` {
  let vault = Vaults.fixed()
  let key = CellKey(unredacted: [UInt8](repeating: 7, count: 32))

  @Test func `is the same for the same text, kind and key only`() {
    let text = Array("hospital|4711".utf8)
    let index = vault.blindIndex(text, of: .subject, with: key)
    #expect(index.count == 16)
    #expect(index == Vaults.fixed(root: 10).blindIndex(text, of: .subject, with: key))
    #expect(index != vault.blindIndex(text, of: .dedupKey, with: key))
    #expect(index != vault.blindIndex(text + [0], of: .subject, with: key))
    #expect(index != vault.blindIndex(text, of: .subject, with: vault.makeKey()))
  }

  @Test func `and a commitment answer as another library does`() {
    let text = Array("hospital|4711".utf8)
    #expect(vault.blindIndex(text, of: .subject, with: key) == KnownCell.index)
    let salt = [UInt8](repeating: 3, count: 16)
    #expect(vault.commitment(to: text, salt: salt) == KnownCell.commitment)
  }
}

/// Vaults over root keys of the tests'.
enum Vaults {
  static func fixed(root: UInt8 = 9, site: UInt8 = 5, former: UInt8? = nil) -> CellVault {
    CellVault(
      root: key(root), site: [UInt8](repeating: site, count: 16), former: former.map(key))
  }

  private static func key(_ byte: UInt8) -> RootKey {
    guard let key = try? RootKey(contents: [UInt8](repeating: byte, count: 32)) else {
      preconditionFailure("a root key is 32 bytes")
    }
    return key
  }
}
