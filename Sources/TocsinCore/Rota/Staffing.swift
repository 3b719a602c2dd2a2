// Tocsin — Core: who can be paged at this moment, and why them
// SPDX-License-Identifier: Apache-2.0

/// A person who can be paged.
package struct Responder: Hashable, Codable, Sendable {
  package let id: ResponderID
  package let name: String
  /// Paged beside the duty, never counted as an answer (S7).
  package var isTrainee: Bool
  /// A rota manager may look at rotas in the client.
  package var isRotaManager: Bool
  /// By what clinical systems know the person; each belongs to one person alone.
  package var identifiers: [ProviderReference]
  /// A number or a staffed desk that a person can ring; empty when none is known.
  package var telephone: String
  /// Where the directory says that the person is reached beside it.
  package var addresses = DirectoryAddresses()
  /// The account begins at this instant; nil for always.
  package var validFrom: Timestamp?
  /// The account ends at this instant; nil for never.
  package var validUntil: Timestamp?

  package init(id: ResponderID, name: String, validUntil: Timestamp? = nil) {
    self.id = id
    self.name = name
    isTrainee = false
    isRotaManager = false
    identifiers = []
    telephone = ""
    validFrom = nil
    self.validUntil = validUntil
  }

  /// Whether the account is valid at `now`.
  package func isValid(at now: Timestamp) -> Bool {
    (validFrom.map { $0 <= now } ?? true) && (validUntil.map { now < $0 } ?? true)
  }
}

/// One answer to "who is on call".
package struct OnCall: Hashable, Sendable {
  package let responder: ResponderID
  /// Why this person, in words that the page shows.
  package let why: String
}

/// An immutable snapshot of rotas, responders, devices and zone rules; the same snapshot and the
/// same moment give the same answer.
package struct Staffing: Sendable {
  package var rotas: [RotaID: Rota]
  package var responders: [ResponderID: Responder]
  /// Devices by person, sorted by id; only those that are not ended.
  package var devices: [ResponderID: [DeviceID]]
  package var zones: [String: ZoneRules]
  package var handovers: [Handover]
  /// Public holidays by the name of their calendar; rotas carry those that they observe.
  package var calendars: [String: HolidayCalendar] = [:]
  /// The channels beside the streams of devices, and whom they reach.
  package var contacts = ContactTable()
  /// Who came on duty and has not answered the test page yet (S23).
  package var starts: [DutyStart] = []

  package init(
    rotas: [RotaID: Rota] = [:], responders: [ResponderID: Responder] = [:],
    devices: [ResponderID: [DeviceID]] = [:], zones: [String: ZoneRules] = [:],
    handovers: [Handover] = []
  ) {
    self.rotas = rotas
    self.responders = responders
    self.devices = devices
    self.zones = zones
    self.handovers = handovers
  }

  /// A person with a valid account, and a device or an address on a channel that needs none (S1).
  package func isReachable(_ id: ResponderID, at now: Timestamp) -> Bool {
    guard let responder = responders[id], responder.isValid(at: now) else { return false }
    return !(devices[id] ?? []).isEmpty || contacts.reaches(id)
  }

  /// The devices of everybody whose account is valid.
  package func liveDevices(at now: Timestamp) -> Set<DeviceID> {
    Set(devices.filter { responders[$0.key]?.isValid(at: now) == true }.values.joined())
  }

  /// Who stands in a rota's document and never answers any more, since the account has ended:
  /// sorted, for people to mend the document by.
  package func endedOnRotas(at now: Timestamp) -> [(rota: RotaID, responder: ResponderID)] {
    rotas.values.sorted { $0.id < $1.id }.flatMap { rota in
      let named =
        rota.layers.flatMap(\.members)
        + rota.overrides.filter { now < $0.until }.flatMap(\.responders)
      return Set(named).sorted()
        .filter { responders[$0]?.validUntil.map { $0 <= now } ?? false }
        .map { (rota.id, $0) }
    }
  }

  /// Who answers for `target` at `now`; empty when nobody does, which is never an error (I3).
  ///
  /// Whom the alert itself names is a matter of it: see `onCall(at:of:because:excluding:)`. Persons
  /// whose account has ended are left out. With `excluding`, a rota falls back to what lies
  /// under the excluded person: handover, then override, then the earlier layers (S12).
  package func onCall(
    _ target: PageTarget, at now: Timestamp, excluding: Set<ResponderID> = []
  ) -> [OnCall] {
    switch target {
    case .responder(let id):
      guard let responder = responders[id], responder.isValid(at: now), !excluding.contains(id)
      else { return [] }
      return [OnCall(responder: id, why: OnCallReason.named.text)]
    case .rota(let id):
      return rotas[id].map { onCall($0, .first, at: now, excluding: excluding) } ?? []
    case .line(let line, let id):
      return rotas[id].map { onCall($0, line, at: now, excluding: excluding) } ?? []
    case .named, .lastAcknowledged, .outgoing:
      return []
    }
  }

  /// Who went off duty for somebody who has not answered the test page yet, beside those who were
  /// found (S23).
  func beside(
    _ found: [OnCall], at now: Timestamp, excluding: Set<ResponderID>
  ) -> [OnCall] {
    guard !starts.isEmpty else { return [] }
    let asked = Set(found.map(\.responder))
    return starts.filter { asked.contains($0.responder) }.flatMap { start in
      start.outgoing
        .filter { !excluding.contains($0) && isReachable($0, at: now) }
        .map { person in
          OnCall(
            responder: person,
            why: PageReason.beforeTest(of: name(start.responder)).text)
        }
    }
  }

  /// Those who go off duty, as the target of a step.
  func outgoing(
    _ persons: [ResponderID], at now: Timestamp, excluding: Set<ResponderID>
  ) -> [OnCall] {
    persons.filter { !excluding.contains($0) && responders[$0]?.isValid(at: now) == true }
      .map { OnCall(responder: $0, why: PageReason.goesOffDuty.text) }
  }

  private func name(_ id: ResponderID) -> String { responders[id]?.name ?? id.text }

  private func onCall(
    _ rota: Rota, _ line: RotaLine, at now: Timestamp, excluding: Set<ResponderID>
  ) -> [OnCall] {
    let zone = zones[rota.zone] ?? .utc
    for candidate in excluding.isEmpty ? [(rota, handovers)] : fallbacks(of: rota, line) {
      let holders = candidate.0.onCall(of: line, at: now, zone: zone, handovers: candidate.1)
      let found = holders.filter { holder in
        !excluding.contains(holder.responder)
          && responders[holder.responder]?.isValid(at: now) == true
      }
      if !found.isEmpty || holders.isEmpty && excluding.isEmpty {
        return found.map { OnCall(responder: $0.responder, why: $0.reason.text) }
      }
    }
    return []
  }

  /// The rota as it is, without handovers, without overrides, then from the top layer by layer of
  /// the line that is asked for.
  private func fallbacks(of rota: Rota, _ line: RotaLine) -> [(Rota, [Handover])] {
    var variants: [(Rota, [Handover])] = [(rota, handovers), (rota, [])]
    var bare = rota
    bare.overrides = []
    bare.layers.removeAll { $0.line != line }
    while !bare.layers.isEmpty {
      variants.append((bare, []))
      bare.layers.removeLast()
    }
    return variants
  }
}
