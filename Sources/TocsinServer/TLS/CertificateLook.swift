// Tocsin — Server: what stands in a file of certificates
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import NIOSSL
package import TocsinCore

/// One certificate, looked at and not put in force.
package struct CertificateLook: Hashable, Sendable {
  /// Its DNS names and addresses (RFC 5280 §4.2.1.6); others are left out.
  package let names: [String]
  package let startsAt: Timestamp
  package let endsAt: Timestamp

  /// The first certificate of a listener's files, which has to fit its key.
  package init(_ files: CertificateFiles) throws(CertificateError) {
    _ = try ServerIdentity(files)
    guard let first = try Self.all(at: files.certificate).first else {
      throw .malformed(files.certificate)
    }
    self = first
  }

  /// Every certificate of a file, at least one.
  package static func all(at path: String) throws(CertificateError) -> [CertificateLook] {
    guard let bytes = FileManager.default.contents(atPath: path),
      bytes.count <= HTTPLimits.certificateBytesMax
    else { throw .unreadable(path) }
    guard let found = try? NIOSSLCertificate.fromPEMBytes(Array(bytes)), !found.isEmpty else {
      throw .malformed(path)
    }
    return found.map(CertificateLook.init)
  }

  private init(_ certificate: NIOSSLCertificate) {
    names = certificate._subjectAlternativeNames().compactMap { name in
      Self.text(Array(name.contents), of: name.nameType)
    }
    startsAt = Timestamp(milliseconds: Int64(certificate.notValidBefore) * 1_000)
    endsAt = Timestamp(milliseconds: Int64(certificate.notValidAfter) * 1_000)
  }

  private static func text(
    _ bytes: [UInt8], of type: _SubjectAlternativeName.NameType
  ) -> String? {
    if type == .dnsName { return String(decoding: bytes, as: UTF8.self) }
    guard type == .ipAddress else { return nil }
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    return bytes.count == 16 ? groups(bytes) : nil
  }

  /// Eight groups, none left out; to be read by people and compared by nobody.
  private static func groups(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: 16, by: 2).map { at in
      String(UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]), radix: 16)
    }.joined(separator: ":")
  }
}
