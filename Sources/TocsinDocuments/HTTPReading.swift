// Tocsin — Documents: the `http:` of an integration
// SPDX-License-Identifier: Apache-2.0

internal import TocsinMapping

/// Reads `http:` into an `HTTPEndpoint`, logging what is wrong.
enum HTTPReading {
  static let keys = ["allow-from", "pins", "body-bytes", "depth"]
  private static let bodyBytes = 1 << 10...1 << 20
  private static let depth = 2...64

  /// Nil after logging what is wrong.
  static func endpoint(_ value: YAMLValue) -> HTTPEndpoint? {
    guard let object = value.object(keys) else { return nil }
    var endpoint = HTTPEndpoint()
    endpoint.allowFrom = object["allow-from"]?.items()?.compactMap { $0.addressRange() } ?? []
    endpoint.pins = object["pins"]?.items(max: 1_000)?.compactMap { $0.certificatePin() } ?? []
    if let bytes = object["body-bytes"]?.number(in: bodyBytes) { endpoint.bodyBytes = bytes }
    if let depth = object["depth"]?.number(in: depth) { endpoint.json.depth = depth }
    return endpoint
  }
}
