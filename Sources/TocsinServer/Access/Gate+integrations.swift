// Tocsin — Server: finds out which integration a request comes from
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

extension Gate {
  /// The live key that a bearer token is, from an address that its integration allows.
  func integration(
    _ token: String, _ route: WebRoute, _ request: WebRequest
  ) throws(Problem) -> IntegrationKey {
    let digest = surroundings.sealer.digest(Array(token.utf8))
    let snapshot: DirectorySnapshot
    do { snapshot = try surroundings.directory.snapshot() } catch { throw Self.nothingImported }
    guard let key = snapshot.keys.bearer(digest: digest) else { throw Self.unsigned(for: route) }
    try check(request, of: key, in: snapshot)
    return key
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
      throw Problem(
        .forbidden, "the key is not taken from this address",
        hint: "add the address to allow-from of the integration's document")
    }
    guard request.body.count <= http.bodyBytes else {
      throw Problem(
        .tooLarge, "a body of this integration has at most \(http.bodyBytes) bytes",
        hint: "send less at once, or raise body-bytes in its document")
    }
  }

  static let nothingImported = Problem(
    .notNow, "nothing is imported yet, so that nobody could be paged",
    hint: "run tocsin import on the gateway's machine")
}
