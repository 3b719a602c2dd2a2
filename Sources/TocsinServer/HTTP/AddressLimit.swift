// Tocsin — Server: how often an address may ask for what needs no signature
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore

/// What one address may do: so much at once, and then one more after each pause.
struct Allowance: Sendable {
  let burst: Int64
  let pause: Milliseconds

  /// Enrolments. A hospital's phones may all come from one proxy.
  static let enrolment = Allowance(burst: 60, pause: .seconds(1))
  /// Readings of calendars. Programs of a whole hospital may come from one proxy.
  static let calendar = Allowance(burst: 60, pause: .seconds(1))
  /// Reports of the content policy.
  static let violation = Allowance(burst: 20, pause: .seconds(6))
}

/// A token bucket for each address, as one instant: when its bucket will be full again (the generic
/// cell rate algorithm, ITU-T I.371).
///
/// Asked only for routes that anybody may take. A signed request is never counted and never
/// refused here: an answer to a page has to come through whatever else its address does.
final class AddressLimit: Sendable {
  /// Addresses remembered; beyond it the one that is nearest to full is forgotten.
  static let addressesMax = 4_096

  private let allowance: Allowance
  private let fullAt = Mutex<[String: Timestamp]>([:])

  init(_ allowance: Allowance) { self.allowance = allowance }

  /// Takes one; false when the bucket is empty.
  func take(_ key: String, at now: Timestamp) -> Bool {
    let whole = allowance.pause * allowance.burst
    return fullAt.withLock { fullAt in
      // A clock that was set back must not lock anybody out for longer than a whole bucket.
      let before = min(max(fullAt[key] ?? now, now), now + whole)
      let after = before + allowance.pause
      guard after - now <= whole else { return false }
      if fullAt[key] == nil { Self.makeRoom(in: &fullAt, at: now) }
      fullAt[key] = after
      return true
    }
  }

  private static func makeRoom(in fullAt: inout [String: Timestamp], at now: Timestamp) {
    guard fullAt.count >= addressesMax else { return }
    fullAt = fullAt.filter { $0.value > now }
    guard fullAt.count >= addressesMax,
      let least = fullAt.min(by: { $0.value < $1.value })
    else { return }
    fullAt[least.key] = nil
  }
}

/// The limits of the routes that anybody may take.
final class OpenRouteLimits: Sendable {
  private let enrolments = AddressLimit(.enrolment)
  private let violations = AddressLimit(.violation)
  private let calendars = AddressLimit(.calendar)

  /// Throws 429 when the address has to wait.
  func check(_ name: RouteName, from address: String, at now: Timestamp) throws(Problem) {
    var isAllowed = true
    if name == .enrol { isAllowed = enrolments.take(address, at: now) }
    if name == .calendar(.feed) { isAllowed = calendars.take(address, at: now) }
    if name == .violation { isAllowed = violations.take(address, at: now) }
    guard !isAllowed else { return }
    throw Problem(
      .tooMany, "this address has asked too often", hint: "try again after Retry-After")
  }
}

/// How often a link may be tried with a proof that does not fit: five times, then it is as good as
/// spent (the token itself ends after ten minutes, which bounds what has to be remembered).
final class EnrolmentTries: Sendable {
  static let triesMax = 5
  /// Links remembered; beyond it the oldest are forgotten.
  static let linksMax = 4_096

  private struct Tries {
    var counts: [[UInt8]: Int] = [:]
    var order: [[UInt8]] = []
  }

  private let tries = Mutex(Tries())

  /// Throws 409 when the link was tried too often.
  func check(_ digest: [UInt8]) throws(Problem) {
    guard tries.withLock({ $0.counts[digest] ?? 0 }) >= Self.triesMax else { return }
    throw Problem(
      .spent, "a link may be tried \(Self.triesMax) times", field: "token",
      hint: "ask for a new enrolment link")
  }

  /// Counts a try that failed.
  func count(_ digest: [UInt8]) {
    tries.withLock { tries in
      if tries.counts[digest] == nil { tries.order.append(digest) }
      tries.counts[digest, default: 0] += 1
      guard tries.order.count > Self.linksMax else { return }
      tries.counts[tries.order.removeFirst()] = nil
    }
  }
}
