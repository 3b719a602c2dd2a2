// Tocsin — Server: one device's stream of envelopes
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

/// Tails one device's mailbox as `text/event-stream` (WHATWG HTML §9.2):
///
///     event: envelope
///     id: SEQ
///     data: base64url of TCN1
///
/// Only reads the store and notes the hand-over after the write; the envelopes lie in the mailbox
/// before anything is written here. What the mailbox grew by is handed to it as well, and is
/// written without being read again where it is the next that reading would find. Ends when the
/// device or its person's account ends, when the device is too far behind, and when the gateway
/// stops.
struct MailboxStream: EventStream {
  let device: DeviceRecord
  /// The last seq that the device has.
  let after: Int64
  let desk: Desk
  let surroundings: Surroundings
  /// The name of the network that it comes from.
  var network = NetworkTable.other
  /// For how long the device has tried in vain to have it, as it says itself.
  var lost = Milliseconds.zero

  var mailbox: DeviceID? { device.id }

  func run(_ waker: StreamWaker, write: ([UInt8]) async throws -> Void) async throws {
    var position = after
    try await waker.timed { try await write(Array(": tocsin\n\n".utf8)) }
    try? await desk.hear(device.id, from: network, lost: lost)
    var wakes = Wakes.mail
    while let events = try await due(waker, wakes, after: position) {
      let isBehind = events.count > HTTPLimits.streamEventsBehindMax
      let batch = events.prefix(HTTPLimits.streamEventsBehindMax)
      if let last = batch.last {
        try await waker.timed { try await write(Self.text(of: batch)) }
        position = last.seq
        await noteHandOver(through: position)
      }
      if isBehind { return }
      wakes = await waker.next()
      if wakes.contains(.end) { return }
      if wakes.contains(.comment) {
        try await waker.timed { try await write(Array(":\n\n".utf8)) }
      }
      if wakes.contains(.contact) { try? await desk.touch(device.id) }
    }
  }

  /// What is to be written next. A look comes after what was handed became durable, and finds it.
  private func due(
    _ waker: StreamWaker, _ wakes: Wakes, after position: Int64
  ) async throws -> [StoredEnvelope]? {
    let handed = waker.takeHanded()
    if wakes == .handed, isPersonValid(), let next = Self.following(position, of: handed) {
      return next
    }
    return try await look(after: position)
  }

  /// The part of these that comes after `position`, when nothing is missing before or in it.
  private static func following(
    _ position: Int64, of handed: [StoredEnvelope]
  ) -> [StoredEnvelope]? {
    guard !handed.isEmpty else { return nil }
    let new = handed.filter { $0.seq > position }
    let isNext = new.enumerated().allSatisfy { $1.seq == position + 1 + Int64($0) }
    return isNext ? new : nil
  }

  /// What the mailbox has after `position`, one more than a stream may be behind; nil when the
  /// device or the person's account has ended.
  private func look(after position: Int64) async throws -> [StoredEnvelope]? {
    let id = device.id
    let (record, events) = try await surroundings.store.read { store in
      (
        try store.device(id),
        try store.envelopes(
          of: id, after: position, limit: HTTPLimits.streamEventsBehindMax + 1)
      )
    }
    guard let record, record.endedAt == nil, isPersonValid() else { return nil }
    return events
  }

  private func isPersonValid() -> Bool {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { return true }
    return staffing.responders[device.responder]?.isValid(at: surroundings.time.now()) ?? false
  }

  /// The next hand-over notes this one too, so that a store that is busy costs nothing.
  private func noteHandOver(through seq: Int64) async {
    do {
      try await desk.markHandedOver(device.id, through: seq)
    } catch {
      surroundings.logger.warning(
        "a hand-over could not be noted: \(error)", metadata: ["device": "\(device.id)"])
    }
  }

  private static func text(of batch: ArraySlice<StoredEnvelope>) -> [UInt8] {
    var out: [UInt8] = []
    for event in batch {
      out += "event: envelope\nid: \(event.seq)\ndata: ".utf8
      out += Base64URL.encode(event.envelope).utf8
      out += "\n\n".utf8
    }
    return out
  }
}
