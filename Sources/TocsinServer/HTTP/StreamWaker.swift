// Tocsin — Server: what wakes one stream
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinGateway

/// Why a stream goes on.
struct Wakes: OptionSet, Sendable {
  let rawValue: Int

  /// Look into the mailbox.
  static let mail = Wakes(rawValue: 1)
  /// Say that the stream lives.
  static let comment = Wakes(rawValue: 2)
  /// Note that the device was in contact.
  static let contact = Wakes(rawValue: 4)
  /// End.
  static let end = Wakes(rawValue: 8)
  /// Write what was handed.
  static let handed = Wakes(rawValue: 16)
}

/// Collects the reasons to wake one stream until it asks for them; nothing raised is lost.
final class StreamWaker: Sendable {
  private struct State {
    var raised: Wakes = []
    var handed: [StoredEnvelope] = []
    var sleeper: CheckedContinuation<Wakes, Never>?
    var seconds = 0
    var writingSeconds: Int?
  }

  private let state = Mutex(State())
  private let abandon: @Sendable () -> Void

  /// - Parameter abandon: closes the connection of a device that takes nothing any more.
  init(abandon: @escaping @Sendable () -> Void) { self.abandon = abandon }

  /// Wakes the stream, now or as soon as it asks.
  func raise(_ wakes: Wakes) {
    let sleeper = state.withLock { state in
      state.raised.formUnion(wakes)
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume(returning: take())
  }

  /// Wakes the stream with what its mailbox grew by; with too much of it, to look for itself.
  func hand(_ envelopes: [StoredEnvelope]) {
    let isTooMuch = state.withLock { state in
      let isTooMuch =
        state.handed.count + envelopes.count > HTTPLimits.streamEventsBehindMax
      state.handed = isTooMuch ? [] : state.handed + envelopes
      return isTooMuch
    }
    raise(isTooMuch ? .mail : .handed)
  }

  /// What was handed and not taken yet, in order.
  func takeHanded() -> [StoredEnvelope] {
    state.withLock { state in
      defer { state.handed = [] }
      return state.handed
    }
  }

  /// Ends the stream and closes its connection, even one that takes nothing any more.
  func cut() {
    raise(.end)
    abandon()
  }

  /// Waits for reasons and gives all that have gathered. One caller at a time.
  func next() async -> Wakes {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRaised = state.withLock { state in
          if state.raised.isEmpty { state.sleeper = continuation }
          return !state.raised.isEmpty
        }
        if isRaised { continuation.resume(returning: take()) }
      }
    } onCancel: {
      raise(.end)
    }
  }

  /// Once a second: what is due by the clock; gives up on a write that hangs.
  func tick() {
    let (due, isStuck) = state.withLock { state in
      state.seconds += 1
      state.writingSeconds = state.writingSeconds.map { $0 + 1 }
      var due: Wakes = []
      if state.seconds.isMultiple(of: HTTPLimits.pollSeconds) { due.insert(.mail) }
      if state.seconds.isMultiple(of: HTTPLimits.commentSeconds) { due.insert(.comment) }
      if state.seconds.isMultiple(of: HTTPLimits.contactSeconds) { due.insert(.contact) }
      return (due, state.writingSeconds ?? 0 >= HTTPLimits.writeSeconds)
    }
    if isStuck { abandon() }
    if !due.isEmpty { raise(due) }
  }

  /// Runs a write under the clock of `tick`.
  func timed(_ write: () async throws -> Void) async rethrows {
    state.withLock { $0.writingSeconds = 0 }
    defer { state.withLock { $0.writingSeconds = nil } }
    try await write()
  }

  private func take() -> Wakes {
    state.withLock { state in
      defer { state.raised = [] }
      return state.raised
    }
  }
}
