// Tocsin — Simulation: the hospital is set up and edited
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  /// What the hospital's routes and holidays are from the beginning.
  func useDocuments() {
    if ports.breakage?.kind != .ignoresRoutes { ports.shelf.routing = hospital.routing }
    ports.shelf.calendars = hospital.calendars
    ports.shelf.contacts = hospital.contacts
    judge.routing = hospital.routing
  }

  /// Imports the first documents, people and devices, and starts the gateway; all without faults.
  func settleIn(_ rates: FaultRates) async throws {
    for (id, rota) in hospital.truth.rotas.sorted(by: { $0.key < $1.key }) {
      try await importRota(rota, id)
    }
    for policy in hospital.policies.values.sorted(by: { $0.title < $1.title }) {
      try await importPolicy(policy)
    }
    for person in hospital.truth.people.values.sorted(by: { $0.id < $1.id }) {
      try await change { try $0.upsert(person) }
    }
    await startGateway()
    settle()
    for person in hospital.doctors + [Hospital.switchboard] {
      let count = rates.holes > 0 && person != Hospital.switchboard ? chance.within(0...2) : 1
      for _ in 0..<count { try await enrol(person) }
    }
    settle()
    ports.misfortune.rates = rates
    if reportEvery != nil { arrangeLife() }
  }

  private func arrangeLife() {
    arrange(.report, after: .seconds(1))
    arrange(.sweep, after: .hours(1))
    if rates.doubling > 0 { arrange(.revise, after: laboratory.chance.wait(around: .minutes(12))) }
    if rates.holes > 0 { arrange(.edit, after: chance.wait(around: .hours(1))) }
    if rates.holes > 0 { arrange(.event, after: chance.wait(around: .hours(1))) }
    if rates.holes > 0 { arrange(.call, after: chance.wait(around: .hours(1))) }
    if rates.crash > 0 { arrange(.staleHand, after: chance.wait(around: .hours(1))) }
    if rates.holes > 0 { arrange(.offer, after: dutyChance.wait(around: .hours(1))) }
    for _ in 0..<rates.episodes {
      agenda.add(.episode, at: start + .minutes(Int64(chance.below(hours * 60))))
    }
  }

  /// Writes to the store as another process does, past the gateway, and keeps what is so then.
  func change(_ body: @escaping @Sendable (any StoreTransaction) throws -> Void) async throws {
    let version = try await ports.store.perform { store in
      try body(store)
      return try store.directoryVersion()
    }
    truths[version] = hospital.truth
    arrange(.notice, after: chance.wait(Milliseconds(0)...Self.passInterval))
  }

  func importRota(_ rota: Rota, _ id: RotaID) async throws {
    let revision = (try await newestRevision("rota", id.text)) + 1
    ports.shelf.put(rota, revision: revision)
    hospital.truth.rotas[id] = rota
    let document = DocumentRevision(
      kind: "rota", name: id.text, revision: revision,
      text: Shelf.text("rota", id.text, revision), importedAt: gatewayNow)
    try await change { try $0.insert(document) }
  }

  func importPolicy(_ policy: Policy) async throws {
    let name = policy.reference.name
    let revision = (try await newestRevision("policy", name)) + 1
    let policy = policy.revised(revision)
    ports.shelf.put(ports.breakage?.broken(policy) ?? policy)
    judge.policies[policy.reference] = policy
    hospital.policies[name] = policy
    let document = DocumentRevision(
      kind: "policy", name: name, revision: revision, text: Shelf.text("policy", name, revision),
      importedAt: gatewayNow)
    try await change { try $0.insert(document) }
  }

  private func newestRevision(_ kind: String, _ name: String) async throws -> Int {
    try await ports.store.look { store in
      try store.documents().first { $0.kind == kind && $0.name == name }?.revision ?? 0
    }
  }

  // MARK: - Devices

  /// Enrols a device for a person through the gateway's own Desk. What crashes on the way leaves a
  /// device that nobody carries.
  func enrol(_ person: ResponderID) async throws {
    guard let life else { return }
    defer { truths[-1] = nil }
    let keys = (0..<4).map { _ in ports.sealer.randomBytes(32) }
    let link = try? await life.desk.makeLink(for: person)
    if let link,
      let public4 = DevicePublicKeys(
        notify: keys[0], accept: keys[1], detail: keys[2], unlocked: keys[3])
    {
      let signed = Enrolment.signedBytes(
        tokenDigest: Checksum.digest(Array(link.token.utf8)), keys: public4)
      let enrolment = Enrolment(
        token: link.token, name: "device of \(person)", keys: public4,
        proof: TransparentSealer.sign(signed, with: keys[1]))
      if let enrolment, let enrolled = try? await life.desk.enrol(enrolment) {
        carry(enrolled.device, person, keys)
        try await subscribe(enrolled.device)
      }
    }
    try await readDevices()
  }

  private func carry(_ id: DeviceID, _ person: ResponderID, _ keys: [[UInt8]]) {
    var offset = Milliseconds.zero
    if rates.loss > 0, chance.below(4) == 0 {
      offset = Milliseconds(Int64(chance.within(-600_000...600_000)))
    }
    deviceIndex[id] = devices.count
    devices.append(
      PocketDevice(
        id: id, person: person, notifyKey: keys[0], acceptKey: keys[1], clockOffset: offset))
  }

  /// The devices that the store has now are what is so, whoever learned of it.
  func readDevices() async throws {
    let (version, rows) = try await ports.store.look { store in
      (try store.directoryVersion(), try store.devices())
    }
    var found: [ResponderID: Set<DeviceID>] = [:]
    for row in rows where row.endedAt == nil { found[row.responder, default: []].insert(row.id) }
    hospital.truth.devices = found
    truths[version] = hospital.truth
    arrange(.notice, after: chance.wait(Milliseconds(0)...Self.passInterval))
  }

  func end(_ device: DeviceID) async throws {
    let at = gatewayNow
    for person in hospital.truth.devices.keys.sorted() {
      hospital.truth.devices[person]?.remove(device)
    }
    try await change { try $0.endDevice(device, at: at) }
  }

  /// An account is given an end at that instant of the gateway's clock; nil lets the person in
  /// again, without an end.
  func endAccount(_ person: ResponderID, at instant: Timestamp?) async throws {
    guard hospital.truth.people[person] != nil else { return }
    if instant == nil { judge.departed.remove(person) }
    hospital.truth.people[person]?.validUntil = instant
    try await change { store in
      guard var account = try store.account(person) else { return }
      account.validUntil = instant
      if instant == nil { account.endedAt = nil }
      try store.upsert(account)
    }
    if let instant { arrangeLeavers(after: max(instant - gatewayNow, .zero)) }
  }

  /// Somebody at the machine ends an account: another process over the same store, which may die
  /// at any moment of it. The gateway is not asked, and need not even run.
  func callOff(_ person: ResponderID) async throws {
    let other = Life(ports) { [unowned self] in keep($0, from: hospital.truth.rotas) }
    do {
      try await other.begin()
      try await other.accounts.end(person, reason: "asked", by: .commandLine("root"))
    } catch {
      // It was killed, or the store could not take it: all of it happened or nothing.
    }
    arrange(.notice, after: chance.wait(Milliseconds(0)...Self.passInterval))
  }
}
