// Tocsin — Gateway: takes what devices send
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore
internal import TocsinMapping

/// The activity that answers devices: enrolment, signed requests, receipts and responses.
///
/// Receiving and answering need the device's keys and a valid account only (S4).
package final class Desk: Sendable {
  let surroundings: Surroundings
  private let nonces = Mutex(NonceMemory())

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  // MARK: - Requests

  /// Checks the signature of a request.
  ///
  /// - Parameters:
  ///   - authorization: the header's value, nil when absent.
  ///   - request: method, path with query, and the body's SHA-256.
  /// - Returns: the device, and the device's own time of the request.
  /// - Throws: `DeskError`; the caller answers 401 with `Date`, or 403 for an ended device.
  package func authenticate(
    _ authorization: String?, request: SignedRequest
  ) async throws(DeskError) -> SignedDevice {
    guard let authorization, let signature = RequestSignature(authorization: authorization) else {
      throw .unsigned
    }
    let now = surroundings.time.now()
    guard signature.isTimely(at: now) else { throw .untimely }
    guard let found = try await device(signature.device) else { throw .unknownDevice }
    let device = found.record
    // The keys of an ended device may be gone, so this comes before its signature.
    guard device.endedAt == nil else { throw .ended }
    let signed = signature.signedBytes(for: request)
    func isSigned(by key: [UInt8]) -> Bool {
      surroundings.sealer.verify(signature: signature.signature, over: signed, by: key)
    }
    let isPlain = isSigned(by: device.acceptKey)
    guard isPlain || device.hasLock && isSigned(by: device.unlockedKey) else {
      throw .badSignature
    }
    guard nonces.withLock({ $0.take(signature.nonce, at: now) }) else { throw .replayed }
    guard found.account?.isValid(at: now) == true else { throw .accountEnded }
    var signer = SignedDevice(
      record: device, account: found.account, requestTime: signature.time)
    signer.isUnlocked = !isPlain
    return signer
  }

  private func device(_ id: DeviceID) async throws(DeskError) -> FoundDevice? {
    do {
      return try await surroundings.store.read { store in
        try store.device(id).map {
          FoundDevice(record: $0, account: try store.account($0.responder))
        }
      }
    } catch {
      throw .notNow
    }
  }

  // MARK: - Mailbox

  /// The envelopes after `seq`, in order; records that the device was in contact.
  ///
  /// - Parameter limit: 1 to 256.
  package func envelopes(
    of device: DeviceID, after seq: Int64, limit: Int
  ) async throws -> [StoredEnvelope] {
    try await surroundings.store.read { store in
      try store.envelopes(of: device, after: seq, limit: limit)
    }
  }

  /// Records that a channel of the device took everything up to `seq`.
  package func markHandedOver(_ device: DeviceID, through seq: Int64) async throws {
    surroundings.faults.pass(.handOver)
    let now = surroundings.time.now()
    try await surroundings.store.perform { store in
      try store.markHandedOver(device, through: seq, at: now)
      try store.touchDevice(device, at: now)
    }
  }

  /// Records that the device was in contact, at most once a minute or so: the caller decides.
  package func touch(_ device: DeviceID) async throws {
    let now = surroundings.time.now()
    try await surroundings.store.perform { try $0.touchDevice(device, at: now) }
  }

  /// Records that the device was heard from a network, where it opens its stream.
  ///
  /// - Parameter lost: for how long before that it has tried in vain, as it says itself; counted
  ///   against the network from which it was heard before (see `ArrivalFigure.lost`).
  package func hear(
    _ device: DeviceID, from network: String, lost: Milliseconds = .zero
  ) async throws {
    let (now, begin) = (surroundings.time.now(), surroundings.beganAt)
    try await surroundings.store.perform { store in
      let before = try store.heard(device)?.network ?? network
      let figure = ArrivalFigure.lost(for: lost, until: now, since: begin, network: before)
      if let figure { try store.add(figure) }
      try store.touchDevice(device, from: network, at: now)
    }
  }

  /// Who the device's person is.
  package func profile(of device: DeviceRecord) throws -> Responder? {
    try surroundings.directory.snapshot().staffing.responders[device.responder]
  }

  /// Who is on call now, rota by rota, sorted by id: for rota managers.
  package func onCallNow() throws -> [RotaNow] {
    let staffing = try surroundings.directory.snapshot().staffing
    let now = surroundings.time.now()
    return staffing.rotas.values.sorted { $0.id < $1.id }.map { RotaNow($0, staffing, at: now) }
  }
}

/// A device beside its person's account, as the store has them now.
private struct FoundDevice: Sendable {
  let record: DeviceRecord
  let account: Account?
}

/// A device whose request was verified.
package struct SignedDevice: Sendable {
  package let record: DeviceRecord
  /// The account of its person, which is valid; nil where nobody asked for it.
  package let account: Account?
  /// The device's own clock when it signed.
  package let requestTime: Timestamp
  /// The name of the network that it came from; see `NetworkTable`.
  package var network = NetworkTable.other
  /// It has a lock, which was open: its unlocked key has signed.
  package var isUnlocked = false

  /// Whether it may be given more than a preview.
  package var mayRead: Bool { isUnlocked || !record.hasLock }

  package init(record: DeviceRecord, account: Account? = nil, requestTime: Timestamp) {
    self.record = record
    self.account = account
    self.requestTime = requestTime
  }
}

/// Why the Desk refuses a device.
package enum DeskError: Error, Hashable, Sendable {
  /// No signature, or not of the form. 401.
  case unsigned
  /// Outside the window of 300 s: set the clock by `Date` and sign again. 401.
  case untimely
  case unknownDevice
  case badSignature
  /// The nonce was used before: sign again with another. 401.
  case replayed
  /// The device has ended, for good: what it keeps is to leave it. 403.
  case ended
  /// The account of its person is not valid now. 403.
  case accountEnded
  /// Not a TCA1, or one that does not belong to an envelope of this device. 422.
  case malformed(String)
  /// The store cannot take it now. 503: try again.
  case notNow
}

/// Nonces of the last window; bounded, oldest first out.
struct NonceMemory {
  private var seen: [[UInt8]: Timestamp] = [:]
  private var order: [(nonce: [UInt8], at: Timestamp)] = []
  private var head = 0
  static let countMax = 200_000

  /// Remembers a nonce. False when it was there already.
  mutating func take(_ nonce: [UInt8], at now: Timestamp) -> Bool {
    forget(before: now - RequestSignature.window - RequestSignature.window)
    guard seen[nonce] == nil else { return false }
    seen[nonce] = now
    order.append((nonce, now))
    return true
  }

  private mutating func forget(before limit: Timestamp) {
    while head < order.count, order[head].at < limit || seen.count >= Self.countMax {
      seen[order[head].nonce] = nil
      head += 1
    }
    if head > 1_024, head * 2 > order.count {
      order.removeFirst(head)
      head = 0
    }
  }
}
