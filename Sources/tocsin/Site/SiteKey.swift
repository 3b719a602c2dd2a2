// Tocsin — tocsin: the site's identity and signing seed
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing
internal import TocsinSystem

/// `DIR/site.key`, mode 0600: 16 bytes site id, 32 bytes Ed25519 seed. Made once; losing it means
/// enrolling every device again, so it belongs into the backup.
struct SiteKey {
  let site: SiteID
  let sealer: SiteSealer

  private static let size = 48

  /// Reads the key of a data folder, or makes one.
  init(folder: String) throws {
    let path = folder + "/site.key"
    if let known = FileManager.default.contents(atPath: path) {
      self = try SiteKey(bytes: Array(known), path: path)
      return
    }
    let site: SiteID = SystemIdentifiers().identifier()
    var random = SystemRandomNumberGenerator()
    let seed = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let bytes = site.bytes + seed
    let made = FileManager.default.createFile(
      atPath: path, contents: Foundation.Data(bytes), attributes: [.posixPermissions: 0o600])
    guard made else { throw Failure("\(path) cannot be written", hint: "check who owns \(folder)") }
    self = try SiteKey(bytes: bytes, path: path)
  }

  private init(bytes: [UInt8], path: String) throws {
    guard bytes.count == Self.size, let site = SiteID(bytes: bytes.prefix(16)),
      let sealer = SiteSealer(signerSeed: Array(bytes.dropFirst(16)))
    else {
      throw Failure("\(path) is damaged", hint: "put it back from the backup")
    }
    self.site = site
    self.sealer = sealer
  }
}
