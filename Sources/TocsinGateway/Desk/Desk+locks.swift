// Tocsin — Gateway: the locks of devices, and what an unlocked one reads
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Why a device is not unlocked.
package enum UnlockError: Error, Hashable, Sendable {
  /// The device has no lock. 404.
  case none
  /// The proof is wrong. 403; with 0 tries left the lock is dead, and the device has to be enrolled
  /// again before it shows more than previews.
  case wrong(triesLeft: Int)
  /// The device or the account has ended. 403.
  case ended
  /// The store cannot take it now. 503: try again with the same proof.
  case notNow
}

/// The keys that open what a page says of a patient lie on a device wrapped by two halves: one that
/// its person types, and one that the gateway gives for the proof that it was typed. The gateway
/// counts the tries, so that a short PIN is enough, and when it forgets its half nobody reads on.
extension Desk {
  /// Gives the gateway's half of the lock, 32 bytes. The try is durable before its answer leaves.
  package func unlock(
    _ device: SignedDevice, proof: [UInt8]
  ) async throws(UnlockError) -> [UInt8] {
    let (surroundings, record) = (surroundings, device.record)
    return try await surroundings.perform(
      or: UnlockError.notNow, "a try at a lock could not be kept", byteCount: 512
    ) { store in
      try surroundings.unlock(record.id, proof: proof, in: store)
    }
  }

  /// What a page says, whole, sealed for the detail key of the device that asks: a TCN1 of the type
  /// *detail*, whose seq is that of the newest envelope of the page. It has no place in the
  /// mailbox, and is never pushed. The look is on the trail before a byte leaves.
  package func detail(
    of page: PageID, for device: SignedDevice
  ) async throws(PageDocumentError) -> Envelope {
    guard device.mayRead else { throw .locked }
    let (surroundings, record, now) = (surroundings, device.record, surroundings.time.now())
    let found = try await surroundings.perform(
      or: PageDocumentError.notNow, "a view could not be kept on the trail", byteCount: 1_024
    ) { store -> Result<PageDetail, PageDocumentError> in
      guard let detail = try surroundings.detail(of: page, for: record, in: store) else {
        return .failure(.unknown)
      }
      var leaf = TrailLeaf(
        .contentViewed, on: "alert:\(detail.alert)", by: .device(record.id, of: record.responder),
        at: now)
      leaf.reason = "detail"
      try store.append(leaf)
      return .success(detail)
    }
    var header = found.header
    header.issuedAt = now
    header.expiresAt = now + EnvelopeHeader.lifetimeMax
    do {
      return try surroundings.sealer.seal(
        found.content.encoded, header: header, for: record.contentKey)
    } catch { throw .keyRefused }
  }
}

/// The detail of a page, before it is sealed.
private struct PageDetail: Sendable {
  let alert: AlertID
  let header: EnvelopeHeader
  let content: PageContent
}

extension Surroundings {
  /// A new lock for a new device.
  ///
  /// - Returns: the gateway's half.
  func makeLock(
    of device: DeviceID, for proof: [UInt8], in store: any StoreTransaction
  ) throws -> [UInt8] {
    let share = sealer.randomBytes(DeviceLock.size)
    let digest = sealer.digest(DeviceLock.proofBytes(proof, of: device))
    try store.put(DeviceLock(of: device, secret: LockSecret(share: share, proofDigest: digest)))
    return share
  }

  /// Digests are compared, so no comparison can leak where the proofs differ.
  fileprivate func unlock(
    _ id: DeviceID, proof: [UInt8], in store: any StoreTransaction
  ) throws -> Result<[UInt8], UnlockError> {
    guard let device = try store.device(id), device.endedAt == nil else { return .failure(.ended) }
    guard device.hasLock, var lock = try store.lock(of: id) else { return .failure(.none) }
    guard let secret = lock.secret else { return .failure(.wrong(triesLeft: 0)) }
    func note(_ action: TrailAction) throws {
      var leaf = TrailLeaf(
        action, on: "device:\(id)", by: .device(id, of: device.responder), at: time.now())
      leaf.isRefused = action == .unlockRefused
      try store.append(leaf)
    }
    guard sealer.digest(DeviceLock.proofBytes(proof, of: id)) == secret.proofDigest else {
      lock.wrongTries += 1
      if lock.triesLeft == 0 { lock.secret = nil }
      try store.put(lock)
      try note(.unlockRefused)
      if lock.secret == nil { try note(.lockEnded) }
      return .failure(.wrong(triesLeft: lock.triesLeft))
    }
    lock.wrongTries = 0
    try store.put(lock)
    try store.touchDevice(id, at: time.now())
    try note(.deviceUnlocked)
    return .success(secret.share)
  }

  /// Nil for a page that this device was never sent, or that asks nothing of its person any more.
  fileprivate func detail(
    of page: PageID, for device: DeviceRecord, in store: any StoreTransaction
  ) throws -> PageDetail? {
    guard let alert = try store.alert(ofPage: page),
      let person = alert.reader(of: page, device.responder),
      let row = try store.pages(of: alert.id).first(where: {
        $0.page == page && $0.device == device.id
      }), let sealed = try store.newestEnvelope(of: page, device: device.id),
      let envelope = try? Envelope(decoding: sealed)
    else { return nil }
    var header = envelope.header
    header.type = .detail
    header.flags.remove(.responseRequired)
    header.priority = alert.priority
    header.ciphertextLength = 0
    var content = PageContent(
      alert.content, of: alert.id, priority: alert.priority, why: row.why)
    content.since = alert.content.since ?? alert.openedAt
    content.movesOnAt = person.duty.movesOnAt
    content.publicLine = publicLine(of: alert)
    if alert.isDutyStart { content.start = DutyStartText(reading: content.what) }
    content.isOwnTest = alert.isOwnTest
    content.readBack = try directory.policy(alert.policy, in: store).times.readBack
    return PageDetail(alert: alert.id, header: header, content: content)
  }
}

extension Alert {
  /// The person of a page to whom what it says may be shown: it stands open before them, is theirs,
  /// or tells them that it was wrong.
  fileprivate func reader(
    of page: PageID, _ person: ResponderID
  ) -> (duty: Duty, person: PagedResponder)? {
    for duty in duties {
      for one in duty.people where one.page == page && one.responder == person {
        let isTold = one.isTold || retractedAt != nil && one.isReader
        return one.standing.mayShow || isTold ? (duty, one) : nil
      }
    }
    return nil
  }
}

extension Duty {
  /// When the next person is paged if nobody answers; nil once somebody has.
  fileprivate var movesOnAt: Timestamp? {
    guard case .escalating(_, let deadline) = phase else { return nil }
    return deadline
  }
}
