// Tocsin — Identity: the site's own certificate authority
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
internal import SwiftASN1
package import TocsinCore
internal import X509

/// A certificate and its key, both PEM. The key is a secret: files of it have mode 0600.
package struct CertificatePair: Sendable {
  package let certificate: String
  package let key: String

  package init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}

/// Why no certificate is made.
package enum AuthorityError: Error, Hashable, Sendable {
  /// The files hold no authority, or its key is another's.
  case unusable
  /// The authority was made for other names and cannot vouch for these.
  case notItsName(CertificateName)
  /// The authority's own time is over, or ends before a new certificate would.
  case ending
}

/// An authority of one site, good for the names that it was made with and for nothing else.
///
/// A device that trusts it trusts it with those names only: they stand in the authority's own
/// certificate as permitted subtrees (RFC 5280 4.2.1.10), critical, so that a stolen key of it
/// cannot speak for any other site. Keys are P-256; an authority lasts ten years and a server's
/// certificate 397 days, the most that browsers take.
package struct SiteAuthority: Sendable {
  private static let day: Int64 = 86_400
  private static let authorityDays: Int64 = 3_652
  private static let serverDays: Int64 = 397
  /// How far behind a device's clock may be on the first day, in seconds.
  private static let clockSlack: Int64 = 3_600

  private let certificate: Certificate
  private let key: Certificate.PrivateKey

  /// Makes an authority.
  ///
  /// - Parameter names: every name that it may ever vouch for; at least one.
  package static func make(
    for names: [CertificateName], at now: Timestamp
  ) throws -> SiteAuthority {
    precondition(!names.isEmpty, "an authority without a name would vouch for none")
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let subject = try DistinguishedName { CommonName("Tocsin authority of \(names[0])") }
    let extensions = try Certificate.Extensions {
      Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
      Critical(KeyUsage(keyCertSign: true, cRLSign: true))
      Critical(Self.constraints(names))
      SubjectKeyIdentifier(hash: key.publicKey)
    }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
      notValidBefore: date(now, -clockSlack), notValidAfter: date(now, authorityDays * day),
      issuer: subject, subject: subject, extensions: extensions, issuerPrivateKey: key)
    return SiteAuthority(certificate: certificate, key: key)
  }

  private init(certificate: Certificate, key: Certificate.PrivateKey) {
    self.certificate = certificate
    self.key = key
  }

  /// Reads an authority that was made before.
  package init(_ pair: CertificatePair) throws(AuthorityError) {
    guard let certificate = try? Certificate(pemEncoded: pair.certificate),
      let key = try? Certificate.PrivateKey(pemEncoded: pair.key),
      certificate.publicKey == key.publicKey
    else { throw .unusable }
    self.init(certificate: certificate, key: key)
  }

  /// The authority as PEM.
  package func pair() throws -> CertificatePair {
    CertificatePair(
      certificate: try certificate.serializeAsPEM().pemString,
      key: try key.serializeAsPEM().pemString)
  }

  /// When the authority ends.
  package var endsAt: Timestamp { Self.time(certificate.notValidAfter) }

  /// Makes a server's certificate with a new key.
  ///
  /// - Throws: `AuthorityError` when the authority cannot vouch for a name or not for so long.
  package func issue(
    for names: [CertificateName], at now: Timestamp
  ) throws -> (pair: CertificatePair, endsAt: Timestamp) {
    for name in names where !permits(name) { throw AuthorityError.notItsName(name) }
    let ends = Self.date(now, Self.serverDays * Self.day - Self.clockSlack)
    guard ends < certificate.notValidAfter else { throw AuthorityError.ending }
    let server = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let extensions = try Certificate.Extensions {
      Critical(BasicConstraints.notCertificateAuthority)
      Critical(KeyUsage(digitalSignature: true))
      try ExtendedKeyUsage([.serverAuth])
      SubjectAlternativeNames(names.map(\.general))
      SubjectKeyIdentifier(hash: server.publicKey)
      AuthorityKeyIdentifier(
        keyIdentifier: SubjectKeyIdentifier(hash: key.publicKey).keyIdentifier)
    }
    let issued = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: server.publicKey,
      notValidBefore: Self.date(now, -Self.clockSlack), notValidAfter: ends,
      issuer: certificate.subject,
      subject: try DistinguishedName { CommonName("Tocsin gateway") },
      extensions: extensions, issuerPrivateKey: key)
    let pair = CertificatePair(
      certificate: try issued.serializeAsPEM().pemString,
      key: try server.serializeAsPEM().pemString)
    return (pair, Self.time(ends))
  }

  /// The names of a server's certificate in PEM; empty when it cannot be read.
  package static func names(of pem: String) -> [CertificateName] {
    guard let certificate = try? Certificate(pemEncoded: pem),
      let names = try? certificate.extensions.subjectAlternativeNames
    else { return [] }
    return names.compactMap { CertificateName($0) }
  }

  private func permits(_ name: CertificateName) -> Bool {
    guard let constraints = try? certificate.extensions.nameConstraints else { return false }
    switch name {
    case .host(let host):
      return constraints.permittedDNSDomains.contains { host == $0 || host.hasSuffix("." + $0) }
    case .address(let bytes):
      return constraints.permittedIPRanges.contains { Array($0.bytes) == Self.range(of: bytes) }
    }
  }

  /// What the authority may vouch for. Each kind has to be named, or the kind would be free:
  /// without a host only names below the reserved `invalid` (RFC 6761 6.4) are permitted, and
  /// without an address all addresses are excluded.
  private static func constraints(_ names: [CertificateName]) -> NameConstraints {
    var hosts: [GeneralName] = []
    var addresses: [GeneralName] = []
    for name in names {
      switch name {
      case .host: hosts.append(name.general)
      case .address(let bytes):
        addresses.append(.ipAddress(ASN1OctetString(contentBytes: range(of: bytes)[...])))
      }
    }
    let everyAddress = [8, 32].map { count in
      GeneralName.ipAddress(
        ASN1OctetString(contentBytes: [UInt8](repeating: 0, count: count)[...]))
    }
    return NameConstraints(
      permittedSubtrees: (hosts.isEmpty ? [.dnsName("invalid")] : hosts) + addresses,
      excludedSubtrees: addresses.isEmpty ? everyAddress : [])
  }

  /// One address as a range: itself and a mask of ones.
  private static func range(of address: [UInt8]) -> [UInt8] {
    address + [UInt8](repeating: 255, count: address.count)
  }

  private static func date(_ now: Timestamp, _ seconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double(now.milliseconds / 1_000 + seconds))
  }

  private static func time(_ date: Date) -> Timestamp {
    Timestamp(milliseconds: Int64(date.timeIntervalSince1970) * 1_000)
  }
}
