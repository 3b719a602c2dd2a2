// Tocsin — Server: the certificate that a listener shows
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import NIOSSL
internal import Synchronization
package import TocsinCore

/// Where the certificate and its key lie, both PEM.
package struct CertificateFiles: Hashable, Sendable {
  /// The server's certificate, then the intermediate ones, each signed by the next.
  package let certificate: String
  package let key: String
  /// Authorities; a client has to show a certificate of one of them. Nil asks for none.
  package var clientAuthority: String?
  /// Whether a client has to show a certificate though no authority is named: it is known by its
  /// pin then (`PinnedCertificates`).
  package var asksForPinned = false

  package init(certificate: String, key: String, clientAuthority: String? = nil) {
    self.certificate = certificate
    self.key = key
    self.clientAuthority = clientAuthority
  }
}

/// Why a certificate cannot be shown.
package enum CertificateError: Error, Hashable, Sendable {
  /// The file is not there or not ours to read.
  case unreadable(String)
  /// The file holds no PEM of that kind.
  case malformed(String)
  /// The key is not the certificate's: they are of different renewals.
  case mismatched

  /// What to do about it.
  package var hint: String {
    switch self {
    case .unreadable: "check the path, and that the account of the gateway may read it"
    case .malformed: "it has to be PEM: -----BEGIN CERTIFICATE----- or -----BEGIN PRIVATE KEY-----"
    case .mismatched: "name the key that was made with this certificate"
    }
  }
}

extension CertificateError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path): "\(path) cannot be read"
    case .malformed(let path): "\(path) holds no certificate or key that can be used"
    case .mismatched: "the certificate and the key do not belong together"
    }
  }
}

/// The certificate and key in force: TLS 1.3, or 1.2 with forward secrecy and AEAD alone;
/// client certificates where the files name an authority for them.
///
/// The files are looked at again and again. A renewal takes effect with the next connection, and
/// those that are open keep what they began with. A pair that does not fit, as between the two
/// writes of a renewal, changes nothing and is tried again.
package final class ServerIdentity: Sendable {
  /// What looking at the files found.
  package enum Outcome: Hashable, Sendable {
    case unchanged
    case renewed
    /// Told once for each content of the files; the former pair stays in force.
    case refused(CertificateError)
  }

  private struct Held {
    var bytes: Pair
    var refused: Pair?
    var isMissing = false
    var context: NIOSSLContext
    var endsAt: Timestamp
  }

  private struct Pair: Equatable {
    let certificate: [UInt8]
    let key: [UInt8]
    /// Empty when no client certificates are asked for.
    let authority: [UInt8]
  }

  private let files: CertificateFiles
  private let held: Mutex<Held>

  /// Reads both files.
  package init(_ files: CertificateFiles) throws(CertificateError) {
    self.files = files
    let pair = try Self.read(files)
    let (context, endsAt) = try Self.context(of: pair, files)
    held = Mutex(Held(bytes: pair, refused: nil, context: context, endsAt: endsAt))
  }

  /// When the certificate in force ends.
  package var endsAt: Timestamp { held.withLock { $0.endsAt } }

  /// What a new connection begins with.
  var context: NIOSSLContext { held.withLock { $0.context } }

  /// Looks at the files again.
  package func refresh() -> Outcome {
    let pair: Pair
    do {
      pair = try Self.read(files)
    } catch {
      return held.withLock { held in
        defer { held.isMissing = true }
        return held.isMissing ? .unchanged : .refused(error)
      }
    }
    let isKnown = held.withLock { held in
      held.isMissing = false
      return held.bytes == pair || held.refused == pair
    }
    guard !isKnown else { return .unchanged }
    do {
      let (context, endsAt) = try Self.context(of: pair, files)
      held.withLock { $0 = Held(bytes: pair, refused: nil, context: context, endsAt: endsAt) }
      return .renewed
    } catch {
      held.withLock { $0.refused = pair }
      return .refused(error)
    }
  }

  private static func read(_ files: CertificateFiles) throws(CertificateError) -> Pair {
    func bytes(_ path: String) throws(CertificateError) -> [UInt8] {
      guard let found = FileManager.default.contents(atPath: path),
        found.count <= HTTPLimits.certificateBytesMax
      else { throw .unreadable(path) }
      return Array(found)
    }
    var authority: [UInt8] = []
    if let path = files.clientAuthority { authority = try bytes(path) }
    return Pair(
      certificate: try bytes(files.certificate), key: try bytes(files.key), authority: authority)
  }

  private static func context(
    of pair: Pair, _ files: CertificateFiles
  ) throws(CertificateError) -> (NIOSSLContext, Timestamp) {
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pair.certificate),
      let first = certificates.first
    else { throw .malformed(files.certificate) }
    guard let key = try? NIOSSLPrivateKey(bytes: pair.key, format: .pem) else {
      throw .malformed(files.key)
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"
    if let path = files.clientAuthority {
      guard let trusted = try? NIOSSLCertificate.fromPEMBytes(pair.authority), !trusted.isEmpty
      else { throw .malformed(path) }
      configuration.trustRoots = .certificates(trusted)
      configuration.certificateVerification = .noHostnameVerification
    } else if files.asksForPinned {
      configuration.certificateVerification = .noHostnameVerification
    }
    guard let context = try? NIOSSLContext(configuration: configuration) else {
      throw .mismatched
    }
    return (context, Timestamp(milliseconds: Int64(first.notValidAfter) * 1_000))
  }
}
