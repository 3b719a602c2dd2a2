// Tocsin — Server: the bytes that all connections hold together
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What one connection holds in memory, in bytes.
struct HeldBytes: Equatable {
  /// Frames that wait for their replies: given back as the store gets on.
  var waiting = 0
  /// The frame that is not whole yet: given back when its source gets on.
  var unfinished = 0

  var total: Int { waiting + unfinished }
}

/// One budget for all connections of all listeners that share it.
///
/// Over it, reading pauses until replies have given bytes back. When no reply is owed, and frames
/// that are not whole hold everything, pausing would be for ever: then the connection that asks is
/// refused, and its bytes let the others finish.
package final class ByteBudget: Sendable {
  enum Verdict { case go, pause, refuse }

  private struct State {
    var held = HeldBytes()
    var paused: [ObjectIdentifier: @Sendable () -> Void] = [:]
  }

  private let state = Mutex(State())
  private let bytesMax: Int

  package init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// What all connections hold.
  package var total: Int { state.withLock { $0.held.total } }

  /// Changes what a connection holds, and says whether it may read on.
  ///
  /// - Parameter resume: makes what wakes the connection again; asked for only when it pauses.
  func change(
    of connection: ObjectIdentifier, from old: HeldBytes, to new: HeldBytes,
    resume: () -> @Sendable () -> Void
  ) -> Verdict {
    var woken: [@Sendable () -> Void] = []
    let verdict = state.withLock { state in
      state.held.waiting += new.waiting - old.waiting
      state.held.unfinished += new.unfinished - old.unfinished
      state.paused[connection] = nil
      let verdict = judge(new, state.held)
      if verdict == .pause { state.paused[connection] = resume() }
      woken = wake(&state)
      return verdict
    }
    for wake in woken { wake() }
    return verdict
  }

  /// Gives back what a closed connection held.
  func release(_ connection: ObjectIdentifier, _ old: HeldBytes) {
    let woken = state.withLock { state in
      state.held.waiting -= old.waiting
      state.held.unfinished -= old.unfinished
      state.paused[connection] = nil
      return wake(&state)
    }
    for wake in woken { wake() }
  }

  private func judge(_ own: HeldBytes, _ all: HeldBytes) -> Verdict {
    if own.total > bytesMax { return .refuse }
    if all.total <= bytesMax { return .go }
    return all.waiting > 0 || own.unfinished == 0 ? .pause : .refuse
  }

  /// All, when there is room again; one, when nothing else would ever make room.
  private func wake(_ state: inout State) -> [@Sendable () -> Void] {
    guard !state.paused.isEmpty else { return [] }
    if state.held.total <= bytesMax {
      defer { state.paused = [:] }
      return Array(state.paused.values)
    }
    guard state.held.waiting == 0, let first = state.paused.first else { return [] }
    state.paused[first.key] = nil
    return [first.value]
  }
}
