// Tocsin — ServerTests: a source that reports over HTTP, without a socket
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

/// A source with a key of its integration.
struct ReportingSource {
  let ward: WebWard
  let key: String

  init(world: World = .production) async throws {
    ward = try await WebWard()
    key = try await ward.key(of: "freezers", in: world)
  }

  init(ward: WebWard, key: String) {
    self.ward = ward
    self.key = key
  }

  func report(_ body: String, name: String? = nil) async -> WebReply {
    var headers: HTTPFields = [.contentType: "application/json"]
    if let name, let field = HTTPField.Name("Idempotency-Key") { headers[field] = name }
    return await send("POST", "/v1/alerts", headers: headers, body: Array(body.utf8))
  }

  func send(
    _ method: String, _ target: String, headers: HTTPFields = [:], body: [UInt8] = []
  ) async -> WebReply {
    var headers = headers
    headers[.authorization] = "Bearer \(key)"
    return await ward.send(method, target, headers: headers, body: body)
  }

  func alert(_ id: String?) async throws -> Alert {
    let id = try #require(id.flatMap(AlertID.init(text:)))
    return try #require(try await ward.store.read { try $0.alert(id) })
  }

  /// What became of everything that came, oldest first.
  func outcomes() async throws -> [String] {
    try await ward.store.read { try $0.messages(after: 0, limit: 100) }.map(\.outcome.rawValue)
  }
}
