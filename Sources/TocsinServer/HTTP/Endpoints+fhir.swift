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
  func exchange(_ call: Call) throws(Problem) -> IntakeWork {
    let key = try key(of: call, taking: .fhir)
    guard !call.request.body.isEmpty else {
      surroundings.noteHeartbeat(of: key.integration, every: nil, stops: false)
      return .none(WebReply(.noContent, headers: [:], body: .bytes([])))
    }
    return .report(try reported(call, by: key, call.request.body), isFHIR: true)
  }

  /// The reply to a resource, as FHIR has it.
  func inFHIR(_ reply: WebReply) -> WebReply {
    var reply = reply
    reply.headers[.contentType] = FHIRForm.type
    if case .bytes(let bytes) = reply.body, bytes.starts(with: FHIRForm.bundle) { reply.code = .ok }
    return reply
  }
}

extension Problem {
  /// The same as an OperationOutcome (FHIR R4 §3.1.0.1.5), for what is wrong with a body;
  /// everything else as any route has it.
  var outcome: WebReply {
    let issues: [Kind: String] = [
      .badRequest: "structure", .unusable: "invalid", .wrongType: "invalid",
      .tooLarge: "too-long", .notNow: "transient",
    ]
    guard let issue = issues[kind] else { return reply }
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
