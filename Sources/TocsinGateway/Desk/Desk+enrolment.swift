// Tocsin — Gateway: enrolling a device
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a device learns when it is enrolled.
package struct EnrolledDevice: Sendable {
  package let device: DeviceID
  package let responder: ResponderID
  package let site: SiteID
  /// The Ed25519 public key that the device pins, 32 bytes.
  package let signer: [UInt8]
  /// The gateway's half of its lock, 32 bytes; nil for a device without one.
  package var share: [UInt8]?
}

/// Why an enrolment is refused.
package enum EnrolmentError: Error, Hashable, Sendable {
  /// The proof does not fit the keys, or a key is unusable. 422.
  case badProof
  /// The link was used before. 409: ask for another.
  case spent
  /// The link is unknown or its time is over. 410: ask for another.
  case expired
  /// The store cannot take it now. 503: try again.
  case notNow
}

/// A new link's token and its end.
package struct EnrolmentLink: Sendable {
  /// 43 characters of base64url: 256 random bits. Shown once; only its digest is kept.
  package let token: String
  package let expiresAt: Timestamp
}

extension Desk {
  /// How long an enrolment link is good for.
  package static let linkLifetime = Milliseconds.minutes(10)

  /// Makes a one-time link with which a person enrols one device.
  package func makeLink(
    for responder: ResponderID, by actor: TrailActor = .gateway
  ) async throws -> EnrolmentLink {
    let surroundings = surroundings
    let token = Base64URL.encode(surroundings.sealer.randomBytes(32))
    let expiresAt = surroundings.time.now() + Self.linkLifetime
    let record = EnrolmentToken(
      digest: surroundings.sealer.digest(Array(token.utf8)), responder: responder,
      expiresAt: expiresAt)
    try await surroundings.store.perform { store in
      try store.insert(record)
      try surroundings.note(.linkMade, responder, by: actor, reason: "", in: store)
    }
    return EnrolmentLink(token: token, expiresAt: expiresAt)
  }

  /// Enrols a device: spends the token, keeps the keys, orders the person's open pages for it.
  package func enrol(_ enrolment: Enrolment) async throws(EnrolmentError) -> EnrolledDevice {
    guard surroundings.sealer.isUsable(enrolment.keys), surroundings.sealer.verify(enrolment)
    else { throw .badProof }
    let surroundings = surroundings
    let digest = surroundings.sealer.digest(Array(enrolment.token.utf8))
    let outcome: Result<EnrolledDevice, EnrolmentError>
    do {
      outcome = try await surroundings.store.perform(byteCount: 1_024) { store in
        try surroundings.enrol(enrolment, digest: digest, in: store)
      }
      try await surroundings.refreshDirectory()
    } catch {
      throw .notNow
    }
    surroundings.hints.outboxChanged()
    return try outcome.get()
  }

  /// The devices of a person that have not ended, oldest first.
  package func devices(of person: ResponderID) async throws -> [DeviceRecord] {
    try await surroundings.store.read { store in
      try store.devices().filter { $0.responder == person && $0.endedAt == nil }
        .sorted { ($0.enrolledAt, $0.id) < ($1.enrolledAt, $1.id) }
    }
  }

  /// Ends a device of this person, as `endDevice(_:by:)` does.
  ///
  /// - Returns: false when the person has no such device.
  package func endDevice(
    _ id: DeviceID, of person: ResponderID, by actor: TrailActor
  ) async throws -> Bool {
    let known = try await surroundings.store.read { try $0.device(id) }
    guard known?.responder == person else { return false }
    return try await endDevice(id, by: actor)
  }

  /// Ends one device: nothing is sealed for it any more, and its open stream is cut. When it was
  /// the person's last, the pager passes their alerts on.
  ///
  /// - Returns: false when there is no such device.
  package func endDevice(_ id: DeviceID, by actor: TrailActor) async throws -> Bool {
    let surroundings = surroundings
    let ended = try await surroundings.store.perform { store -> DeviceRecord? in
      guard let device = try store.device(id) else { return nil }
      guard device.endedAt == nil else { return device }
      let now = surroundings.time.now()
      try store.endDevice(id, at: now)
      try store.append(TrailLeaf(.deviceEnded, on: "device:\(id)", by: actor, at: now))
      return device
    }
    guard let ended else { return false }
    surroundings.hints.accountEnded(ended.responder, devices: [id])
    return true
  }
}

extension Surroundings {
  /// A refusal is an answer of the unit, not a failure: nothing was written before it.
  fileprivate func enrol(
    _ enrolment: Enrolment, digest: [UInt8], in store: any StoreTransaction
  ) throws -> Result<EnrolledDevice, EnrolmentError> {
    let now = time.now()
    guard let token = try store.enrolmentToken(digest: digest) else { return .failure(.expired) }
    guard token.spentAt == nil else { return .failure(.spent) }
    guard now < token.expiresAt, try isValid(token.responder, at: now, in: store) else {
      return .failure(.expired)
    }
    try store.spendToken(digest: digest, at: now)
    var device = DeviceRecord(
      id: identifiers.identifier(), responder: token.responder, name: enrolment.name,
      keys: [
        enrolment.keys.notify, enrolment.keys.accept, enrolment.keys.detail,
        enrolment.keys.unlocked,
      ], enrolledAt: now)
    device.hasLock = enrolment.lockProof != nil
    try store.insert(device)
    let share = try enrolment.lockProof.map { try makeLock(of: device.id, for: $0, in: store) }
    var leaf = TrailLeaf(
      .deviceEnrolled, on: "device:\(device.id)", by: .device(device.id, of: token.responder),
      at: now)
    leaf.detail = device.enrolmentDetail
    leaf.reason = device.hasLock ? "with a lock" : ""
    try store.append(leaf)
    try store.orderOpenPages(of: token.responder, for: device.id, at: now)
    return .success(
      EnrolledDevice(
        device: device.id, responder: token.responder, site: site,
        signer: sealer.signerPublicKey, share: share))
  }

  private func isValid(
    _ person: ResponderID, at now: Timestamp, in store: any StoreReader
  ) throws -> Bool {
    try store.account(person)?.isValid(at: now) ?? false
  }
}
