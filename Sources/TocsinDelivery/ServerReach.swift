// Tocsin — Delivery: whether a channel's server can be reached
// SPDX-License-Identifier: Apache-2.0

internal import CCurl
package import TocsinCore
internal import TocsinGateway

/// A connection that is made and ended: TCP, TLS where the channel has it, and for SMTP the
/// greeting with STARTTLS. No page, no account and no secret goes over it.
struct ReachErrand: Sendable {
  let url: String
  /// `HOST:PORT` of a protocol that has no TLS, written as an `http:` URL of which only host and
  /// port are used; such a terminal may stand anywhere inside.
  let isPlain: Bool
  let timeoutMilliseconds: Int
}

/// What came of trying to reach a server.
package enum ServerReach: Hashable, Sendable {
  case reached
  case refused(String)
  /// Somebody is there whose certificate is not trusted, or who offers no TLS where it has to be.
  case untrusted(String)

  /// Longer is waited for no server.
  static let timeoutMax = Milliseconds.seconds(10)

  /// Tries a server as a channel's document names it: a URL, or `HOST:PORT`.
  package static func of(
    _ server: String, within length: Milliseconds, over client: CurlClient
  ) async -> ServerReach {
    let isPlain = !server.contains("://")
    let url = isPlain ? "http://\(server)" : server
    guard let host = URLPlace(url)?.host else { return .refused("\(server) is no server") }
    let errand = ReachErrand(
      url: url, isPlain: isPlain,
      timeoutMilliseconds: Int(min(max(length, .seconds(1)), timeoutMax).count))
    let rule = AddressRule(hosts: [host], insideHosts: [host])
    switch await client.carry(.reach(errand), under: rule) {
    case .success: return .reached
    case .failure(let failure): return ServerReach(failure)
    }
  }

  private init(_ failure: CurlFailure) {
    let words =
      switch failure.error {
      case .unreachable(let words): words
      case .timedOut: "it did not answer in time"
      case .forbidden: "its address may not be asked, or it would be asked without TLS"
      case .tooLarge, .cancelled: "the connection broke off"
      }
    switch failure.cause {
    case .trust: self = .untrusted(words)
    case .account, .mail, .other: self = .refused(words)
    }
  }
}

/// The `Date` of a reply (RFC 9110 §6.6.1).
package enum ServerDate {
  /// Whole seconds; nil for what is no date.
  package static func instant(_ value: String) -> Timestamp? {
    let date = curl_getdate(value, nil)
    return date < 0 ? nil : Timestamp(milliseconds: Int64(date) * 1_000)
  }
}
