// Tocsin — Server: peers that report in a form of their own
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinGateway
internal import TocsinMapping

extension Endpoints {
  /// The key of a request whose integration has to take this form.
  ///
  /// - Parameter field: where the key stood, when that was in the body.
  func key(
    of call: Call, taking format: ReportFormat, in field: String? = nil
  ) throws(Problem) -> IntegrationKey {
    let key = try call.integrationKey
    let known = (try? surroundings.directory.snapshot())?.integrations[key.integration]
    guard known?.http?.format == format else {
      let place = field.map { "\($0): " } ?? ""
      throw Problem(
        .unusable, "\(place)it is the key of an integration that takes another form",
        field: field, hint: "write format: \(format.rawValue) into its document")
    }
    return key
  }

  /// What a peer posts, under the name that it gives, or that it has signed.
  func reported(
    _ call: Call, by key: IntegrationKey, _ body: [UInt8]
  ) throws(Problem) -> ReportRequest {
    try call.request.requireJSON()
    let given = try Self.requestName(call.request)
    return ReportRequest(by: key, name: given.isEmpty ? call.requestName : given, body: body)
  }
}

extension Problem {
  /// Whether it is about what the body says.
  var isOfBody: Bool { [.badRequest, .unusable, .wrongType].contains(kind) }

  /// The reply in the form of the API where the request was asked in it; everything else as any
  /// route has it.
  func reply(to request: WebRequest) -> WebReply {
    if FHIRForm.takes(request.path) { return outcome }
    if request.path == EventsForm.path { return event }
    return reply
  }
}
