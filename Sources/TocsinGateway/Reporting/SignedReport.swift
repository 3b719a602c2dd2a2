// Tocsin — Gateway: signatures of webhooks
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Why a signed request is not taken. Nothing of it is stored; it is counted for its integration.
package enum SignatureFault: Error, Hashable, Sendable {
  /// No header that a live key of the integration can check. 401.
  case missing
  /// The headers have another form. 401.
  case malformed
  /// Made more than `SignedReport.window` before or after now. 401.
  case untimely
  /// No live key has made it over these bytes. 401.
  case wrong
}

/// A request as signatures see it.
///
/// - Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,BASE64 …`
///   over `id.timestamp.body`.
/// - GitHub: `X-Hub-Signature-256: sha256=HEX` over the body, with `X-GitHub-Delivery`.
/// - Stripe: `Stripe-Signature: t=SECONDS,v1=HEX,…` over `timestamp.body`.
///
/// What has a timestamp is good for five minutes before and after it. Its id is the request's name:
/// the same request sent again, by whomever, gets the stored answer and does nothing else. GitHub
/// signs neither time nor id; who can repeat its requests can repeat what they say.
package struct SignedReport: Sendable {
  /// How far a timestamp may lie from now.
  package static let window = Milliseconds.minutes(5)
  /// Signatures of one header that are looked at: one for each key while keys are changed over.
  private static let signaturesMax = 8

  private let header: @Sendable (String) -> String?
  private let body: [UInt8]

  /// - Parameter header: the value of a header, whose name is given in lower case.
  package init(_ body: [UInt8], header: @escaping @Sendable (String) -> String?) {
    self.body = body
    self.header = header
  }

  /// The names of headers by which a request says that it is signed.
  package static let headers = ["webhook-signature", "x-hub-signature-256", "stripe-signature"]

  /// The live key that made the signature, and the request's name, which may be empty.
  package func check(
    _ keys: [IntegrationKey], at now: Timestamp, by sealer: any Sealer
  ) throws(SignatureFault) -> (key: IntegrationKey, name: String) {
    var fault = SignatureFault.missing
    for scheme in KeyScheme.allCases where scheme.keepsSecret {
      let live = keys.filter { $0.scheme == scheme && $0.endedAt == nil }
      guard !live.isEmpty, let claim = try claim(scheme) else { continue }
      if let made = claim.madeAt {
        let distance = made < now ? now - made : made - now
        guard distance <= Self.window else { throw .untimely }
      }
      for key in live {
        let tag = sealer.tag(of: claim.signed, key: key.secret.unredacted)
        let isMade = claim.tags.contains { Self.isEqual($0, tag) }
        if isMade { return (key, claim.name.isEmpty ? "" : "\(scheme.rawValue) \(claim.name)") }
      }
      fault = .wrong
    }
    throw fault
  }

  /// What the headers of one scheme say.
  private struct Claim {
    var tags: [[UInt8]]
    var signed: [UInt8]
    var madeAt: Timestamp?
    var name: String
  }

  /// Nil when the request has no header of this scheme.
  private func claim(_ scheme: KeyScheme) throws(SignatureFault) -> Claim? {
    switch scheme {
    case .bearer, .outbound: nil
    case .standardWebhooks: try standardWebhooks()
    case .gitHub: try gitHub()
    case .stripe: try stripe()
    }
  }

  private func standardWebhooks() throws(SignatureFault) -> Claim? {
    guard let signatures = header("webhook-signature") else { return nil }
    guard let id = header("webhook-id"), let time = header("webhook-timestamp"),
      let madeAt = Self.seconds(time), Self.isName(id)
    else { throw .malformed }
    let tags = signatures.split(separator: " ").prefix(Self.signaturesMax).compactMap { part in
      part.hasPrefix("v1,") ? Base64.decode(part.dropFirst(3)) : nil
    }
    return Claim(
      tags: tags, signed: Array("\(id).\(time).".utf8) + body, madeAt: madeAt, name: id)
  }

  private func gitHub() throws(SignatureFault) -> Claim? {
    guard let signature = header("x-hub-signature-256") else { return nil }
    guard signature.hasPrefix("sha256="), let tag = Self.hex(signature.dropFirst(7)) else {
      throw .malformed
    }
    let delivery = header("x-github-delivery") ?? ""
    return Claim(
      tags: [tag], signed: body, madeAt: nil, name: Self.isName(delivery) ? delivery : "")
  }

  private func stripe() throws(SignatureFault) -> Claim? {
    guard let value = header("stripe-signature") else { return nil }
    var time: Substring?
    var tags: [[UInt8]] = []
    for part in value.split(separator: ",").prefix(Self.signaturesMax) {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      if pair[0] == "t" { time = pair[1] }
      if pair[0] == "v1", let tag = Self.hex(pair[1]) { tags.append(tag) }
    }
    guard let time, let madeAt = Self.seconds(time), let first = tags.first else {
      throw .malformed
    }
    // The time and the signature of these bytes name the request, for Stripe's ids are in the body.
    let name = "\(time) \(Base64URL.encode(Array(first.prefix(16))))"
    return Claim(tags: tags, signed: Array("\(time).".utf8) + body, madeAt: madeAt, name: name)
  }

  /// Seconds since 1970, as text of digits.
  private static func seconds(_ text: some StringProtocol) -> Timestamp? {
    guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int64(text)
    else { return nil }
    return Timestamp(milliseconds: seconds * 1_000)
  }

  private static func isName(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private static func hex(_ text: some StringProtocol) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  /// Takes the same time wherever the two differ.
  private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
