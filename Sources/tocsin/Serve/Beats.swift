// Tocsin — tocsin: signs of life of the loops, and what is to be stopped
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore

/// When each loop last passed.
final class Beats: Sendable {
  private let last = Mutex<[String: Timestamp]>([:])
  private let troubles = Mutex<[String: String]>([:])
  private static let lateAfter = Milliseconds.seconds(10)

  func beat(_ name: String, at now: Timestamp) { last.withLock { $0[name] = now } }

  /// The loops that have not passed for ten seconds, sorted.
  func late(at now: Timestamp) -> [String] {
    last.withLock { last in
      last.filter { now - $0.value > Self.lateAfter }.map(\.key).sorted()
    }
  }

  /// What keeps a loop from doing its work, in a sentence; nil when nothing does any more.
  func report(_ name: String, trouble: String?) { troubles.withLock { $0[name] = trouble } }

  /// What was reported and not taken back, sorted.
  var reported: [String] { troubles.withLock { $0.values.sorted() } }
}

/// What was started and is to be stopped, all at the same time: each has five seconds.
final class Listeners: Sendable {
  private let stops = Mutex<[@Sendable () async -> Void]>([])

  func add(_ stop: @escaping @Sendable () async -> Void) { stops.withLock { $0.append(stop) } }

  @Sendable func stop() async {
    let all = stops.withLock { stops in
      defer { stops = [] }
      return stops
    }
    await withTaskGroup(of: Void.self) { group in
      for stop in all { group.addTask { await stop() } }
    }
  }
}
