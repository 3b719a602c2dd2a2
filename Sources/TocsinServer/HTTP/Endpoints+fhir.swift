// Tocsin — Server: FHIR over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinGateway
internal import TocsinMapping

extension Endpoints {
  /// Takes a resource, a Bundle of them or a notification: 202 with an OperationOutcome, 200 with a
  /// Bundle of responses for a transaction or a batch, once all of it is durable.
  ///
  /// A notification without a body (R4 `rest-hook` without a payload) is a sign of life: it says
  /// that something happened and not what.
  func exchange(_ call: Call) async throws(Problem) -> WebReply {
    let key = try call.integrationKey
    let format = (try? surroundings.directory.snapshot())?.integrations[key.integration]?.http?
      .format
    guard format == .fhir else {
      throw Problem(
        .unusable, "the integration takes another form",
        hint: "write format: fhir into its document, or post to its alerts")
    }
    guard !call.request.body.isEmpty else {
      surroundings.noteHeartbeat(of: key.integration, every: nil, stops: false)
      return WebReply(.noContent, headers: [:], body: .bytes([]))
    }
    try call.request.requireJSON()
    let given = try Self.requestName(call.request)
    let request = ReportRequest(
      by: key, name: given.isEmpty ? call.requestName : given, body: call.request.body)
    var reply = try await answer(to: request)
    reply.headers[.contentType] = FHIRForm.type
    if case .bytes(let bytes) = reply.body, bytes.starts(with: FHIRForm.bundle) { reply.code = .ok }
    return reply
  }
}

extension Problem {
  /// The same as an OperationOutcome (FHIR R4 §3.1.0.1.5), for what is wrong with a body;
  /// everything else as any route has it.
  var outcome: WebReply {
    let issue: String
    switch kind {
    case .badRequest: issue = "structure"
    case .unusable, .wrongType: issue = "invalid"
    case .tooLarge: issue = "too-long"
    case .notNow: issue = "transient"
    case .unsigned, .untimely, .refused, .signInRefused, .forbidden, .stepUp, .crossSite,
      .notFound, .wrongMethod, .spent, .expired, .taken, .stale, .targetTooLong, .tooMany, .fault:
      return reply
    }
    var found: [(String, JSONValue)] = [
      ("severity", .text("error")), ("code", .text(issue)),
      ("diagnostics", .text("\(detail); \(hint)")),
    ]
    if let field { found.append(("expression", .list([.text(field)]))) }
    var outcome = reply
    outcome.headers[.contentType] = FHIRForm.type
    outcome.body = .bytes(
      JSONValue.object([
        ("resourceType", .text("OperationOutcome")), ("issue", .list([.object(found)])),
      ]).bytes)
    return outcome
  }
}

/// What FHIR fixes.
enum FHIRForm {
  static let type = "application/fhir+json"
  /// How an answer begins that is a Bundle.
  static let bundle = Array(#"{"resourceType":"Bundle""#.utf8)

  /// Whether a path is one of FHIR's.
  static func takes(_ path: Substring) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count >= 5 && parts[1] == "v1" && parts[2] == "integrations" && parts[4] == "fhir"
  }
}
