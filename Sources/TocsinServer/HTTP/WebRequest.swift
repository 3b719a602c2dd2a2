// Tocsin — Server: a request and its reply, free of sockets
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinGateway
internal import TocsinMapping

/// A whole request as the routes see it.
struct WebRequest: Sendable {
  let method: String
  /// The path with its query, byte for byte as the request line has it: what the device signed.
  let target: String
  let headers: HTTPFields
  /// The `Authorization` of the headers, which every step of the way asks for.
  let authorization: String?
  var body: [UInt8] = []
  /// Who asks, as limits count addresses (`PeerAddress`); empty in a test without a socket.
  var peer = ""
  /// The address that it comes from, as it is; empty in a test without a socket.
  var address = ""
  /// The certificate that it was made with; nil where none was asked for.
  var certificate: ShownCertificate?
  /// The `Host` that was asked, with its port; nil when the request names none.
  var authority: String?

  init(method: String, target: String, headers: HTTPFields, body: [UInt8] = []) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    authorization = headers.value(of: .authorization)
  }

  /// The target up to `?`.
  var path: Substring { target[..<pathEnd] }

  /// The target after `?`; empty when there is none.
  var query: Substring { target[pathEnd...].dropFirst() }

  private var pathEnd: String.Index { target.utf8.firstIndex(of: 0x3F) ?? target.endIndex }

  /// The value of a cookie; nil when there is none, or not one alone.
  func cookie(_ cookie: Cookie) -> String? {
    headers[.cookie].flatMap { cookie.value(in: $0) }
  }

  /// The value of a query parameter, undecoded; nil when it is not there.
  func parameter(_ name: String) -> Substring? {
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts[0] == name { return parts.count > 1 ? parts[1] : "" }
    }
    return nil
  }

  /// The value of a query parameter, percent-decoded (RFC 3986 §2.1); nil when it is not there.
  ///
  /// - Throws: `Problem` for a `%` without two digits, or bytes that are no UTF-8.
  func decodedParameter(_ name: String) throws(Problem) -> String? {
    guard let text = parameter(name) else { return nil }
    guard let decoded = PercentEncoding.decode(text.utf8) else {
      throw Problem(
        .unusable, "\(name) is not percent-encoded text", field: name,
        hint: "encode UTF-8 as RFC 3986 §2.1 has it")
    }
    return decoded
  }

  /// Throws 415 unless the body has this media type; parameters of the type are let pass.
  func require(type: String) throws(Problem) {
    guard mediaType == type else {
      throw Problem(
        .wrongType, "the body must be \(type)", field: "Content-Type",
        hint: "send Content-Type: \(type)")
    }
  }

  /// The type of the body in lower case, without its parameters.
  var mediaType: String? {
    guard let value = headers.value(of: .contentType) else { return nil }
    if value == "application/json" { return value }
    let found = value.prefix { $0 != ";" }.lowercased()
    return found.trimmingPrefix(" ").split(separator: " ").first.map(String.init)
  }

  /// Throws 415 unless the body is JSON of whatever type (RFC 6839 §3.1).
  func requireJSON() throws(Problem) {
    guard let type = mediaType, type == "application/json" || type.hasSuffix("+json") else {
      throw Problem(
        .wrongType, "the body must be JSON", field: "Content-Type",
        hint: "send Content-Type: application/json")
    }
  }
}

extension HTTPFields {
  /// What the subscript gives, without making a text or an index anew for a field that stands there
  /// once.
  func value(of name: HTTPField.Name) -> String? {
    var found: String?
    for field in self where field.name == name {
      if found != nil { return self[name] }
      found = field.value
    }
    return found
  }
}

/// What a request gets.
struct WebReply: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    case stream(any EventStream)
  }

  var code: HTTPResponse.Status
  var headers: HTTPFields
  var body: Body

  init(_ code: HTTPResponse.Status, headers: HTTPFields, body: Body) {
    self.code = code
    self.headers = headers
    self.body = body
  }

  /// The reply with a cookie set or taken away beside what it says.
  func setting(_ cookie: String) -> WebReply {
    var reply = self
    reply.headers.append(HTTPField(name: .setCookie, value: cookie))
    return reply
  }

  /// Makes the browser forget, when the reply reaches it (Clear-Site-Data).
  mutating func clearSite(_ kinds: String) {
    if let name = HTTPField.Name("Clear-Site-Data") { headers[name] = kinds }
  }

  /// JSON with its type.
  init(
    _ code: HTTPResponse.Status, json: JSONValue, type: String = "application/json"
  ) {
    self.init(code, headers: [.contentType: type], body: .bytes(json.bytes))
  }
}

/// The headers that every reply carries.
enum SecurityHeaders {
  static let contentSecurityPolicy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' blob:; "
    + "frame-src blob:; style-src 'self'; manifest-src 'self'; worker-src 'self'; "
    + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    + "require-trusted-types-for 'script'; report-uri /v1/violations; report-to violations"

  /// For bytes that a source has made: should a browser show them after all, they can do nothing.
  static let sandbox = "sandbox; default-src 'none'; frame-ancestors 'none'"

  /// What a page may ask of the device: the camera for photographs that stay inside the client, and
  /// what an alarm and a passkey need (W3C Permissions Policy).
  private static let permissions =
    "camera=(self), screen-wake-lock=(self), autoplay=(self), fullscreen=(self), "
    + "publickey-credentials-get=(self), publickey-credentials-create=(self), "
    + "accelerometer=(), bluetooth=(), browsing-topics=(), display-capture=(), geolocation=(), "
    + "gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), "
    + "payment=(), serial=(), usb=()"

  private static let always: [HTTPField] = [
    ("Content-Security-Policy", contentSecurityPolicy),
    ("Reporting-Endpoints", "violations=\"/v1/violations\""),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", permissions),
  ].compactMap { name, value in
    HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
  }

  /// A browser that was here once comes back over TLS alone, for a year (RFC 6797 6.1). Said over
  /// TLS only.
  static func insistOnTLS(_ headers: inout HTTPFields) {
    headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains"
  }

  /// Sets them; what is said about data is kept by nobody.
  static func set(on headers: inout HTTPFields, path: some StringProtocol) {
    let isSandboxed = headers[.contentSecurityPolicy] == sandbox
    for field in always {
      if headers.contains(field.name) {
        headers[field.name] = field.value
      } else {
        headers.append(field)
      }
    }
    if isSandboxed { headers[.contentSecurityPolicy] = sandbox }
    if path.hasPrefix("/v1") || path.hasPrefix("/scim") || headers[.cacheControl] == nil {
      headers[.cacheControl] = "no-store"
    }
  }
}
