// Tocsin — GatewayTests: alerts whose policy cannot be found
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

/// The documents of the ward, with a catch-all that names no policy.
struct WithoutCatchAll: DocumentReader {
  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var documents = try WardDocuments().read(revisions)
    documents.routing = RoutingTable(routes: [], catchAll: "nowhere")
    return documents
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { WardDocuments.policy }
}

@Suite struct `An alert whose policy is gone` {
  /// Opens an alert under a policy of this name.
  static func open(_ key: String, under name: String, in ward: Ward) async throws -> AlertID {
    let draft = AlertDraft(
      integration: "laboratory", dedupKey: key, priority: .high, kind: "critical-result",
      content: AlertContent(what: key))
    let policy = Policy(
      reference: PolicyReference(name: name, revision: 1), title: name,
      roles: WardDocuments.policy.roles, fallback: WardDocuments.policy.fallback)
    let staffing = try ward.surroundings.directory.snapshot().staffing
    let opened = Escalation.open(
      draft, as: ward.surroundings.identifiers.identifier(), under: policy, with: staffing,
      at: ward.clock.now())
    _ = try await ward.store.perform { try $0.apply(opened) }
    return opened.alert.id
  }

  static func lastPaged(_ id: AlertID, in ward: Ward) async throws -> String? {
    try await ward.store.read { try $0.alert(id)?.duties[0].people.last?.responder.text }
  }

  @Test func `is paged on under the catch-all`() async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    let lost = try await Self.open("lost", under: "gone", in: ward)
    ward.clock.pass(.minutes(2))
    #expect(try await ward.pager.advanceDue() == 1)
    #expect(try await Self.lastPaged(lost, in: ward) == "bo")
  }

  @Test func `and has no other to stand in does not hold up the others`() async throws {
    let ward = try await Ward(reader: WithoutCatchAll())
    _ = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    let lost = try await Self.open("lost", under: "gone", in: ward)
    let kept = try await Self.open("kept", under: "ward", in: ward)
    ward.clock.pass(.minutes(2))
    #expect(try await ward.pager.advanceDue() == 1)
    #expect(try await Self.lastPaged(kept, in: ward) == "bo")
    #expect(try await Self.lastPaged(lost, in: ward) == "ada")
  }
}
