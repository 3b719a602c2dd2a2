// Tocsin — Identity: what a browser carries to the provider and back
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
internal import TocsinCore
internal import TocsinGateway

/// A sign-in on its way. The browser keeps it sealed, so that the gateway keeps nothing.
struct SignInState: Hashable, Sendable {
  let purpose: OpenIDPurpose
  let begunAt: Timestamp
  /// 32 random bytes each.
  let state: [UInt8]
  let nonce: [UInt8]
  let verifier: [UInt8]
  let redirect: String

  init(_ purpose: OpenIDPurpose, redirect: String, at now: Timestamp) {
    self.purpose = purpose
    self.redirect = redirect
    begunAt = now
    state = Self.random()
    nonce = Self.random()
    verifier = Self.random()
  }

  private static func random() -> [UInt8] {
    SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }

  // MARK: Bytes

  /// Purpose 1 | begun 8 (milliseconds, big-endian) | state 32 | nonce 32 | verifier 32 | redirect.
  var bytes: [UInt8] {
    let time = UInt64(bitPattern: begunAt.milliseconds)
    return [purpose == .stepUp ? 2 : 1]
      + (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * UInt64($0))) }
      + state + nonce + verifier + redirect.utf8
  }

  /// Nil for other bytes.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 105, let redirect = String(validating: bytes[105...], as: UTF8.self) else {
      return nil
    }
    switch bytes[0] {
    case 1: purpose = .signIn
    case 2: purpose = .stepUp
    default: return nil
    }
    let time = bytes[1..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    begunAt = Timestamp(milliseconds: Int64(bitPattern: time))
    state = Array(bytes[9..<41])
    nonce = Array(bytes[41..<73])
    verifier = Array(bytes[73..<105])
    self.redirect = redirect
  }
}

/// Seals sign-ins with a key that lives as long as the process (AES-256-GCM, a random nonce each).
struct StateSealer: Sendable {
  private let key: SymmetricKey
  private let bound: [UInt8]

  /// - Parameter client: what the state belongs to; another's is refused.
  init(for client: String) {
    key = SymmetricKey(size: .bits256)
    bound = Array("tocsin/openid/v1\0\(client)".utf8)
  }

  /// A cookie value; nil when the redirect is too long.
  func seal(_ state: SignInState) -> String? {
    guard state.redirect.utf8.count <= OpenIDLimits.redirectBytesMax,
      let box = try? AES.GCM.seal(state.bytes, using: key, authenticating: bound),
      let bytes = box.combined
    else { return nil }
    return Base64URL.encode(Array(bytes))
  }

  /// Nil for what this process has not sealed, and for what it sealed too long ago.
  func open(_ text: String, at now: Timestamp) -> SignInState? {
    guard text.utf8.count <= OpenIDLimits.stateBytesMax, let bytes = Base64URL.decode(text),
      let box = try? AES.GCM.SealedBox(combined: bytes),
      let plain = try? AES.GCM.open(box, using: key, authenticating: bound),
      let state = SignInState(Array(plain))
    else { return nil }
    let isInTime =
      state.begunAt <= now && now <= state.begunAt + .seconds(OpenIDLimits.signInSeconds)
    return isInTime ? state : nil
  }
}
