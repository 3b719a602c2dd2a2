// Tocsin — Gateway: who and what the documents name, as one snapshot
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore
package import TocsinMapping

/// Everything that deciding needs to know besides the alert: immutable, replaced as a whole.
package struct DirectorySnapshot: Sendable {
  package let version: Int64
  package let routing: RoutingTable
  package let policies: [String: Policy]
  package let integrations: [String: Integration]
  package let staffing: Staffing
  /// The live keys with which integrations report over HTTP.
  package var keys = IntegrationKeys()
  /// What can be called for by hand; empty when the site has no such document.
  package var calls = CallTable()
  /// What the site calls its networks; empty when it has no such document.
  package var networks = NetworkTable()

  package init(
    version: Int64, routing: RoutingTable, policies: [String: Policy],
    integrations: [String: Integration], staffing: Staffing
  ) {
    self.version = version
    self.routing = routing
    self.policies = policies
    self.integrations = integrations
    self.staffing = staffing
  }

  /// The policy to which a route leads, else that of the catch-all.
  func policy(named name: String) -> Policy? {
    name == Canary.policyName
      ? Canary.policy : policies[name] ?? policies[routing.catchAll]
  }
}

/// Why the directory cannot answer.
package enum DirectoryError: Error, Hashable, Sendable {
  /// Nothing was ever imported. Hint: `tocsin import`.
  case empty
  case unknownPolicy(PolicyReference)
}

/// Keeps the newest snapshot and the policy revisions that open alerts are pinned to.
///
/// Thread safe. `refresh` reads the store only when its directory version moved; until a broken
/// document is mended, the last good snapshot stays in force.
package final class Directory: Sendable {
  private struct State {
    var snapshot: DirectorySnapshot?
    var pinned: [PolicyReference: Policy] = [:]
  }

  private let state = Mutex(State())
  private let reader: any DocumentReader
  private let zones: any ZoneSource

  package init(reader: any DocumentReader, zones: any ZoneSource) {
    self.reader = reader
    self.zones = zones
  }

  /// The newest snapshot.
  ///
  /// - Throws: `DirectoryError.empty` before the first successful refresh.
  package func snapshot() throws -> DirectorySnapshot {
    guard let snapshot = state.withLock({ $0.snapshot }) else { throw DirectoryError.empty }
    return snapshot
  }

  /// The policy at the revision that an alert opened with. When that revision is gone or cannot be
  /// read, the newest of its name, else the catch-all: an alert with another policy is paged on, an
  /// alert without one is not.
  package func policy(
    _ reference: PolicyReference, in store: any StoreReader
  ) throws -> Policy {
    if reference == Canary.policy.reference { return Canary.policy }
    if let own = OwnTest.policy(of: reference) { return own }
    if let known = state.withLock({ Self.known(reference, in: $0) }) { return known }
    let revision = try store.document(
      kind: "policy", name: reference.name, revision: reference.revision)
    if let revision, let policy = try? reader.policy(revision) {
      state.withLock { $0.pinned[reference] = policy }
      return policy
    }
    let newest = try snapshot()
    guard
      let stand = newest.policies[reference.name] ?? newest.policies[newest.routing.catchAll]
    else { throw DirectoryError.unknownPolicy(reference) }
    return stand
  }

  /// The routes at the revision that led an alert to its policy; nil when they cannot be read any
  /// more.
  package func routing(revision: Int, in store: any StoreReader) throws -> RoutingTable? {
    let newest = try? snapshot().routing
    if newest?.revision == revision { return newest }
    guard
      let stored = try store.document(kind: "routes", name: "routes", revision: revision)
    else { return nil }
    return try? reader.routing(stored)
  }

  private static func known(_ reference: PolicyReference, in state: State) -> Policy? {
    if let newest = state.snapshot?.policies[reference.name], newest.reference == reference {
      return newest
    }
    return state.pinned[reference]
  }

  /// An integration at the revision that decided on a message; the present one for revision 0. Nil
  /// when there is none, or it cannot be read any more.
  package func integration(
    _ name: String, revision: Int, in store: any StoreReader
  ) throws -> Integration? {
    let newest = try? snapshot().integrations[name]
    if revision == 0 || newest?.revision == revision { return newest }
    guard
      let stored = try store.document(kind: "integration", name: name, revision: revision)
    else { return nil }
    return reader.check(stored.text, integration: name).integration
  }

  /// A document of an integration as it would be read, with what is wrong in it.
  package func check(_ text: String, integration name: String) -> CheckedIntegration {
    reader.check(text, integration: name)
  }

  /// What is wrong in a document of an integration, alone and beside the others of the site.
  package func check(
    _ text: String, integration name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] {
    reader.check(text, integration: name, among: revisions)
  }

  /// The document of one policy, as revision 0 of it.
  package func policy(_ text: String, named name: String) throws(RotaRefusal) -> Policy {
    do {
      return try reader.policy(
        DocumentRevision(
          kind: "policy", name: name, revision: 0, text: text,
          importedAt: Timestamp(milliseconds: 0)))
    } catch let refusal as RotaRefusal {
      throw refusal
    } catch {
      throw RotaRefusal([DocumentFinding(line: 1, isError: true, text: "this is no policy")])
    }
  }

  /// The document of one rota.
  package func rota(_ text: String, named name: String) throws(RotaRefusal) -> Rota {
    try reader.rota(text, named: name)
  }

  /// The document of a rota with edits; see `DocumentReader`.
  package func edited(
    _ text: String, ofRota name: String, by edits: [RotaEdit], zone: ZoneRules
  ) throws(RotaRefusal) -> String {
    try reader.edited(text, ofRota: name, by: edits, zone: zone)
  }

  /// What is wrong in the document of a rota beside the others of the site.
  package func check(
    _ text: String, rota name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] {
    reader.check(text, rota: name, among: revisions)
  }

  /// The rules of a zone, by its IANA name.
  package func rules(ofZone name: String) throws -> ZoneRules { try zones.rules(named: name) }

  /// Reads the store's documents and people when they changed since the last snapshot.
  ///
  /// - Returns: whether a new snapshot is in force.
  @discardableResult
  package func refresh(from store: any StoreReader) throws -> Bool {
    let version = try store.directoryVersion()
    if let current = state.withLock({ $0.snapshot?.version }), current == version { return false }
    let documents = try reader.read(store.documents())
    var staffing = Staffing(rotas: documents.rotas, handovers: try store.handovers())
    staffing.calendars = documents.calendars
    staffing.starts = try store.dutyStarts()
    for responder in try store.responders() { staffing.responders[responder.id] = responder }
    staffing.contacts = documents.contacts.withAddresses(of: staffing.responders.values)
    for device in try store.devices() where device.endedAt == nil {
      staffing.devices[device.responder, default: []].append(device.id)
    }
    for id in staffing.devices.keys { staffing.devices[id]?.sort() }
    let rollZones = documents.calls.types.compactMap(\.rollCall?.zone)
    let hours = documents.policies.values.flatMap(\.hours) + documents.routing.hours
    let hourZones = hours.map(\.zone)
    for name in Set(documents.rotas.values.map(\.zone) + rollZones + hourZones) {
      staffing.zones[name] = try zones.rules(named: name)
    }
    var snapshot = DirectorySnapshot(
      version: version, routing: documents.routing, policies: documents.policies,
      integrations: documents.integrations, staffing: staffing)
    snapshot.keys = IntegrationKeys(try store.integrationKeys())
    snapshot.calls = documents.calls
    snapshot.networks = documents.networks
    take(snapshot)
    return true
  }

  /// Puts a snapshot in force, unless a newer one is: whoever began to read before a change, and
  /// was slower than whoever read it, brings back nothing that is over.
  package func take(_ snapshot: DirectorySnapshot) {
    state.withLock { state in
      if let current = state.snapshot, snapshot.version < current.version { return }
      state.snapshot = snapshot
    }
  }
}
