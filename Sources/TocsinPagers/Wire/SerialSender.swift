// Tocsin — Pagers: a sender of old pagers at a serial line
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
package import Logging
internal import Synchronization
internal import TocsinCore
package import TocsinGateway

/// Listens to the sender at one serial line, on a thread of its own. A line that breaks is opened
/// again each second, and after a sender was seen off it begins anew.
///
/// The line itself is the permission: nobody but the sender is at its other end.
package final class SerialSender: Sendable {
  /// One look at the line, in milliseconds.
  private static let slice: Int32 = 20
  private static let slicesBetweenTries = 50

  private let kind: PagerProtocol
  private let setting: SerialSetting
  private let taker: any PagerTaker
  private let logger: Logger
  private let isOver = Atomic(false)

  /// - Parameter kind: `tap` or `espa`.
  package init(
    _ kind: PagerProtocol, _ setting: SerialSetting, taker: any PagerTaker, logger: Logger
  ) {
    self.kind = kind
    self.setting = setting
    self.taker = taker
    self.logger = logger
  }

  /// Starts to listen; false when there is no such line, or it cannot be set.
  package func start() -> Bool {
    guard let descriptor = setting.open() else { return false }
    return OwnThread.start { self.run(descriptor) }
  }

  /// Ends the thread soon; a call that is on its way still is taken.
  package func stop() { isOver.store(true, ordering: .relaxed) }

  private var isRunning: Bool { !isOver.load(ordering: .relaxed) }

  private func run(_ first: Int32) {
    var descriptor: Int32? = first
    var isBroken = false
    while isRunning {
      if let open = descriptor {
        serve(open)
        tcdrain(open)
        close(open)
        if isRunning, !isBroken { logger.error("a serial line of a sender of pagers broke off") }
        isBroken = true
      }
      for _ in 0..<Self.slicesBetweenTries where isRunning { poll(nil, 0, Self.slice) }
      descriptor = isRunning ? setting.open() : nil
      if descriptor != nil { isBroken = false }
    }
    if let descriptor { close(descriptor) }
  }

  /// Returns when the line breaks, or at the stop.
  private func serve(_ descriptor: Int32) {
    while isRunning {
      var conversation = SenderAtLine(host(), kind, taker, on: descriptor)
      guard conversation.run(slice: Self.slice, while: { isRunning }) else { return }
    }
  }

  private func host() -> any PagerHost {
    let name = taker.connectionName()
    switch kind {
    case .tap: return TAPHost(name: name)
    case .espa: return ESPAHost(name: name)
    case .snpp, .wctp: preconditionFailure("SNPP and WCTP have no serial lines")
    }
  }
}

/// The answer for which a host waits, from whatever thread it is said on.
private final class AnswerBox: Sendable {
  private let answer = Mutex<OwedAnswer?>(nil)

  func put(_ answer: OwedAnswer) { self.answer.withLock { $0 = answer } }

  func take() -> OwedAnswer? {
    answer.withLock { answer in
      defer { answer = nil }
      return answer
    }
  }
}

/// One sender, from its first byte until it is seen off.
private struct SenderAtLine {
  private let kind: PagerProtocol
  private let taker: any PagerTaker
  private let descriptor: Int32
  private var host: any PagerHost
  private var box: AnswerBox?
  private var silentFor: Int64 = 0
  private var isOver = false

  init(
    _ host: any PagerHost, _ kind: PagerProtocol, _ taker: any PagerTaker, on descriptor: Int32
  ) {
    self.host = host
    self.kind = kind
    self.taker = taker
    self.descriptor = descriptor
  }

  /// Whether the line still stands.
  mutating func run(slice: Int32, while isRunning: () -> Bool) -> Bool {
    perform(host.begin())
    var buffer = [UInt8](repeating: 0, count: 512)
    while !isOver, isRunning() {
      if let answer = box?.take() {
        box = nil
        perform(host.hear(answer))
      }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, slice) > 0 else {
        silentFor += Int64(slice)
        if silentFor >= host.patience.count, box == nil {
          silentFor = 0
          perform(host.lapse())
        }
        continue
      }
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        silentFor = 0
        perform(host.hear(Array(buffer[..<count])))
      } else if count == 0 || errno != EAGAIN {
        return false
      }
    }
    return true
  }

  private mutating func perform(_ actions: [HostAction]) {
    for action in actions where !isOver {
      switch action {
      case .send(let bytes):
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      case .check(let pager): perform(host.checked(taker.check(pager, from: kind)))
      case .take(let calls):
        let box = AnswerBox()
        self.box = box
        taker.take(calls) { box.put(.taken($0)) }
      case .ask(let tag):
        let box = AnswerBox()
        self.box = box
        taker.standing(of: tag) { box.put(.told($0)) }
      case .forget(let tag): taker.forget(tag)
      case .close: isOver = true
      }
    }
  }
}
