// Tocsin — Server: the connections of one listener
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import Synchronization

/// The open connections of a listener, bounded; what a stop has to end.
final class OpenConnections: Sendable {
  private let open = Mutex<[ObjectIdentifier: any Channel]>([:])
  private let countMax: Int

  init(countMax: Int) { self.countMax = countMax }

  var count: Int { open.withLock { $0.count } }

  var all: [any Channel] { open.withLock { Array($0.values) } }

  /// Adds a connection until it closes; false when there are too many already.
  ///
  /// - Parameter countMax: a bound that has changed; nil is the first one.
  func add(_ connection: any Channel, countMax: Int? = nil) -> Bool {
    let limit = countMax ?? self.countMax
    let key = ObjectIdentifier(connection)
    let isAdded = open.withLock { open in
      guard open.count < limit else { return false }
      open[key] = connection
      return true
    }
    guard isAdded else { return false }
    connection.closeFuture.whenComplete { [self] _ in
      open.withLock { $0[key] = nil }
    }
    return true
  }

  /// Waits until all have closed; what is open after `limit` is closed by force.
  func drain(within limit: TimeAmount, on eventLoop: any EventLoop) async {
    let forced = eventLoop.scheduleTask(in: limit) { [self] in
      for connection in all { connection.close(promise: nil) }
    }
    for connection in all { try? await connection.closeFuture.get() }
    forced.cancel()
  }
}
