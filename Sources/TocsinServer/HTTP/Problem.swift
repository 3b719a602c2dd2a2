// Tocsin — Server: what is wrong with a request
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// An error as `application/problem+json` (RFC 9457), with the two members that say where and what
/// to do: `field` and `hint`.
///
/// Says nothing of a message, a token, a key or a page: only what the request's form was.
struct Problem: Error, Hashable {
  /// What kind of problem it is; the last part of `type`.
  enum Kind: String, CaseIterable {
    case badRequest = "bad-request"
    case unsigned, untimely, refused
    /// The proof of who somebody is was not taken, or is missing.
    case signInRefused = "sign-in-refused"
    case forbidden
    /// The person must show again who they are.
    case stepUp = "step-up-needed"
    /// Another site's page sent the request.
    case crossSite = "cross-site"
    case notFound = "not-found"
    case wrongMethod = "wrong-method"
    case spent, expired
    /// Something else stands in the way of what is asked for.
    case taken
    /// It has changed since it was read.
    case stale
    case tooLarge = "too-large"
    case targetTooLong = "target-too-long"
    case wrongType = "wrong-type"
    case unusable
    case tooMany = "too-many"
    case fault
    case notNow = "not-now"
  }

  let kind: Kind
  /// What is wrong with this request.
  var detail: String
  /// The part of the request that is wrong: a JSON member, a parameter, a header field.
  var field: String?
  /// What to do next.
  var hint: String
  /// The methods that the target knows, for 405.
  var methods: [String] = []
  /// What the target takes as a credential, for 401.
  var challenge = "Tocsin-Device"
  /// Whether the browser is to forget all that it has of this site.
  var clearsSite = false
  /// Whether it is to forget what it has kept for itself, keys among it, and not the cookies.
  var keepsNothing = false
  /// How many tries at the lock of a device are left; nil where nothing was tried.
  var triesLeft: Int?
  /// How long to wait, for 429 and 503.
  var waitSeconds: Int64

  init(_ kind: Kind, _ detail: String, field: String? = nil, hint: String) {
    self.kind = kind
    self.detail = detail
    self.field = field
    self.hint = hint
    waitSeconds = kind == .tooMany ? 6 : 2
  }

  var code: HTTPResponse.Status {
    switch kind {
    case .badRequest: .badRequest
    case .unsigned, .untimely, .refused, .signInRefused: .unauthorized
    case .forbidden, .stepUp, .crossSite: .forbidden
    case .notFound: .notFound
    case .wrongMethod: .methodNotAllowed
    case .spent, .taken: .conflict
    case .stale: .preconditionFailed
    case .expired: .gone
    case .tooLarge: .contentTooLarge
    case .targetTooLong: .uriTooLong
    case .wrongType: .unsupportedMediaType
    case .unusable: .unprocessableContent
    case .tooMany: .tooManyRequests
    case .fault: .internalServerError
    case .notNow: .serviceUnavailable
    }
  }

  var title: String {
    switch kind {
    case .badRequest: "The request is not well formed"
    case .unsigned: "The request is not signed"
    case .untimely: "The clock is too far off"
    case .refused: "The signature is refused"
    case .signInRefused: "This is not taken as a sign-in"
    case .forbidden: "That is not allowed"
    case .stepUp: "Show again who you are"
    case .crossSite: "The request comes from another site"
    case .notFound: "There is nothing here"
    case .wrongMethod: "The method is not known here"
    case .spent: "The link was used before"
    case .expired: "The link is over or unknown"
    case .taken: "Something stands in the way"
    case .stale: "It has changed since it was read"
    case .tooLarge: "The body is too large"
    case .targetTooLong: "The target is too long"
    case .wrongType: "The body has another type than is read here"
    case .unusable: "The content cannot be used"
    case .tooMany: "Too many requests"
    case .fault: "A fault of the gateway"
    case .notNow: "The gateway cannot take it now"
    }
  }

  /// The reply that says it.
  var reply: WebReply {
    var reply = WebReply(code, json: document, type: "application/problem+json")
    switch kind {
    case .unsigned, .untimely, .refused, .signInRefused:
      reply.headers[.wwwAuthenticate] = challenge
    case .notNow, .tooMany: reply.headers[.retryAfter] = String(waitSeconds)
    case .wrongMethod: reply.headers[.allow] = methods.joined(separator: ", ")
    case .badRequest, .forbidden, .stepUp, .crossSite, .notFound, .spent, .expired, .taken,
      .stale, .tooLarge, .targetTooLong, .wrongType, .unusable, .fault:
      break
    }
    if clearsSite { reply.clearSite("\"cache\", \"cookies\", \"storage\"") }
    if keepsNothing { reply.clearSite("\"storage\"") }
    return reply
  }

  private var document: JSONValue {
    .object(
      [
        ("type", .text("urn:tocsin:problem:\(kind.rawValue)")), ("title", .text(title)),
        ("status", .number(Int64(code.code))), ("detail", .text(detail)),
        ("field", field.map(JSONValue.text) ?? .null), ("hint", .text(hint)),
      ] + (triesLeft.map { [("triesLeft", .number(Int64($0)))] } ?? []))
  }
}
