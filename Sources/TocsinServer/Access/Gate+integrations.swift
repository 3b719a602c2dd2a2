// Tocsin — Server: finds out which integration a request comes from
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Gate {
  /// The live key that a bearer token is, from an address that its integration allows.
  func integration(
    _ token: String, _ route: WebRoute, _ request: WebRequest
  ) throws(Problem) -> IntegrationKey {
    let digest = surroundings.sealer.digest(Array(token.utf8))
    let snapshot: DirectorySnapshot
    do { snapshot = try surroundings.directory.snapshot() } catch { throw Self.nothingImported }
    guard let key = snapshot.keys.bearer(digest: digest) else { throw Self.unsigned(for: route) }
    return key
  }

  static let nothingImported = Problem(
    .notNow, "nothing is imported yet, so that nobody could be paged",
    hint: "run tocsin import on the gateway's machine")
}
