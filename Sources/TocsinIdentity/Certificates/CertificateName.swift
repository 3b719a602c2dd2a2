// Tocsin — Identity: a name that a certificate is for
// SPDX-License-Identifier: Apache-2.0

internal import SwiftASN1
internal import X509

/// A host name or an IP address, as devices reach the gateway by it.
package enum CertificateName: Hashable, Sendable {
  /// Letters, digits and hyphens between dots, in lower case (RFC 1123 2.1).
  case host(String)
  /// 4 or 16 bytes in network order.
  case address([UInt8])

  /// Reads a host name, an IPv4 or an IPv6 address; nil when it is none of them.
  package init?(text: String) {
    if let bytes = IPText.bytes(of: text) {
      self = .address(bytes)
      return
    }
    let labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    let isName = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { Self.allowed.contains($0) }
    }
    let isNumber = labels.last?.allSatisfy(\.isNumber) ?? true
    guard isName, !isNumber, text.utf8.count <= 253 else { return nil }
    self = .host(text.lowercased())
  }

  init?(_ name: GeneralName) {
    switch name {
    case .dnsName(let text): self.init(text: text)
    case .ipAddress(let bytes): self = .address(Array(bytes.bytes))
    default: return nil
    }
  }

  /// As a certificate carries it.
  var general: GeneralName {
    switch self {
    case .host(let text): .dnsName(text)
    case .address(let bytes): .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
    }
  }

  private static let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)
}

extension CertificateName: CustomStringConvertible {
  package var description: String {
    switch self {
    case .host(let text): text
    case .address(let bytes): IPText.text(of: bytes)
    }
  }
}

/// IP addresses as text and as bytes.
enum IPText {
  /// 4 or 16 bytes; nil when the text is no address.
  static func bytes(of text: String) -> [UInt8]? {
    text.contains(":") ? six(text) : four(text)
  }

  static func text(of bytes: [UInt8]) -> String {
    guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map { at in
      String(UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]), radix: 16)
    }.joined(separator: ":")
  }

  private static func four(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part in
      part.allSatisfy(\.isNumber) && String(UInt8(part) ?? 0) == part ? UInt8(part) : nil
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func six(_ text: String) -> [UInt8]? {
    var halves = [Substring(text)]
    if let gap = text.firstRange(of: "::") {
      halves = [text[..<gap.lowerBound], text[gap.upperBound...]]
    }
    let words = halves.map { half in
      half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
    }
    let read = words.map { $0.compactMap { $0.utf8.count <= 4 ? UInt16($0, radix: 16) : nil } }
    let count = read.reduce(0) { $0 + $1.count }
    guard zip(words, read).allSatisfy({ $0.count == $1.count }),
      halves.count == 2 ? count < 8 : count == 8
    else { return nil }
    let zeros = Array(repeating: UInt16(0), count: 8 - count)
    let all = read[0] + zeros + (read.count == 2 ? read[1] : [])
    return all.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }
}
