// Tocsin — Server: HL7 v2 over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  /// Takes one HL7 v2 message, or a batch, in its own encoding: what would stand in an MLLP frame.
  ///
  /// The body of the answer is the acknowledgment of the document's dialect: 200 with AA or CA, 400
  /// with any other, 503 when the store could not keep it. It leaves after the commit (I1).
  func message(_ call: Call) throws(Problem) -> IntakeWork {
    let type = call.request.mediaType ?? ""
    guard HL7Form.types.contains(type) else {
      throw Problem(
        .wrongType, "the body must be an HL7 v2 message", field: "Content-Type",
        hint: "send Content-Type: \(HL7Form.types[0]); charset=utf-8")
    }
    let key = try call.integrationKey
    guard key.world == .production else {
      throw Problem(
        .forbidden, "a key for tests reports no messages: MSH-11 says what is for test",
        hint: "make a key without --test, and send MSH-11 T")
    }
    guard !call.request.body.isEmpty else {
      throw Problem(.badRequest, "the body is empty", hint: "send one message")
    }
    return .message(call.request.body, integration: key.integration)
  }

  /// The acknowledgment of a message, over HTTP.
  func reply(to answer: IntakeReply) -> WebReply {
    let isAccepted = ["AA", "CA"].contains(answer.code)
    var reply = WebReply(
      !answer.isKept ? .serviceUnavailable : isAccepted ? .ok : .badRequest,
      headers: [.contentType: "\(HL7Form.types[0]); charset=utf-8"], body: .bytes(answer.bytes))
    if !answer.isKept { reply.headers[.retryAfter] = "2" }
    return reply
  }
}

/// How HL7 v2 is called over HTTP.
enum HL7Form {
  /// The name that IANA has, and the one that HL7 over HTTP was written with.
  static let types = ["application/hl7-v2", "x-application/hl7-v2+er7", "application/hl7-v2+er7"]
}
