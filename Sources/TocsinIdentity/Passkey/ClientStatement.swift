// Tocsin — Identity: what the browser says that it was asked
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// The client data of a ceremony (WebAuthn Level 3 §5.8.1): UTF-8 JSON, made by the browser, whose
/// hash the authenticator signs. Members that are not known are passed over, as the standard wants.
struct ClientStatement: Hashable, Sendable, Decodable {
  /// The largest that is read, in bytes; browsers write about 150.
  static let bytesMax = 4_096

  /// `webauthn.create` or `webauthn.get`.
  let type: String
  /// base64url.
  let challenge: String
  /// Scheme, host and port of the page that asked.
  let origin: String
  /// Whether that page stood in a frame of another origin; nil says no.
  let crossOrigin: Bool?
  /// The origin of the whole window, where it is another one.
  let topOrigin: String?

  /// Nil when the bytes are too many or not such JSON.
  init?(parsing bytes: [UInt8]) {
    guard bytes.count <= Self.bytesMax,
      let statement = try? JSONDecoder().decode(Self.self, from: Data(bytes))
    else { return nil }
    self = statement
  }
}
