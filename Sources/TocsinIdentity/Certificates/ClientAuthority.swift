// Tocsin — Identity: authorities that vouch for certificates of clients
// SPDX-License-Identifier: Apache-2.0

internal import SwiftASN1
internal import X509

/// The authorities of one file. A certificate is theirs when a chain leads from it to one of them,
/// each signed by the next, within its time and its constraints (RFC 5280 §6.1), and when it is for
/// clients: an extended key usage, where it has one, names client authentication (§4.2.1.12).
/// Revocation lists are not read; what is to end before its time is taken out of the document.
package struct ClientAuthority: Sendable {
  /// Certificates that are looked at of what a client shows; one that shows more is not known.
  private static let certificatesMax = 8

  private let roots: [Certificate]

  /// - Parameter pem: certificates of authorities, one behind the other.
  /// - Throws: `AuthorityError.unusable` when there is none, or one that cannot be read.
  package init(pem: String) throws(AuthorityError) {
    guard let found = try? PEMDocument.parseMultiple(pemString: pem).map(Certificate.init),
      !found.isEmpty
    else { throw .unusable }
    roots = found
  }

  /// The names of a certificate that is theirs: the common name of its subject, and its DNS names.
  ///
  /// - Parameter certificates: in DER, the client's own first, then those between it and the
  ///   authority.
  /// - Returns: nil when none of them vouches for it.
  package func names(of certificates: [[UInt8]]) async -> [String]? {
    guard (1...Self.certificatesMax).contains(certificates.count),
      let shown = try? certificates.map({ try Certificate(derEncoded: $0) }),
      Self.isForClients(shown[0])
    else { return nil }
    var verifier = Verifier(rootCertificates: CertificateStore(roots)) { RFC5280Policy() }
    let result = await verifier.validate(
      leaf: shown[0], intermediates: CertificateStore(shown.dropFirst()))
    guard case .validCertificate = result else { return nil }
    return Self.names(of: shown[0])
  }

  private static func names(of certificate: Certificate) -> [String] {
    let subject = certificate.subject.flatMap { $0 }
      .filter { $0.type == .RDNAttributeType.commonName }.map { String(describing: $0.value) }
    let others = (try? certificate.extensions.subjectAlternativeNames).flatMap { $0 } ?? .init([])
    return subject
      + others.compactMap { name in
        if case .dnsName(let text) = name { text } else { nil }
      }
  }

  /// A usage that is marked critical is refused by the verifier, which does not know it.
  private static func isForClients(_ certificate: Certificate) -> Bool {
    do {
      guard let usage = try certificate.extensions.extendedKeyUsage else { return true }
      return usage.contains(.clientAuth) || usage.contains(.any)
    } catch { return false }
  }
}
