// Tocsin — ServerTests: a device's stream
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

/// What a stream wrote, in pieces; lets a test wait for one.
final class Paper: Sendable {
  let pieces: AsyncStream<String>
  private let tell: AsyncStream<String>.Continuation

  init() { (pieces, tell) = AsyncStream.makeStream() }

  func write(_ bytes: [UInt8]) { tell.yield(String(decoding: bytes, as: UTF8.self)) }
  func end() { tell.finish() }
}

@Suite struct `A stream of envelopes` {
  /// Runs a stream beside the body, and ends it after.
  private func streaming(
    _ device: WebDevice, after: Int64 = 0,
    _ body: (StreamWaker, inout AsyncStream<String>.Iterator) async throws -> Void
  ) async throws {
    let paper = Paper()
    let waker = StreamWaker {}
    let ward = device.ward
    let id = device.id
    let record = try #require(try await ward.store.read { try $0.device(id) })
    let stream = MailboxStream(
      device: record, after: after, desk: ward.desk, surroundings: ward.surroundings)
    let running = Task {
      defer { paper.end() }
      try await stream.run(waker) { paper.write($0) }
    }
    var pieces = paper.pieces.makeAsyncIterator()
    #expect(await pieces.next() == ": tocsin\n\n")
    try await body(waker, &pieces)
    waker.raise(.end)
    _ = await running.result
  }

  private static func event(_ seq: Int64) -> String {
    "event: envelope\nid: \(seq)\ndata: \(Base64URL.encode(Array("envelope \(seq)".utf8)))\n\n"
  }

  @Test func `begins after what the device has and goes on with what comes`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await ward.deposit(1...3, for: ada.id)
    try await streaming(ada, after: 1) { waker, pieces in
      #expect(await pieces.next() == Self.event(2) + Self.event(3))
      try await ward.deposit(4...4, for: ada.id)
      waker.raise(.mail)
      #expect(await pieces.next() == Self.event(4))
    }
  }

  /// Bytes that no mailbox holds show that what is handed is not read again.
  private static func handed(_ seqs: ClosedRange<Int64>) -> [StoredEnvelope] {
    seqs.map { StoredEnvelope(seq: $0, envelope: [UInt8(clamping: $0)]) }
  }

  private static func handedEvent(_ seq: Int64) -> String {
    "event: envelope\nid: \(seq)\ndata: \(Base64URL.encode([UInt8(clamping: seq)]))\n\n"
  }

  @Test func `writes what it is handed when that is the next of its mailbox`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await ward.deposit(1...1, for: ada.id)
    try await streaming(ada) { waker, pieces in
      #expect(await pieces.next() == Self.event(1))
      waker.hand(Self.handed(2...3))
      #expect(await pieces.next() == Self.handedEvent(2) + Self.handedEvent(3))
      waker.hand(Self.handed(3...4))
      #expect(await pieces.next() == Self.handedEvent(4), "no envelope twice")
    }
  }

  @Test func `reads its mailbox where something is missing before what it is handed`() async throws
  {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await streaming(ada) { waker, pieces in
      try await ward.deposit(1...3, for: ada.id)
      waker.hand(Self.handed(3...3))
      #expect(await pieces.next() == (1...3).map { Self.event($0) }.joined())
      try await ward.deposit(4...6, for: ada.id)
      waker.hand(Self.handed(4...4) + Self.handed(6...6))
      #expect(await pieces.next() == (4...6).map { Self.event($0) }.joined())
      try await ward.deposit(7...7, for: ada.id)
      waker.hand([])
      waker.raise(.mail)
      #expect(await pieces.next() == Self.event(7))
    }
  }

  @Test func `reads its mailbox where it was handed more than a stream may be behind`() async throws
  {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await streaming(ada) { waker, pieces in
      try await ward.deposit(1...65, for: ada.id)
      waker.hand(Self.handed(1...65))
      #expect(await pieces.next() == (1...64).map { Self.event($0) }.joined())
      #expect(await pieces.next() == nil)
    }
  }

  @Test func `hands nothing on once it is to end`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let now = ward.clock.now()
    try await streaming(ada) { waker, pieces in
      try await ward.store.perform { try $0.endDevice(ada.id, at: now) }
      waker.raise(.end)
      waker.hand(Self.handed(1...1))
      #expect(await pieces.next() == nil)
    }
  }

  @Test func `says that it lives`() async throws {
    let ada = try await (try WebWard()).enrol("ada")
    try await streaming(ada) { waker, pieces in
      for _ in 0..<HTTPLimits.commentSeconds { waker.tick() }
      #expect(await pieces.next() == ":\n\n")
    }
  }

  @Test func `ends when it is too far behind, having brought what it may`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await ward.deposit(1...65, for: ada.id)
    try await streaming(ada) { _, pieces in
      #expect(await pieces.next() == (1...64).map { Self.event($0) }.joined())
      #expect(await pieces.next() == nil)
    }
  }

  @Test func `goes on at exactly as many events behind as it may be`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await ward.deposit(1...64, for: ada.id)
    try await streaming(ada) { waker, pieces in
      #expect(await pieces.next() == (1...64).map { Self.event($0) }.joined())
      waker.raise(.comment)
      #expect(await pieces.next() == ":\n\n")
    }
  }

  @Test func `ends with the device`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let now = ward.clock.now()
    try await streaming(ada) { waker, pieces in
      try await ward.store.perform { try $0.endDevice(ada.id, at: now) }
      for _ in 0..<HTTPLimits.pollSeconds { waker.tick() }
      #expect(await pieces.next() == nil)
    }
  }

  @Test func `notes that the device was in contact`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let id = ada.id
    try await streaming(ada) { waker, pieces in
      ward.clock.pass(.minutes(5))
      waker.raise([.contact, .comment])
      _ = await pieces.next()
      waker.raise(.comment)
      _ = await pieces.next()
      let record = try await ward.store.read { try $0.device(id) }
      #expect(record?.lastContact == ward.clock.now())
    }
  }
}

@Suite struct `The signals of mailboxes` {
  private let device = DeviceID(high: 1, low: 1)

  @Test func `wake the streams of that device alone`() async {
    let signals = MailboxSignals()
    let (mine, other) = (StreamWaker {}, StreamWaker {})
    signals.add(mine, of: device)
    signals.add(other, of: DeviceID(high: 2, low: 2))
    signals.mailboxGrew(device, by: [StoredEnvelope(seq: 1, envelope: [1])])
    #expect(await mine.next() == .handed)
    #expect(mine.takeHanded().map(\.seq) == [1])
    #expect(other.takeHanded().isEmpty)
    other.raise(.comment)
    #expect(await other.next() == .comment)
  }

  @Test func `end the oldest of too many streams of one device`() async {
    let signals = MailboxSignals()
    let wakers = (0...HTTPLimits.streamsOfDeviceMax).map { _ in StreamWaker {} }
    for waker in wakers { signals.add(waker, of: device) }
    #expect(await wakers[0].next() == .end)
    signals.remove(wakers[0], of: device)
    #expect(signals.streamCount == HTTPLimits.streamsOfDeviceMax)
  }

  @Test func `end all streams when the gateway stops, and those that begin then`() async {
    let signals = MailboxSignals()
    let (before, after) = (StreamWaker {}, StreamWaker {})
    signals.add(before, of: device)
    signals.end()
    signals.add(after, of: device)
    #expect(await before.next() == .end)
    #expect(await after.next() == .end)
  }

  @Test func `gather reasons until they are asked for`() async {
    let waker = StreamWaker {}
    waker.raise(.mail)
    waker.raise(.comment)
    #expect(await waker.next() == [.mail, .comment])
    async let next = waker.next()
    waker.raise(.contact)
    #expect(await next == .contact)
  }

  @Test func `give up on a device that takes nothing`() async throws {
    let given = Mutex(0)
    let waker = StreamWaker { given.withLock { $0 += 1 } }
    await waker.timed {
      for _ in 0..<HTTPLimits.writeSeconds - 1 { waker.tick() }
      #expect(given.withLock { $0 } == 0)
      waker.tick()
    }
    #expect(given.withLock { $0 } == 1)
    for _ in 0..<HTTPLimits.writeSeconds { waker.tick() }
    #expect(given.withLock { $0 } == 1)
  }
}
