// Tocsin — Delivery: where a URL leads
// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// Scheme and host of a URL, read by the library that will connect, so that the two never differ.
struct URLPlace: Hashable {
  let scheme: String
  /// In lower case; an IPv6 address in brackets.
  let host: String

  /// Nil for what is no URL, is too long, or holds a user or a password.
  init?(_ text: String) {
    guard text.utf8.count <= DeliveryLimits.urlBytesMax, let handle = curl_url() else { return nil }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
      Self.part(CURLUPART_USER, of: handle) == nil,
      Self.part(CURLUPART_PASSWORD, of: handle) == nil,
      let scheme = Self.part(CURLUPART_SCHEME, of: handle),
      let host = Self.part(CURLUPART_HOST, of: handle)
    else { return nil }
    self.scheme = scheme.lowercased()
    self.host = host.lowercased()
  }

  /// Its host is this machine by its usual names, so that what is sent does not leave it.
  var isThisMachine: Bool { ["localhost", "127.0.0.1", "[::1]"].contains(host) }

  private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
