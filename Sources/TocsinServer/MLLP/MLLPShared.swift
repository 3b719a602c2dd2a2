// Tocsin — Server: what all connections of one listener share
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import NIOCore
internal import Synchronization
internal import TocsinGateway
internal import TocsinHL7

/// What all connections of one listener share. Its settings may change while they are open.
final class MLLPShared: Sendable {
  let taker: any FrameTaker
  let faults: Faults
  let budget: ByteBudget
  let logger: Logger
  private let held: Mutex<MLLPSettings>
  private let changes = Atomic<Int>(0)
  private let bytes = Atomic<Int>(0)
  private let refused = Mutex<[String: Int]>([:])

  /// Addresses that are told apart within a minute; those beyond are told as one.
  private static let addressesMax = 64

  init(
    settings: MLLPSettings, taker: any FrameTaker, faults: Faults, budget: ByteBudget,
    logger: Logger
  ) {
    held = Mutex(settings)
    self.taker = taker
    self.faults = faults
    self.budget = budget
    self.logger = logger
  }

  /// The settings in force.
  var settings: MLLPSettings { held.withLock { $0 } }

  /// Grows with every change of the settings.
  var revision: Int { changes.load(ordering: .acquiring) }

  /// Puts other settings in force for connections that are open too.
  func change(to settings: MLLPSettings) {
    held.withLock { $0 = settings }
    changes.wrappingAdd(1, ordering: .releasing)
  }

  /// Bytes that the connections of this listener hold.
  var bytesHeld: Int { bytes.load(ordering: .relaxed) }

  /// Notes that a connection holds so many bytes more, or fewer.
  func hold(_ more: Int) { bytes.wrappingAdd(more, ordering: .relaxed) }

  /// Tells of a connection from an address that may not connect: a row at once, and then one a
  /// minute with how many more there were.
  func refuseAddress(_ address: String, on eventLoop: any EventLoop) {
    let (name, isFirst) = refused.withLock { refused in
      let known = refused[address] != nil || refused.count < Self.addressesMax
      let name = known ? address : "other addresses"
      defer { refused[name, default: -1] += 1 }
      return (name, refused[name] == nil)
    }
    guard isFirst else { return }
    tellOfRefused(name, count: 1)
    tellLater(name, on: eventLoop)
  }

  private func tellLater(_ name: String, on eventLoop: any EventLoop) {
    eventLoop.scheduleTask(in: .seconds(MLLPSettings.oddSeconds)) { [self] in
      let more = refused.withLock { refused in
        let more = refused[name] ?? 0
        refused[name] = more > 0 ? 0 : nil
        return more
      }
      guard more > 0 else { return }
      tellOfRefused(name, count: more)
      tellLater(name, on: eventLoop)
    }
  }

  private func tellOfRefused(_ name: String, count: Int) {
    let times = count == 1 ? "a connection" : "\(count) more connections"
    taker.recordBroken(
      [],
      reason: "\(times) from \(name) refused: not within allow-from of this endpoint",
      integration: settings.integration)
  }
}

/// Oddities of one connection, so that a source that is odd in every frame does not fill the list:
/// each kind is told at once, and then once a minute with how often it was seen.
final class OddityTally {
  /// A kind of oddity, and how it is told.
  enum Kind: Hashable {
    case noise
    case envelope(MLLPWarning)
    case refusedReply
  }

  private var counts: [Kind: Int] = [:]
  private var clocks: [Kind: Scheduled<Void>] = [:]
  private var peeks: [Kind: [UInt8]] = [:]
  private let tell: (Kind, Int, [UInt8]) -> Void

  init(_ tell: @escaping (Kind, Int, [UInt8]) -> Void) { self.tell = tell }

  /// Notes an oddity; to be called on the connection's own loop.
  func note(_ kind: Kind, count: Int = 1, peek: [UInt8], on eventLoop: any EventLoop) {
    guard clocks[kind] == nil else {
      counts[kind, default: 0] += count
      if peeks[kind] == nil { peeks[kind] = peek }
      return
    }
    tell(kind, count, peek)
    wait(kind, on: eventLoop)
  }

  /// Tells what has not been told, and stops.
  func finish() {
    for (_, clock) in clocks { clock.cancel() }
    clocks = [:]
    for kind in counts.keys { tellRest(of: kind) }
  }

  private func wait(_ kind: Kind, on eventLoop: any EventLoop) {
    clocks[kind] = eventLoop.assumeIsolated().scheduleTask(
      in: .seconds(MLLPSettings.oddSeconds)
    ) {
      self.clocks[kind] = nil
      if self.tellRest(of: kind) { self.wait(kind, on: eventLoop) }
    }
  }

  @discardableResult
  private func tellRest(of kind: Kind) -> Bool {
    guard let count = counts.removeValue(forKey: kind) else { return false }
    tell(kind, count, peeks.removeValue(forKey: kind) ?? [])
    return true
  }
}

extension OddityTally.Kind {
  /// The reason that the row gives.
  func reason(count: Int) -> String {
    let times = count == 1 ? "" : " (\(count) times within a minute)"
    return words + times
  }

  private var words: String {
    switch self {
    case .noise: "bytes outside any frame"
    case .refusedReply: "the source refused our reply by a commit block of 0x15"
    case .envelope(let warning):
      switch warning {
      case .endWithoutCarriageReturn:
        "the frame's end 0x1C was not followed by 0x0D; the message was taken"
      case .unusualEnd:
        "the frame's end 0x1C was followed by other bytes before 0x0D; the message was taken"
      case .endOfStreamAfterEndByte:
        "the connection ended between 0x1C and 0x0D; the message was taken"
      case .repeatedStart: "two start bytes 0x0B in a row; the message was taken"
      }
    }
  }
}
