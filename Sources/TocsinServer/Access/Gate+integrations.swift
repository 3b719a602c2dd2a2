// Tocsin — Server: finds out which integration a request comes from
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

extension Gate {
  /// The live key that a bearer token is, from an address that its integration allows.
  func integration(
    _ token: String, _ found: FoundRoute, _ request: WebRequest
  ) throws(Problem) -> IntegrationKey {
    let digest = surroundings.sealer.digest(Array(token.utf8))
    let snapshot = try snapshot
    guard let key = snapshot.keys.bearer(digest: digest) else {
      note(.noKey, of: found.parameters["integration"])
      throw Self.unsigned(for: found.route)
    }
    if let named = found.parameters["integration"], named != key.integration {
      note(.otherSource, of: named)
      throw Problem(
        .forbidden, "the path names another integration than the key's",
        hint: "a key reports for its own integration")
    }
    try check(request, of: key, in: snapshot)
    return key
  }

  /// Whether a request shows a signature in the place of `Authorization`, where one is taken.
  func isSigned(_ request: WebRequest, for route: WebRoute) -> Bool {
    guard request.authorization == nil, case .report(let name) = route.name else { return false }
    switch name {
    case .raiseAs, .message, .fhir, .fhirCreate, .fhirUpdate:
      return SignedReport.headers.contains { request.field($0) != nil }
    case .raise, .enqueue, .resolve, .progress, .changes, .heartbeat, .handshake: return false
    }
  }

  /// Whether a request shows a certificate in the place of a key, where a key is taken.
  func isCertified(_ request: WebRequest, for route: WebRoute) -> Bool {
    request.certificate != nil && request.authorization == nil
      && route.credentials.contains(.integration)
      && !isSigned(request, for: route)
  }

  /// The integration whose document knows the request's certificate; of several the one that the
  /// path names.
  func integration(
    certified request: WebRequest, _ found: FoundRoute
  ) throws(Problem) -> Credential {
    let snapshot = try snapshot
    guard let shown = request.certificate else { throw Self.unsigned(for: found.route) }
    let named = found.parameters["integration"].map(String.init)
    let knowing = snapshot.integrations.values
      .filter { $0.http?.knows(shown) == true }.map(\.name).sorted()
    guard let name = knowing.first(where: { named == nil || $0 == named }),
      named != nil || knowing.count == 1
    else {
      note(.noKey, of: found.parameters["integration"])
      throw Problem(
        .forbidden, "the certificate is not known to one integration alone",
        hint: "add it to pins, or its authority and its name, under http: of the integration's"
          + " document, and name the integration in the path where several know it")
    }
    let key = IntegrationKey(certificate: shown.digest, of: name)
    try check(request, of: key, in: snapshot)
    return .integration(key, name: "")
  }

  /// Whether a request has its key in its body, in the place of `Authorization` (Events API v2).
  func bringsKey(_ request: WebRequest, for route: WebRoute) -> Bool {
    route.name == .report(.enqueue) && request.authorization == nil
  }

  /// The live key that a body names as `routing_key`.
  func integration(routing request: WebRequest, _ found: FoundRoute) throws(Problem) -> Credential {
    guard !request.body.isEmpty else { throw Self.unsigned(for: found.route) }
    guard request.body.count <= EventsForm.bodyBytesMax else {
      throw Problem(
        .tooLarge, "an event has at most \(EventsForm.bodyBytesMax) bytes",
        hint: "leave out what nobody reads on a page")
    }
    let tree: JSONTree
    do throws(JSONFault) { tree = try JSONTree(parsing: request.body) } catch {
      throw Problem(
        .badRequest, "the body is not JSON at byte \(error.byte): \(error.text)",
        hint: "send one JSON object in UTF-8 (RFC 8259)")
    }
    let hint = "send a key of tocsin integration-key make"
    guard let token = EventsRequest.routingKey(tree) else {
      throw Problem(
        .unusable, "routing_key: it is missing or blank", field: "routing_key", hint: hint)
    }
    let digest = surroundings.sealer.digest(Array(token.utf8))
    let snapshot = try snapshot
    guard let key = snapshot.keys.bearer(digest: digest) else {
      throw Problem(
        .unusable, "routing_key: it is no live key", field: "routing_key", hint: hint)
    }
    try check(request, of: key, in: snapshot)
    return .integration(key, name: "")
  }

  /// The live key of the integration that the path names with which the request is signed.
  func integration(signing request: WebRequest, _ found: FoundRoute) throws(Problem) -> Credential {
    let snapshot = try snapshot
    let keys = snapshot.keys.keys(of: String(found.parameters["integration"] ?? ""))
    let signed = SignedReport(request.body) { request.field($0) }
    do {
      let now = surroundings.time.now()
      let (key, name) = try signed.check(keys, at: now, by: surroundings.sealer)
      try check(request, of: key, in: snapshot)
      return .integration(key, name: name)
    } catch let problem as Problem {
      throw problem
    } catch let fault as SignatureFault {
      note(ReportRefusal(fault), of: found.parameters["integration"])
      throw Problem(fault)
    } catch { throw Self.fault }
  }

  /// Counts a request that was not let in for its integration, where one is known: a run of them is
  /// a trouble of the source.
  private func note(_ why: ReportRefusal, of name: Substring?) {
    if let name { surroundings.noteRefusedReport(of: String(name), why) }
  }

  private var snapshot: DirectorySnapshot {
    get throws(Problem) {
      do { return try surroundings.directory.snapshot() } catch { throw Self.nothingImported }
    }
  }

  /// Whether the integration's document lets this request in.
  private func check(
    _ request: WebRequest, of key: IntegrationKey, in snapshot: DirectorySnapshot
  ) throws(Problem) {
    guard let http = snapshot.integrations[key.integration]?.http else {
      throw Problem(
        .forbidden, "the key's integration does not report over HTTP any more",
        hint: "add http: to its document, or end the key")
    }
    guard http.admits(request.address) else {
      note(.address, of: key.integration[...])
      throw Problem(
        .forbidden, "the key is not taken from this address",
        hint: "add the address to allow-from of the integration's document")
    }
    guard request.body.count <= http.bodyBytes else {
      note(.tooLarge, of: key.integration[...])
      throw Problem(
        .tooLarge, "a body of this integration has at most \(http.bodyBytes) bytes",
        hint: "send less at once, or raise body-bytes in its document")
    }
  }

  fileprivate static let nothingImported = Problem(
    .notNow, "nothing is imported yet, so that nobody could be paged",
    hint: "run tocsin import on the gateway's machine")
}

extension WebRequest {
  /// The value of a header field; nil when it is not there.
  func field(_ name: String) -> String? {
    HTTPField.Name(name).flatMap { headers[$0] }
  }
}

extension ReportRefusal {
  /// What a refused signature counts as.
  fileprivate init(_ fault: SignatureFault) {
    switch fault {
    case .missing: self = .noKey
    case .malformed: self = .unreadableSignature
    case .untimely: self = .untimely
    case .wrong: self = .wrongSignature
    }
  }
}

extension Problem {
  /// What a refused signature means over HTTP.
  fileprivate init(_ fault: SignatureFault) {
    let hint = "sign with a live key of the integration: tocsin integration-key make --signs SCHEME"
    switch fault {
    case .missing:
      self.init(.unsigned, "the request has no signature that a key here can check", hint: hint)
    case .malformed:
      self.init(.refused, "the signature's headers cannot be read", hint: hint)
    case .untimely:
      self.init(
        .untimely, "the signature's time is more than 300 s from the gateway's",
        hint: "set the source's clock, and sign each try anew")
    case .wrong:
      self.init(.refused, "no live key has made this signature over these bytes", hint: hint)
    }
    challenge = "Bearer"
  }
}
