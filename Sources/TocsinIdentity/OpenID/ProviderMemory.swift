// Tocsin — Identity: a provider's document and keys, remembered
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Fetches a provider's document and keys when somebody needs them, and keeps them: fresh for an
/// hour, and for a day when the provider does not answer. A key that is not among them makes them
/// be fetched again, but only every 30 seconds, so that nobody can make the gateway knock more
/// often.
actor ProviderMemory {
  struct Known: Sendable {
    let document: ProviderDocument
    let keys: ProviderKeys
    let at: Timestamp
  }

  private let issuer: String
  private let http: any OutboundHTTP
  private let time: any TimeSource
  private let report: @Sendable (String) -> Void
  private var known: Known?
  private var askedAt: Timestamp?
  private var failedAt: Timestamp?
  private var running: Task<Known?, Never>?

  init(
    issuer: String, http: any OutboundHTTP, time: any TimeSource,
    report: @escaping @Sendable (String) -> Void
  ) {
    self.issuer = issuer
    self.http = http
    self.time = time
    self.report = report
  }

  /// What the provider says of itself.
  ///
  /// - Throws: `unreachable` when it cannot be had and the last is older than a day.
  func document() async throws(OpenIDError) -> ProviderDocument { try await present().document }

  /// The key that a token names; nil when the provider has none such.
  func key(for token: CompactToken) async throws(OpenIDError) -> ProviderKey? {
    let present = try await present()
    if let key = present.keys.key(for: token) { return key }
    let now = time.now()
    if let askedAt, now < askedAt + .seconds(OpenIDLimits.refetchSeconds) { return nil }
    return await refreshed()?.keys.key(for: token)
  }

  private func present() async throws(OpenIDError) -> Known {
    let now = time.now()
    if let known, now < known.at + .seconds(OpenIDLimits.freshSeconds) { return known }
    if let known = await refreshed() { return known }
    if let known, now < known.at + .seconds(OpenIDLimits.staleSeconds) { return known }
    throw .unreachable
  }

  /// Fetches both, once for all who wait; nil when that fails or has just failed.
  private func refreshed() async -> Known? {
    if let running { return await running.value }
    let now = time.now()
    if let failedAt, now < failedAt + .seconds(OpenIDLimits.pauseSeconds) { return nil }
    askedAt = now
    let task = Task { await fetch(at: now) }
    running = task
    let fetched = await task.value
    running = nil
    failedAt = fetched == nil ? time.now() : nil
    if let fetched { known = fetched }
    return fetched
  }

  private func fetch(at now: Timestamp) async -> Known? {
    do {
      let body = try await get(ProviderDocument.address(of: issuer))
      let document = try ProviderDocument(body, issuer: issuer)
      guard let keys = await ProviderKeys(try await get(document.keysAddress)) else {
        throw TokenFault(check: "jwks")
      }
      return Known(document: document, keys: keys, at: now)
    } catch let fault as TokenFault {
      report(ProviderWords.unusable(issuer, fault.check))
    } catch {
      report(ProviderWords.away(issuer, error))
    }
    return nil
  }

  private func get(_ address: String) async throws -> [UInt8] {
    let reply = try await http.perform(
      OutboundRequest(
        "GET", address, headers: [("Accept", "application/json")],
        replyBytesMax: OpenIDLimits.documentBytesMax))
    guard reply.status == 200 else { throw TokenFault(check: "status \(reply.status)") }
    return reply.body
  }
}

/// What an operator is told about a provider: no token, no name of a person.
enum ProviderWords {
  private static let scope = "sign-in by the provider waits, pages do not"

  static func away(_ issuer: String, _ error: any Error) -> String {
    let why: String
    switch error as? OutboundError {
    case .unreachable(let words): why = words
    case .timedOut: why = "no answer in time"
    case .tooLarge: why = "its answer is too large"
    case .forbidden: why = "its address is not one that may be asked"
    case .cancelled: why = "the request was cancelled"
    case nil: why = "no answer"
    }
    return "the OpenID provider \(issuer) cannot be reached: \(why); \(scope); try: curl "
      + ProviderDocument.address(of: issuer)
  }

  static func unusable(_ issuer: String, _ check: String) -> String {
    "the OpenID provider \(issuer) answers what cannot be used (\(check)); \(scope); "
      + "compare openid.issuer with the issuer in " + ProviderDocument.address(of: issuer)
  }

  static func noClient(_ issuer: String, _ word: String) -> String {
    "the OpenID provider \(issuer) refuses this site's client (\(word)); compare openid.clientID, "
      + "openid.clientSecretFile and the redirect that is registered there"
  }
}
