// Tocsin — tocsin: the site's identity and signing seed
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing
internal import TocsinSystem

/// `DIR/site.key`, mode 0600: `TCNK`, the 16 bytes of the site id, and the 32 bytes of the Ed25519
/// seed, wrapped under the root key as owner -2. Made once; losing it means enrolling every device
/// again, so it belongs into the backup. A file of 48 bytes, id and plain seed, is of an older
/// program: it is read, and written again in the sealed form.
struct SiteKey {
  let site: SiteID
  let sealer: SiteSealer
  /// Encrypts for push services.
  let push: SitePushSealer
  /// What seals the site's store.
  let vault: CellVault

  private static let magic = Array("TCNK".utf8)
  private static let plainSize = 48
  private static let owner: Int64 = -2

  /// Reads the key of a data folder, or makes one.
  init(folder: String, root: RootKey, former: RootKey? = nil) throws {
    let path = folder + "/site.key"
    if let known = try KeyFile.read(path, isPrivate: false) {
      self = try SiteKey(bytes: known, path: path, root: root, former: former)
      return
    }
    let site: SiteID = SystemIdentifiers().identifier()
    let vault = CellVault(root: root, site: site.bytes)
    let bytes = Self.sealed(site, vault.makeKey(), vault)
    guard try KeyFile.make(path, bytes) else {
      self = try SiteKey(folder: folder, root: root, former: former)
      return
    }
    self = try SiteKey(bytes: bytes, path: path, root: root, former: former)
  }

  private init(bytes: [UInt8], path: String, root: RootKey, former: RootKey?) throws {
    let isPlain = bytes.count == Self.plainSize
    guard isPlain || bytes.starts(with: Self.magic),
      let site = SiteID(bytes: bytes.dropFirst(isPlain ? 0 : Self.magic.count).prefix(16))
    else { throw Failure("\(path) is damaged", hint: "put it back from the backup") }
    let vault = CellVault(root: root, site: site.bytes, former: former)
    let seed: CellKey
    if isPlain {
      seed = CellKey(unredacted: Array(bytes.dropFirst(16)))
      try KeyFile.replace(path, Self.sealed(site, seed, vault))
    } else {
      seed = try Self.open(Array(bytes.dropFirst(Self.magic.count + 16)), vault, path)
    }
    guard let sealer = SiteSealer(signerSeed: seed.unredacted),
      let push = SitePushSealer(signerSeed: seed.unredacted)
    else {
      throw Failure("\(path) is damaged", hint: "put it back from the backup")
    }
    self.site = site
    self.sealer = sealer
    self.push = push
    self.vault = vault
  }

  /// Writes the seed again, under the vault's present root key and epoch.
  static func rewrap(folder: String, _ vault: CellVault) throws {
    let path = folder + "/site.key"
    guard let bytes = try KeyFile.read(path, isPrivate: false), bytes.starts(with: magic),
      let site = SiteID(bytes: bytes.dropFirst(magic.count).prefix(16))
    else { throw Failure("\(path) is damaged", hint: "put it back from the backup") }
    let seed = try open(Array(bytes.dropFirst(magic.count + 16)), vault, path)
    try KeyFile.replace(path, sealed(site, seed, vault))
  }

  private static func open(
    _ wrapped: [UInt8], _ vault: CellVault, _ path: String
  ) throws -> CellKey {
    do {
      return try vault.unwrap(wrapped, for: owner)
    } catch {
      throw Failure(
        "\(path) does not open with this root key",
        hint: "give the root key that this site was made with; see --root-key")
    }
  }

  private static func sealed(_ site: SiteID, _ seed: CellKey, _ vault: CellVault) -> [UInt8] {
    magic + site.bytes + vault.wrap(seed, for: owner)
  }
}
