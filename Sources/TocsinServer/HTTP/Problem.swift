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
    case forbidden
    case notFound = "not-found"
    case wrongMethod = "wrong-method"
    case spent, expired
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

  init(_ kind: Kind, _ detail: String, field: String? = nil, hint: String) {
    self.kind = kind
    self.detail = detail
    self.field = field
    self.hint = hint
  }

  var code: HTTPResponse.Status {
    switch kind {
    case .badRequest: .badRequest
    case .unsigned, .untimely, .refused: .unauthorized
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .wrongMethod: .methodNotAllowed
    case .spent: .conflict
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
    case .untimely: "The device's clock is too far off"
    case .refused: "The signature is refused"
    case .forbidden: "This device may not do that"
    case .notFound: "There is nothing here"
    case .wrongMethod: "The method is not known here"
    case .spent: "The enrolment link was used before"
    case .expired: "The enrolment link is over or unknown"
    case .tooLarge: "The body is too large"
    case .targetTooLong: "The target is too long"
    case .wrongType: "The body has another type than is read here"
    case .unusable: "The content cannot be used"
    case .tooMany: "Too many requests from one address"
    case .fault: "A fault of the gateway"
    case .notNow: "The gateway cannot take it now"
    }
  }

  /// The reply that says it.
  var reply: WebReply {
    var reply = WebReply(code, json: document, type: "application/problem+json")
    switch kind {
    case .unsigned, .untimely, .refused: reply.headers[.wwwAuthenticate] = "Tocsin-Device"
    case .notNow: reply.headers[.retryAfter] = "2"
    case .tooMany: reply.headers[.retryAfter] = "6"
    case .wrongMethod: reply.headers[.allow] = methods.joined(separator: ", ")
    case .badRequest, .forbidden, .notFound, .spent, .expired, .tooLarge, .targetTooLong,
      .wrongType, .unusable, .fault:
      break
    }
    return reply
  }

  private var document: JSONValue {
    .object([
      ("type", .text("urn:tocsin:problem:\(kind.rawValue)")), ("title", .text(title)),
      ("status", .number(Int64(code.code))), ("detail", .text(detail)),
      ("field", field.map(JSONValue.text) ?? .null), ("hint", .text(hint)),
    ])
  }
}
