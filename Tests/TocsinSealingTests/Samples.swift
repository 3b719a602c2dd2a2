// Tocsin — SealingTests: keys, headers and the known-answer vector
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

/// Bytes of hexadecimal text; white space is skipped.
func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap { $0.hexDigitValue }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Hexadecimal text of bytes.
func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// The known-answer vector of `Documentation/device-protocol.md`, which Python and the browser open
/// too. Made by pyhpke with the secrets named here; its padding is 64 bytes to keep it short.
enum KnownAnswer {
  static let deviceSecret = seed("tocsin kat device")
  static let signerSeed = seed("tocsin kat signer")
  static let signerPublicKey = hex(
    "22b4d357328e4ef99ce4f41d9e93df13ecbffae9c388f10206f6ed8cd50399b6")
  static let header = hex(
    """
    54434e310101020100112233445566778899aabbccddeeff101112131415161718191a1b1c1d1e1f
    202122232425262728292a2b2c2d2e2ff89c40f94b63314bd1ba17e4582dac5c8cf6685f99dfd36a
    266b3166812b497f0000000000000007000001a20c23c300000001a20c2856e00001000100000000
    00000000000000000000000000000050
    """)
  static let encapsulatedKey = hex(
    "9c127796510e1a1c0f68c28635475d924830e5f7bc8f18601d4bafdabfd24109")
  static let ciphertext = hex(
    """
    1418d56e36a29129f9d6b3bac6f7fe1eee592766dcf59c44a4ee6bcf275edc7686255604015fade5
    cc5f2ae88cf7eb3fef21e0cb0da68ed2923b7f80ae9c0bed4606d279b1a5609442efa39fd8ca6d0f
    """)
  static let signature = hex(
    """
    50ead39683f17eca17ae002e266e15bce6860fc05d1dc5797d33b011b1e2434bc867d552937f970d
    eaadcc757cfa272585503e656ebd6d005a861c6e52b6c00a
    """)
  static let envelope = header + encapsulatedKey + ciphertext + signature
  static let digest = hex("de795f0317fbe4fd69c4fb72f978c67058bf766ec9ab61d5071aa31574dae696")
  static let content = Array(#"{"c":"LAB-CRIT","w":"ICU2"}"#.utf8)

  static let site = SiteID(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_eeff)
  static let page = PageID(high: 0x1011_1213_1415_1617, low: 0x1819_1a1b_1c1d_1e1f)
  static let device = DeviceID(high: 0x2021_2223_2425_2627, low: 0x2829_2a2b_2c2d_2e2f)
}

/// SHA-256 of a text: the tests' way to a seed.
func seed(_ text: String) -> [UInt8] { sealer.digest(Array(text.utf8)) }

/// A signer of its own, that needs no hash to be made.
private let sealer = makeSealer(Array(repeating: 7, count: 32))

func makeSealer(_ seed: [UInt8]) -> SiteSealer {
  guard let sealer = SiteSealer(signerSeed: seed) else { preconditionFailure("32 bytes") }
  return sealer
}

/// The device of the vectors.
func makeKeys() -> DeviceKeys {
  let secrets = DeviceSecrets(
    notify: KnownAnswer.deviceSecret, accept: seed("tocsin kat accept"),
    detail: seed("tocsin kat detail"), unlocked: seed("tocsin kat unlocked"))
  guard let keys = DeviceKeys(secrets) else { preconditionFailure("32 bytes each") }
  return keys
}

func makeOpener() -> EnvelopeOpener {
  makeKeys().opener(
    site: KnownAnswer.site, device: KnownAnswer.device, signers: [KnownAnswer.signerPublicKey])
}

/// The header of the vector, as the gateway would write it before sealing.
func makeHeader(seq: UInt64 = 7) -> EnvelopeHeader {
  let address = EnvelopeAddress(site: KnownAnswer.site, device: KnownAnswer.device, seq: seq)
  let issued = Timestamp(milliseconds: 0x1a2_0c23_c300)
  var header = EnvelopeHeader(
    .preview, priority: .high, page: KnownAnswer.page, to: address, issuedAt: issued)
  header.flags = .responseRequired
  header.expiresAt = issued + .minutes(5)
  header.step = 1
  header.attempt = 1
  return header
}
