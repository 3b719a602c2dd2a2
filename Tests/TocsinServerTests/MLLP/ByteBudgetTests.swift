// Tocsin — ServerTests: the byte budget of all connections
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import TocsinServer

/// Counts its calls.
private final class Bell: Sendable {
  private let count = Mutex(0)
  var rings: Int { count.withLock { $0 } }
  func ring() { count.withLock { $0 += 1 } }
}

@Suite struct `The byte budget of a listener` {
  private let a = Bell()
  private let b = Bell()
  private let budget = ByteBudget(bytesMax: 100)

  private func change(
    _ bell: Bell, _ old: HeldBytes, _ new: HeldBytes
  ) -> ByteBudget.Verdict {
    budget.change(of: ObjectIdentifier(bell), from: old, to: new) { { bell.ring() } }
  }

  @Test func `lets everything pass that fits`() {
    #expect(change(a, HeldBytes(), HeldBytes(waiting: 60)) == .go)
    #expect(change(b, HeldBytes(), HeldBytes(unfinished: 40)) == .go)
  }

  @Test func `pauses what does not fit until replies have made room`() {
    #expect(change(a, HeldBytes(), HeldBytes(waiting: 60)) == .go)
    #expect(change(b, HeldBytes(), HeldBytes(unfinished: 50)) == .pause)
    #expect(b.rings == 0)
    #expect(change(a, HeldBytes(waiting: 60), HeldBytes()) == .go)
    #expect(b.rings == 1)
  }

  @Test func `refuses a frame when only frames that are not whole hold everything`() {
    #expect(change(a, HeldBytes(), HeldBytes(unfinished: 60)) == .go)
    #expect(change(b, HeldBytes(), HeldBytes(unfinished: 50)) == .refuse)
    budget.release(ObjectIdentifier(b), HeldBytes(unfinished: 50))
    #expect(budget.total == 60)
  }

  @Test func `refuses a connection that alone would break it`() {
    #expect(change(a, HeldBytes(), HeldBytes(unfinished: 101)) == .refuse)
  }

  @Test func `wakes one that waits when nothing else will make room`() {
    #expect(change(a, HeldBytes(), HeldBytes(waiting: 20, unfinished: 50)) == .go)
    #expect(change(b, HeldBytes(), HeldBytes(unfinished: 70)) == .pause)
    #expect(change(a, HeldBytes(waiting: 20, unfinished: 50), HeldBytes(unfinished: 50)) == .refuse)
    #expect(b.rings == 1)
  }

  @Test func `forgets a connection that has closed`() {
    #expect(change(a, HeldBytes(), HeldBytes(waiting: 90)) == .go)
    #expect(change(b, HeldBytes(), HeldBytes(unfinished: 50)) == .pause)
    budget.release(ObjectIdentifier(b), HeldBytes(unfinished: 50))
    budget.release(ObjectIdentifier(a), HeldBytes(waiting: 90))
    #expect(b.rings == 0)
    #expect(budget.total == 0)
  }

  @Test func `refuses, through a connection, a frame that no room will ever come for`() throws {
    let connection = try EmbeddedConnection { $0.budgetBytesMax = 50 }
    try connection.bytes("\u{0B}MSH|" + String(repeating: "x", count: 60))
    #expect(connection.taker.seen.oversized.map(\.count) == [64])
    connection.taker.answer(0, "AR", closes: true)
    #expect(try connection.written() == "[AR]")
    connection.channel.embeddedEventLoop.advanceTime(by: .seconds(2))
    #expect(!connection.channel.isActive)
    #expect(connection.budget.total == 0)
  }
}
