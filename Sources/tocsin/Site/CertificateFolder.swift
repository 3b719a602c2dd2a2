// Tocsin — tocsin: the files of the site's authority and certificate
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinIdentity

/// A folder with `ca.pem`, `ca.key`, `server.pem` and `server.key`, each of mode 0600.
struct CertificateFolder {
  let path: String

  var authority: String { path + "/ca.pem" }
  var authorityKey: String { path + "/ca.key" }
  var server: String { path + "/server.pem" }
  var serverKey: String { path + "/server.key" }

  /// The names of the certificate that lies here; empty when none does.
  var serverNames: [CertificateName] {
    Self.read(server).map(SiteAuthority.names(of:)) ?? []
  }

  /// The authority that lies here, or a new one where neither of its files is. One that is there is
  /// never written over.
  func authority(for names: [CertificateName], at now: Timestamp) throws -> SiteAuthority {
    let files = FileManager.default
    if files.fileExists(atPath: authority) || files.fileExists(atPath: authorityKey) {
      guard let certificate = Self.read(authority), let key = Self.read(authorityKey) else {
        throw AuthorityError.unusable
      }
      return try SiteAuthority(CertificatePair(certificate: certificate, key: key))
    }
    try? files.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let made = try SiteAuthority.make(for: names, at: now)
    let pair = try made.pair()
    try Self.write(pair.key, to: authorityKey)
    try Self.write(pair.certificate, to: authority)
    return made
  }

  /// Puts the server's files in place, each whole; a serve that looks between the two writes sees
  /// that they do not fit and looks again.
  func write(_ pair: CertificatePair) throws {
    try Self.write(pair.key, to: serverKey)
    try Self.write(pair.certificate, to: server)
  }

  private static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func write(_ text: String, to path: String) throws {
    let (files, fresh) = (FileManager.default, path + ".new")
    let isMade = files.createFile(
      atPath: fresh, contents: Foundation.Data((text + "\n").utf8),
      attributes: [.posixPermissions: 0o600])
    guard isMade, rename(fresh, path) == 0 else {
      throw Failure("\(path) cannot be written", hint: "check who owns the folder")
    }
  }
}
