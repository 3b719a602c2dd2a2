// Tocsin — Pagers: conversations over serial lines
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import TocsinCore
internal import TocsinGateway

/// The serial lines of a site: a thread for each, one conversation at a time, most urgent first.
final class SerialLines: Sendable {
  /// Conversations of one line that wait; a further one is not now.
  static let waitingMax = 32

  private let lines = Mutex<[SerialSetting: SerialLine]>([:])

  /// Returns within `length`, which counts the wait for the line too.
  func carry(
    _ talk: any PagerTalk, over setting: SerialSetting, _ priority: Priority,
    within length: Milliseconds
  ) async -> ChannelOutcome {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let promise = loop.makePromise(of: ChannelOutcome.self)
    let job = SerialJob(talk, priority) { promise.succeed($0) }
    let late = ChannelOutcome.notNow(wait: nil, note: "no answer within \(length.count) ms")
    let limit = loop.scheduleTask(in: .milliseconds(length.count)) {
      job.cancel()
      promise.succeed(late)
    }
    promise.futureResult.whenComplete { _ in limit.cancel() }
    let line = lines.withLock { lines in
      let line = lines[setting] ?? SerialLine(setting)
      lines[setting] = line
      return line
    }
    if !line.add(job) {
      promise.succeed(.notNow(wait: nil, note: "too much waits for the serial line"))
    }
    return (try? await promise.futureResult.get()) ?? late
  }
}

/// One conversation that waits for its line.
private final class SerialJob: Sendable {
  let talk: any PagerTalk
  let priority: Priority
  let finish: @Sendable (ChannelOutcome) -> Void
  private let isOver = Atomic(false)

  init(
    _ talk: any PagerTalk, _ priority: Priority,
    finish: @escaping @Sendable (ChannelOutcome) -> Void
  ) {
    self.talk = talk
    self.priority = priority
    self.finish = finish
  }

  var isCancelled: Bool { isOver.load(ordering: .relaxed) }
  func cancel() { isOver.store(true, ordering: .relaxed) }
}

/// One line. Its thread lives while something waits.
private final class SerialLine: Sendable {
  private struct State {
    /// The most urgent first, in the order of arrival.
    var waiting: [SerialJob] = []
    var isRunning = false
  }

  private let setting: SerialSetting
  private let state = Mutex(State())

  init(_ setting: SerialSetting) { self.setting = setting }

  /// False when too many wait, or no thread can be started.
  func add(_ job: SerialJob) -> Bool {
    let (isTaken, starts) = state.withLock { state in
      state.waiting.removeAll(where: \.isCancelled)
      guard state.waiting.count < SerialLines.waitingMax else { return (false, false) }
      let place = state.waiting.firstIndex { $0.priority > job.priority }
      state.waiting.insert(job, at: place ?? state.waiting.endIndex)
      defer { state.isRunning = true }
      return (true, !state.isRunning)
    }
    guard starts, !OwnThread.start({ self.run() }) else { return isTaken }
    state.withLock { state in
      state.isRunning = false
      state.waiting = []
    }
    return false
  }

  private func next() -> SerialJob? {
    state.withLock { state in
      while let job = state.waiting.first {
        state.waiting.removeFirst()
        if !job.isCancelled { return job }
      }
      state.isRunning = false
      return nil
    }
  }

  private func run() {
    while let job = next() {
      guard let descriptor = setting.open() else {
        job.finish(.misconfigured(note: "the serial line cannot be opened and set"))
        continue
      }
      var conversation = SerialConversation(job.talk, on: descriptor)
      job.finish(conversation.run { job.isCancelled })
      tcdrain(descriptor)
      close(descriptor)
    }
  }
}

/// A conversation on its line's thread.
private struct SerialConversation {
  /// One look at the line; what is waited for is counted in these.
  private static let slice = 20

  private let descriptor: Int32
  private var talk: any PagerTalk
  private var slicesLeft: Int64?
  private var outcome: ChannelOutcome?

  init(_ talk: any PagerTalk, on descriptor: Int32) {
    self.talk = talk
    self.descriptor = descriptor
  }

  mutating func run(isCancelled: () -> Bool) -> ChannelOutcome {
    perform(talk.begin(), isCancelled)
    var buffer = [UInt8](repeating: 0, count: 512)
    while outcome == nil, !isCancelled() {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, Int32(Self.slice)) <= 0 {
        lapse(isCancelled)
        continue
      }
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        perform(talk.hear(Array(buffer[..<count])), isCancelled)
      } else if count == 0 || errno != EAGAIN {
        perform(talk.hangUp(), isCancelled)
        break
      }
    }
    return outcome ?? .notNow(wait: nil, note: "the serial line broke off")
  }

  private mutating func lapse(_ isCancelled: () -> Bool) {
    guard let left = slicesLeft else { return }
    slicesLeft = left > 1 ? left - 1 : nil
    if left <= 1 { perform(talk.lapse(), isCancelled) }
  }

  private mutating func perform(_ actions: [TalkAction], _ isCancelled: () -> Bool) {
    for action in actions where outcome == nil {
      switch action {
      case .send(let bytes): write(bytes, isCancelled)
      case .wait(let length): slicesLeft = length.count / Int64(Self.slice) + 1
      case .end(let outcome): self.outcome = outcome
      }
    }
  }

  private func write(_ bytes: [UInt8], _ isCancelled: () -> Bool) {
    var rest = bytes[...]
    while !rest.isEmpty, !isCancelled() {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
        continue
      }
      guard errno == EAGAIN else { return }
      var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&entry, 1, Int32(Self.slice))
    }
  }
}
