// Tocsin — tocsin: which certificates sources of reports are known by
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Logging
internal import TocsinGateway
internal import TocsinIdentity
internal import TocsinMapping
internal import TocsinServer

/// Knows certificates by the documents in force: by their pins, and by the authorities that they
/// name. Files of authorities are read with each handshake.
struct ReportCertificates: Sendable {
  /// The longest file of authorities, in bytes.
  private static let bytesMax = 1 << 20

  private let surroundings: Surroundings

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  var clients: ClientCertificates { ClientCertificates { await shown($0) } }

  /// Nil for one that no document knows.
  private func shown(_ certificates: [[UInt8]]) async -> ShownCertificate? {
    guard let own = certificates.first, let snapshot = try? surroundings.directory.snapshot() else {
      return nil
    }
    let known = snapshot.integrations.values.compactMap(\.http)
    var shown = ShownCertificate(digest: surroundings.sealer.digest(own))
    for path in Set(known.compactMap(\.authority)).sorted() {
      guard let names = await authority(at: path)?.names(of: certificates) else { continue }
      shown.authorities.insert(path)
      shown.names = names
    }
    return known.contains { $0.knows(shown) } ? shown : nil
  }

  private func authority(at path: String) -> ClientAuthority? {
    guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= Self.bytesMax,
      let authority = try? ClientAuthority(pem: String(decoding: bytes, as: UTF8.self))
    else {
      surroundings.logger.error(
        "\(path) holds no authority that can be read: nobody is known by it; it has to be PEM")
      return nil
    }
    return authority
  }
}
