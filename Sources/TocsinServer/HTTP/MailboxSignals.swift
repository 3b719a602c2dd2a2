// Tocsin — Server: tells streams that their mailbox grew
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore
package import TocsinGateway

/// The open streams, by device. A signal is a hint for speed: each stream looks into its mailbox
/// every `HTTPLimits.pollSeconds` whatever is lost here.
package final class MailboxSignals: Sendable {
  private struct State {
    var streams: [DeviceID: [StreamWaker]] = [:]
    /// Streams that follow no mailbox.
    var watchers: [StreamWaker] = []
    var isEnding = false
  }

  private let state = Mutex(State())

  package init() {}

  /// A device's mailbox grew by these envelopes, in order, which are durable; from any thread,
  /// never waits.
  package func mailboxGrew(_ device: DeviceID, by envelopes: [StoredEnvelope]) {
    let wakers = state.withLock { $0.streams[device] ?? [] }
    for waker in wakers { waker.hand(envelopes) }
  }

  /// How many streams are open.
  package var streamCount: Int {
    state.withLock { state in state.streams.values.reduce(0) { $0 + $1.count } }
  }

  /// Adds a stream; the oldest of a device with too many ends, or of those that follow none.
  func add(_ waker: StreamWaker, of device: DeviceID?) {
    let ended = state.withLock { state -> [StreamWaker] in
      guard let device else {
        state.watchers.append(waker)
        if state.isEnding { return [waker] }
        return Array(state.watchers.dropLast(HTTPLimits.watchersMax))
      }
      state.streams[device, default: []].append(waker)
      if state.isEnding { return [waker] }
      let over = (state.streams[device]?.count ?? 0) - HTTPLimits.streamsOfDeviceMax
      guard over > 0 else { return [] }
      return Array(state.streams[device]?.prefix(over) ?? [])
    }
    for waker in ended { waker.raise(.end) }
  }

  /// Forgets a stream that has ended.
  func remove(_ waker: StreamWaker, of device: DeviceID?) {
    state.withLock { state in
      guard let device else {
        state.watchers.removeAll { $0 === waker }
        return
      }
      state.streams[device]?.removeAll { $0 === waker }
      if state.streams[device]?.isEmpty == true { state.streams[device] = nil }
    }
  }

  /// The devices with an open stream.
  package var devices: Set<DeviceID> { state.withLock { Set($0.streams.keys) } }

  /// Closes the connections of these devices' streams at once, whatever they are doing.
  package func cut(_ devices: Set<DeviceID>) {
    let wakers = state.withLock { state in devices.flatMap { state.streams[$0] ?? [] } }
    for waker in wakers { waker.cut() }
  }

  /// Once a second, from the server's clock.
  func tick() {
    for waker in all { waker.tick() }
  }

  /// Ends all streams, and those that begin from now on.
  func end() {
    state.withLock { $0.isEnding = true }
    for waker in all { waker.raise(.end) }
  }

  private var all: [StreamWaker] {
    state.withLock { state in state.streams.values.flatMap { $0 } + state.watchers }
  }
}
