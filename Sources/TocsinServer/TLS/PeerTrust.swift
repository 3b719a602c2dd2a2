// Tocsin — Server: whom to trust at the other end of a connection of ours
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import NIOCore
internal import NIOSSL

/// TLS of a connection that we open: 1.2 at least. The peer is known by its authority or by its own
/// certificate, never by its name: certificates of clinical systems name nodes, not hosts. Files
/// are read with each connection, and so a renewal takes effect with the next.
package struct PeerTrust: Sendable {
  /// Authorities in PEM; looked at only without a pin.
  package var authority: String?
  /// SHA-256 of the peer's certificate.
  package var pin: [UInt8]?
  /// Our own certificate with its chain, and its key, PEM; nil shows none.
  package var ours: CertificateFiles?
  private let digest: @Sendable ([UInt8]) -> [UInt8]

  /// - Parameter digest: SHA-256.
  package init(digest: @escaping @Sendable ([UInt8]) -> [UInt8]) { self.digest = digest }

  /// - Throws: `CertificateError`.
  func handler() throws -> NIOSSLClientHandler {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.certificateVerification = .noHostnameVerification
    if let path = authority {
      guard let trusted = try? NIOSSLCertificate.fromPEMBytes(Self.bytes(path)), !trusted.isEmpty
      else { throw CertificateError.malformed(path) }
      configuration.trustRoots = .certificates(trusted)
    }
    if let ours {
      let shown = try NIOSSLCertificate.fromPEMBytes(Self.bytes(ours.certificate))
      let key = try NIOSSLPrivateKey(bytes: Self.bytes(ours.key), format: .pem)
      configuration.certificateChain = shown.map { .certificate($0) }
      configuration.privateKey = .privateKey(key)
    }
    let context = try NIOSSLContext(configuration: configuration)
    guard let pin else {
      return try NIOSSLClientHandler(context: context, serverHostname: nil)
    }
    let digest = digest
    return try NIOSSLClientHandler(context: context, serverHostname: nil) { shown, verdict in
      let found = try? shown.first.map { digest(try $0.toDERBytes()) }
      verdict.succeed(found == pin ? .certificateVerified : .failed)
    }
  }

  private static func bytes(_ path: String) throws(CertificateError) -> [UInt8] {
    guard let found = FileManager.default.contents(atPath: path),
      found.count <= HTTPLimits.certificateBytesMax
    else { throw .unreadable(path) }
    return Array(found)
  }
}
