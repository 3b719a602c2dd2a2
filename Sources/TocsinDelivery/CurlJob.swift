// Tocsin — Delivery: one request on its way, and the line it waits in
// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Synchronization
internal import TocsinGateway

/// What is asked of libcurl.
enum CurlErrand: Sendable {
  case http(OutboundRequest)
  case mail(MailErrand)
  /// Connects, and says no more than the protocol's greeting.
  case reach(ReachErrand)

  var url: String {
    switch self {
    case .http(let request): request.url
    case .mail(let mail): mail.url
    case .reach(let reach): reach.url
    }
  }

  var timeoutMilliseconds: Int {
    switch self {
    case .http(let request): request.timeoutMilliseconds
    case .mail(let mail): mail.timeoutMilliseconds
    case .reach(let reach): reach.timeoutMilliseconds
    }
  }
}

/// Why nothing came of a request, and what a channel can tell of it.
struct CurlFailure: Error {
  enum Cause {
    /// The server's certificate is not trusted, or it does not offer TLS where it has to.
    case trust
    /// The server does not take the account.
    case account
    /// The server said no in the course of a mail.
    case mail(MailStage, MailReply)
    case other
  }

  let error: OutboundError
  var cause = Cause.other

  init(_ error: OutboundError, _ cause: Cause = .other) {
    self.error = error
    self.cause = cause
  }
}

/// A request, and who waits for what comes of it. Finishes once.
final class CurlJob: Sendable {
  typealias Outcome = Result<OutboundReply, CurlFailure>

  private struct State {
    var isCancelled = false
    var finish: (@Sendable (Outcome) -> Void)?
  }

  let errand: CurlErrand
  /// Where it may go; nil for what the client's settings say.
  let rule: AddressRule?
  private let state = Mutex(State())

  init(_ errand: CurlErrand, under rule: AddressRule?) {
    self.errand = errand
    self.rule = rule
  }

  /// Says what to call at the end.
  func begin(_ finish: @escaping @Sendable (Outcome) -> Void) {
    state.withLock { $0.finish = finish }
  }

  /// Marks the job; the thread ends it at its next look.
  func cancel() { state.withLock { $0.isCancelled = true } }

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  func finish(_ outcome: Outcome) {
    let finish = state.withLock { state in
      defer { state.finish = nil }
      return state.finish
    }
    finish?(outcome)
  }
}

/// The line between callers and the thread, and the handle that wakes it.
///
/// `@unchecked`: `multi` is a pointer that never changes. Other threads use it only for
/// `curl_multi_wakeup`, under the lock and while `isOpen`; the thread destroys it after it has
/// taken the line's end under the same lock.
final class CurlLine: @unchecked Sendable {
  private struct State {
    var jobs: [CurlJob] = []
    /// Jobs taken and not finished.
    var running = 0
    var isOpen = true
    var isEnding = false
    var ends: [@Sendable () -> Void] = []
  }

  let multi: UnsafeMutableRawPointer
  private let state = Mutex(State())

  init?() {
    guard let multi = curl_multi_init() else { return nil }
    self.multi = multi
  }

  /// Puts a job in line.
  ///
  /// - Returns: false when the line is at its bound or at its end.
  func add(_ job: CurlJob) -> Bool {
    state.withLock { state in
      guard state.isOpen, !state.isEnding,
        state.jobs.count + state.running < DeliveryLimits.transfersMax
      else { return false }
      state.jobs.append(job)
      curl_multi_wakeup(multi)
      return true
    }
  }

  /// Makes the thread look again.
  func wake() {
    state.withLock { if $0.isOpen { curl_multi_wakeup(multi) } }
  }

  /// Asks the thread to end; `then` is called when it has, at once when it had.
  func close(then: (@Sendable () -> Void)?) {
    let isOver = state.withLock { state in
      guard state.isOpen else { return true }
      state.isEnding = true
      if let then { state.ends.append(then) }
      curl_multi_wakeup(multi)
      return false
    }
    if isOver { then?() }
  }

  /// For the thread: what has come, and whether to end.
  func take(running: Int) -> (jobs: [CurlJob], isEnding: Bool) {
    state.withLock { state in
      defer { state.jobs = [] }
      state.running = running + state.jobs.count
      return (state.jobs, state.isEnding)
    }
  }

  /// For the thread, last of all: destroys the handle and tells who waits for it.
  func end() {
    let ends = state.withLock { state in
      state.isOpen = false
      curl_multi_cleanup(multi)
      return state.ends
    }
    for end in ends { end() }
  }
}
