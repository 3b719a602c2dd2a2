// Tocsin — Server: reports of the content policy, and whom to tell of a weakness
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Logging
internal import Synchronization
internal import TocsinCore
internal import TocsinGateway

/// Counts what browsers report; of a report itself nothing is kept, since it can hold anything.
final class ViolationCount: Sendable {
  private struct Count {
    var all = 0
    var untold = 0
    var toldAt: Timestamp?
  }

  private static let pause = Milliseconds.minutes(1)
  private let count = Mutex(Count())

  /// All reports so far.
  var all: Int { count.withLock { $0.all } }

  /// Counts one; how many to tell of now, at most once a minute, else nil.
  func add(at now: Timestamp) -> Int? {
    count.withLock { count in
      count.all += 1
      count.untold += 1
      if let toldAt = count.toldAt, now < toldAt + Self.pause, toldAt <= now { return nil }
      defer { count.untold = 0 }
      count.toldAt = now
      return count.untold
    }
  }
}

extension Endpoints {
  /// A report of a browser that the content policy was broken (CSP 3 5.1, Reporting API 3).
  func violation(_ call: Call) throws(Problem) -> WebReply {
    let request = call.request
    let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
    guard ["application/csp-report", "application/reports+json"].contains(type) else {
      throw Problem(
        .wrongType, "the body must be a report", field: "Content-Type",
        hint: "send application/csp-report or application/reports+json")
    }
    guard request.body.count <= HTTPLimits.violationBytesMax else {
      throw Problem(
        .tooLarge, "a report has at most \(HTTPLimits.violationBytesMax) bytes",
        hint: "send fewer at once")
    }
    if let count = violations.add(at: surroundings.time.now()) {
      surroundings.logger.warning(
        "\(count) violations of the content policy were reported by browsers")
    }
    return WebReply(.noContent, headers: [:], body: .bytes([]))
  }

  /// Whom to tell of a weakness (RFC 9116).
  func securityText(_ call: Call) throws(Problem) -> WebReply {
    guard let contact = securityContact else {
      throw Problem(
        .notFound, "this site names no contact", hint: "set TOCSIN_SECURITY_CONTACT")
    }
    let expires = RFC3339.text(surroundings.time.now() + .days(HTTPLimits.securityTextDays))
    let text = "Contact: \(contact)\nExpires: \(expires)\nPreferred-Languages: en\n"
    return WebReply(
      .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
  }
}
