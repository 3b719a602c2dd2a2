// Tocsin — Server: the way of replies from the writer's thread to the event loop
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import Synchronization
internal import TocsinGateway

/// Collects replies from other threads for all connections of one event loop.
///
/// A commit answers many frames at once: the first reply of such a burst wakes the loop, the rest
/// only joins it, and each connection writes once.
final class ReplyPost: Sendable {
  private struct Letter: Sendable {
    let connection: NIOLoopBound<MLLPConnection>
    let number: UInt64
    let reply: IntakeReply
  }

  private let eventLoop: any EventLoop
  private let letters = Mutex<[Letter]>([])

  init(on eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  /// Brings a reply to its connection; from any thread.
  func put(_ reply: IntakeReply, number: UInt64, for connection: NIOLoopBound<MLLPConnection>) {
    let isFirst = letters.withLock { letters in
      letters.append(Letter(connection: connection, number: number, reply: reply))
      return letters.count == 1
    }
    if isFirst { eventLoop.execute { self.deliver() } }
  }

  private func deliver() {
    let burst = letters.withLock { letters in
      let burst = letters
      letters = []
      letters.reserveCapacity(min(burst.count, 64))
      return burst
    }
    var touched: [MLLPConnection] = []
    for letter in burst {
      let connection = letter.connection.value
      if connection.note(letter.reply, number: letter.number) { touched.append(connection) }
    }
    for connection in touched { connection.writeReplies() }
  }
}
