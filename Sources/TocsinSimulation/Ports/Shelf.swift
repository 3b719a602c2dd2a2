// Tocsin — Simulation: the documents of a world, as values
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

/// Keeps what the documents in the store mean: a world makes values and stores their names, since
/// no reader of YAML stands here. The name is `kind name revision`.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class Shelf: DocumentReader, @unchecked Sendable {
  var routing: RoutingTable
  private let integration: Integration
  var calendars: [String: HolidayCalendar] = [:]
  var contacts = ContactTable()
  private var policies: [String: Policy] = [:]
  private var rotas: [String: Rota] = [:]

  init(routing: RoutingTable, mapping: Mapping, returnPath: ReturnPath? = nil) {
    self.routing = routing
    var integration = Integration(mapping: mapping)
    integration.returnPath = returnPath
    self.integration = integration
  }

  func put(_ policy: Policy) {
    policies[Self.text("policy", policy.reference.name, policy.reference.revision)] = policy
  }

  func put(_ rota: Rota, revision: Int) {
    rotas[Self.text("rota", rota.id.text, revision)] = rota
  }

  static func text(_ kind: String, _ name: String, _ revision: Int) -> String {
    "\(kind) \(name) \(revision)"
  }

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var newest: [String: Policy] = [:]
    var onShelf: [RotaID: Rota] = [:]
    for revision in revisions {
      if let policy = policies[revision.text] { newest[revision.name] = policy }
      if let rota = rotas[revision.text] { onShelf[rota.id] = rota }
    }
    var documents = DirectoryDocuments(
      routing: routing, policies: newest, rotas: onShelf,
      integrations: [integration.name: integration])
    documents.calls = Hospital.calls
    documents.calendars = calendars
    documents.contacts = contacts
    return documents
  }

  func policy(_ revision: DocumentRevision) throws -> Policy {
    guard let policy = policies[revision.text] else {
      throw DirectoryError.unknownPolicy(
        PolicyReference(name: revision.name, revision: revision.revision))
    }
    return policy
  }
}
