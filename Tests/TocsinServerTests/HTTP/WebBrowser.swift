// Tocsin — ServerTests: a browser that signs in and signs what it asks
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@testable import TocsinServer

/// A browser with its cookies and, once it has a session, its key.
final class WebBrowser {
  let ward: WebWard
  let keys: DeviceKeys
  var cookies: [String: String] = [:]
  /// What the last proof gave to be signed.
  var challenge: [UInt8] = []

  init(_ ward: WebWard, keys: DeviceKeys = .generate()) {
    self.ward = ward
    self.keys = keys
  }

  /// The fields that the site's own pages send.
  static let own: HTTPFields = {
    var fields: HTTPFields = [.contentType: "application/json", .origin: "http://tocsin.test"]
    if let name = HTTPField.Name("X-Tocsin") { fields[name] = "1" }
    if let name = HTTPField.Name("Sec-Fetch-Site") { fields[name] = "same-origin" }
    return fields
  }()

  var cookie: String { cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ") }

  /// The value that signs a request of the session.
  func authorization(
    _ method: String, _ target: String, _ body: [UInt8] = [], nonce: [UInt8]? = nil
  ) -> String {
    let request = SignedRequest(method: method, target: target, body: body)
    let nonce = nonce ?? (0..<16).map { _ in UInt8.random(in: 0...255) }
    let unsigned = SessionSignature(time: ward.clock.now(), nonce: nonce, signature: [])
    let signature = keys.signWithAccept(unsigned.signedBytes(for: request))
    return SessionSignature(time: unsigned.time, nonce: nonce, signature: signature).authorization
  }

  /// Sends a request of the session, or one without when `isSigned` is false.
  @discardableResult
  func send(
    _ method: String, _ target: String, _ body: String = "", isSigned: Bool = true,
    headers: HTTPFields = WebBrowser.own
  ) async -> WebReply {
    var headers = headers
    if !cookies.isEmpty { headers[.cookie] = cookie }
    let bytes = Array(body.utf8)
    if isSigned { headers[.authorization] = authorization(method, target, bytes) }
    var request = WebRequest(method: method, target: target, headers: headers, body: bytes)
    request.authority = "tocsin.test"
    let reply = await ward.endpoints.respond(to: request)
    keep(reply)
    return reply
  }

  private func keep(_ reply: WebReply) {
    let text = (try? reply.json())?["challenge"] as? String
    if let bytes = text.flatMap({ Base64URL.decode($0) }) { challenge = bytes }
    for field in reply.headers[fields: .setCookie] {
      let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
      let isGone = field.value.contains("Max-Age=0")
      cookies[String(pair[0])] = isGone || pair.count < 2 ? nil : String(pair[1])
    }
  }

  /// Binds the key to a session, with the proof that the browser holds.
  @discardableResult
  func bind() async throws -> WebReply {
    let key = keys.publicKeys.accept
    let signature = keys.signWithAccept(
      SessionSignature.bindingBytes(proofDigest: challenge, key: key))
    let (keyText, signatureText) = (Base64URL.encode(key), Base64URL.encode(signature))
    return await send(
      "POST", "/v1/session", #"{"key":"\#(keyText)","signature":"\#(signatureText)"}"#,
      isSigned: false)
  }
}

extension WebWard {
  /// Adds an account with these grants.
  func add(_ id: String, _ grants: RoleGrant...) async throws {
    let account = Account(id: ResponderID(id), name: id, grants: grants, at: clock.now())
    try await store.perform { try $0.upsert(account) }
    try await refresh()
  }

  /// Signs a person in by an invitation, through the routes.
  func signIn(_ id: String) async throws -> WebBrowser {
    let browser = WebBrowser(self)
    let link = try await Accounts(surroundings).invite(ResponderID(id), by: .gateway)
    let proven = await browser.send(
      "POST", "/v1/sign-in/invitation", #"{"token":"\#(link.token)"}"#, isSigned: false)
    #expect(proven.code == .ok)
    #expect(try await browser.bind().code == .created)
    return browser
  }

  /// Takes the step-up of a session away, as ten minutes would.
  func forgetStepUp(_ id: String) async throws {
    try await store.perform { store in
      for session in try store.sessions(of: ResponderID(id)) {
        try store.stepUpSession(digest: session.digest, at: Timestamp(milliseconds: 0))
      }
    }
  }
}
