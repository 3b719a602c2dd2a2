// Tocsin — Gateway: the request by which a peer is told over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// One report as an HTTP request.
///
/// A webhook is signed each time that it is sent, by every live key of the integration that signs
/// what goes out, so that a peer can change its key over (Standard Webhooks 1.0). A FHIR resource
/// is put under an id of ours, so that a report which arrives twice is one resource.
struct NewsRequest {
  let report: OutboundRecord
  let url: String
  let form: NewsForm
  let timeout: Milliseconds

  /// Nil for a webhook that no key signs.
  func request(
    _ keys: [IntegrationKey], at now: Timestamp, by sealer: any Sealer
  ) -> OutboundRequest? {
    let draft = report.draft
    var request = OutboundRequest(
      "POST", url, headers: [("Content-Type", "application/json")], body: draft.body,
      timeoutMilliseconds: Int(timeout.count), replyBytesMax: Self.replyBytesMax)
    switch form {
    case .fhirTask: put(&request, "Task/\(draft.alert.text)")
    case .fhirCommunication: put(&request, "Communication/\(draft.controlID)")
    case .webhook:
      guard let headers = signature(keys, at: now, by: sealer) else { return nil }
      request.headers += headers
    }
    return request
  }

  /// What a peer says is not read; so much of it is let in.
  private static let replyBytesMax = 65_536

  private func put(_ request: inout OutboundRequest, _ resource: String) {
    request.method = "PUT"
    request.url = url.hasSuffix("/") ? url + resource : "\(url)/\(resource)"
    request.headers = [("Content-Type", "application/fhir+json")]
  }

  private func signature(
    _ keys: [IntegrationKey], at now: Timestamp, by sealer: any Sealer
  ) -> [(name: String, value: String)]? {
    let live = keys.filter { $0.scheme == .outbound && $0.endedAt == nil }
    guard !live.isEmpty else { return nil }
    let id = report.draft.controlID
    let seconds = now.milliseconds / 1_000
    let signed = Array("\(id).\(seconds).".utf8) + report.draft.body
    let tags = live.map { key in
      "v1,\(Base64.encode(sealer.tag(of: signed, key: key.secret.unredacted)))"
    }
    return [
      ("webhook-id", id), ("webhook-timestamp", String(seconds)),
      ("webhook-signature", tags.joined(separator: " ")),
    ]
  }
}
