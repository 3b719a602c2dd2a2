// Tocsin — Documents: whom a document lets in, by address or by certificate
// SPDX-License-Identifier: Apache-2.0

internal import TocsinMapping

extension YAMLObject {
  /// By what certificates are known: a file of authorities, and pins.
  ///
  /// - Parameter key: of the pins.
  func certificates(pins key: String, max: Int) -> (authority: String?, pins: [[UInt8]]) {
    let pins = self[key]?.items(max: max)?.compactMap { $0.certificatePin() } ?? []
    return (self["authority"]?.text(), pins)
  }
}

extension YAMLValue {
  /// A range of addresses; nil after logging what is wrong.
  func addressRange() -> AddressRange? {
    guard let text = text() else { return nil }
    guard let range = AddressRange(text) else {
      refuse(
        "\"\(text)\" is no range of addresses: write it as 10.20.0.0/16, with zeros behind the"
          + " bits that count, or as one address")
      return nil
    }
    return range
  }

  /// The SHA-256 of a certificate, 32 bytes, in the form that `openssl x509 -fingerprint -sha256`
  /// prints, with or without its colons. Nil after logging that it is none.
  func certificatePin() -> [UInt8]? {
    guard let text = text() else { return nil }
    let digits = text.filter { $0 != ":" && $0 != " " }
    let values = digits.compactMap(\.hexDigitValue)
    guard values.count == 64, digits.count == 64 else {
      refuse(
        "\"\(text)\" is no SHA-256 of a certificate: write the 64 hexadecimal digits that"
          + " openssl x509 -noout -fingerprint -sha256 prints")
      return nil
    }
    return stride(from: 0, to: 64, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }
}
