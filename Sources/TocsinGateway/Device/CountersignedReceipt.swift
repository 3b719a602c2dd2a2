// Tocsin — Gateway: TCR1, the gateway's word that it has an answer
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Where the duty stands after the answer; the byte at offset 5.
package enum ReceiptPhase: UInt8, Sendable, CaseIterable {
  /// There is no duty to speak of.
  case none = 0
  case escalating = 1
  case exhausted = 2
  case acknowledged = 3
  case resolved = 4
}

/// One countersigned receipt, 168 bytes, big-endian:
///
/// ```
///   0  4  magic "TCR1"            72  8  the gateway's time, ms since 1970
///   4  1  result                  80  8  index of the leaf on the site's trail
///   5  1  phase                   88 16  signer key id
///   6  2  reserved, 0            104 64  Ed25519 over "tocsin/receipt/v1\0" and bytes 0 to 103
///   8 16  site
///  24 16  device
///  40 32  SHA-256 of the TCA1, signature and all
/// ```
///
/// A client says "accepted" only when it holds one that verifies with result 0 or 1 (S11).
package struct CountersignedReceipt: Hashable, Sendable {
  /// Bytes of an encoded receipt.
  package static let size = 168

  package var result: ResponseResult
  package var phase: ReceiptPhase
  package var site: SiteID
  package var device: DeviceID
  /// SHA-256 of the 188 bytes that are answered, 32 bytes.
  package var answerDigest: [UInt8]
  package var serverTime: Timestamp
  /// The leaf of the site's trail that tells of the answer; 0 when none does.
  package var trailIndex: UInt64 = 0
  /// Filled by the sealer.
  package var signerKeyID = KeyID(high: 0, low: 0)
  /// Ed25519, 64 bytes; zeros until it is countersigned.
  package var signature = [UInt8](repeating: 0, count: WireSize.signature)

  /// An unsigned receipt for the answer with that digest.
  package init(
    _ result: ResponseResult, phase: ReceiptPhase, to answer: DeviceAnswer, digest: [UInt8],
    at time: Timestamp
  ) {
    self.result = result
    self.phase = phase
    self.site = answer.site
    self.device = answer.device
    self.answerDigest = digest
    self.serverTime = time
  }

  /// What the gateway signs: `"tocsin/receipt/v1\0"` and the first 104 bytes.
  package var signedBytes: [UInt8] { Array("tocsin/receipt/v1\0".utf8) + body }

  /// The 168 bytes.
  package var encoded: [UInt8] { body + signature }

  private var body: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(Self.size)
    out += "TCR1".utf8
    out += [result.rawValue, phase.rawValue, 0, 0]
    out.append(site)
    out.append(device)
    out += answerDigest
    out.append(bigEndian: serverTime.wireMilliseconds)
    out.append(bigEndian: trailIndex)
    out.append(signerKeyID)
    return out
  }

  /// Reads exactly 168 bytes. The signature is not yet verified when it returns.
  package init(decoding bytes: [UInt8]) throws(WireError) {
    guard bytes.count == Self.size else {
      throw .length(expected: Self.size, found: bytes.count)
    }
    var reader = WireReader(bytes)
    try reader.expect(magic: "TCR1")
    let resultByte: UInt8 = reader.integer()
    guard let result = ResponseResult(rawValue: resultByte) else {
      throw .unknownResult(resultByte)
    }
    self.result = result
    let phaseByte: UInt8 = reader.integer()
    guard let phase = ReceiptPhase(rawValue: phaseByte) else { throw .unknownPhase(phaseByte) }
    self.phase = phase
    guard reader.integer(UInt16.self) == 0 else { throw .reserved }
    self.site = reader.identifier()
    self.device = reader.identifier()
    self.answerDigest = reader.take(WireSize.digest)
    self.serverTime = try reader.timestamp()
    self.trailIndex = reader.integer()
    self.signerKeyID = reader.identifier()
    self.signature = reader.take(WireSize.signature)
  }
}
