// Tocsin — tocsin: waking a loop that waits
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore
internal import TocsinGateway

/// Lets one loop wait for a hint or for a time, whichever comes first. Hints that come while nobody
/// waits are kept, one for all.
final class Wakeup: Sendable {
  private struct State {
    var isHinted = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// Wakes the loop, now or at its next wait.
  func hint() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let waiter = state.waiter else {
        state.isHinted = true
        return nil
      }
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  /// Waits for a hint, at most this long. Returns at once when cancelled.
  func wait(atMost length: Milliseconds) async {
    let timer = Task {
      try? await Task.sleep(for: .milliseconds(length.count))
      if !Task.isCancelled { hint() }
    }
    defer { timer.cancel() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state -> Bool in
          if state.isHinted || Task.isCancelled {
            state.isHinted = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      hint()
    }
  }
}

/// The hints of one process.
struct ProcessHints: Hints {
  let outbox = Wakeup()
  let deadlines = Wakeup()
  let ladders = Wakeup()
  let mailbox: @Sendable (DeviceID, [StoredEnvelope]) -> Void
  let cut: @Sendable ([DeviceID]) -> Void

  func outboxChanged() { outbox.hint() }
  func mailboxGrew(_ device: DeviceID, by envelopes: [StoredEnvelope]) {
    mailbox(device, envelopes)
  }
  func laddersChanged() { ladders.hint() }
  func accountEnded(_ account: ResponderID, devices: [DeviceID]) { cut(devices) }
}
