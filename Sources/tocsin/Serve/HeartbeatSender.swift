// Tocsin — tocsin: a sign of life for who watches from outside
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import Logging
internal import Synchronization
internal import TocsinCore
internal import TocsinDelivery
internal import TocsinGateway

/// Asks a URL of the operator's choice again and again as long as all is well. Who is asked pages
/// somebody when it is asked no more: of a gateway that has died, or lost its network, nobody else
/// can know. The request holds nothing, and the URL, which is a secret, stands in no log.
final class HeartbeatSender: Sendable {
  private struct State {
    var counts: [Outcome: Int] = [:]
    var last: Outcome?
  }

  private enum Outcome: String, CaseIterable {
    case taken
    /// Sent, and not answered by a 2xx.
    case failed
    /// Not sent, because something was wrong.
    case held
  }

  let every: Milliseconds
  private let url: String
  private let http: CurlClient
  private let state = Mutex(State())

  /// - Throws: `ValidationError` for what is no URL or no number of seconds.
  init?(_ flag: String?, _ settings: Settings) throws {
    guard let url = flag ?? settings.string("heartbeat") else { return nil }
    let parts = URLComponents(string: url)
    guard let parts, let scheme = parts.scheme?.lowercased(), let host = parts.host,
      !host.isEmpty, scheme == "https" || scheme == "http", parts.user == nil
    else { throw ValidationError("--heartbeat takes a URL such as https://watch.example/ID") }
    let seconds = Int64(settings.string("heartbeatEvery") ?? "60") ?? 0
    guard (1...3_600).contains(seconds) else {
      throw ValidationError("TOCSIN_HEARTBEAT_EVERY takes seconds from 1 to 3600")
    }
    every = .seconds(seconds)
    self.url = url
    // The operator has named this host and no other; http is for loopback alone.
    http = try WebDialler.client(settings, rule: AddressRule(hosts: [host], insideHosts: [host]))
  }

  func stop() async { await http.stop() }

  /// Sends one, unless there are reasons why the gateway is not well, or its writer does not
  /// answer.
  func beat(unlessThereAre reasons: [String], _ surroundings: Surroundings) async {
    guard reasons.isEmpty, (try? await surroundings.store.perform { _ in true }) == true else {
      return note(.held, "the heartbeat is held back: the gateway is not well", surroundings)
    }
    do {
      let request = OutboundRequest("GET", url, timeoutMilliseconds: 10_000)
      let status = try await http.perform(request).status
      guard (200..<300).contains(status) else {
        return note(.failed, "the heartbeat was answered with \(status)", surroundings)
      }
      note(.taken, "the heartbeat is taken", surroundings)
    } catch {
      note(.failed, "the heartbeat was not taken: \(Self.word(error))", surroundings)
    }
  }

  /// Said once, until it is different.
  private func note(_ outcome: Outcome, _ text: String, _ surroundings: Surroundings) {
    let isNews = state.withLock { state in
      state.counts[outcome, default: 0] += 1
      defer { state.last = outcome }
      return state.last != outcome
    }
    guard isNews else { return }
    surroundings.logger.log(level: outcome == .taken ? .notice : .error, "\(text)")
  }

  /// Without the library's words, which may hold the host.
  private static func word(_ error: OutboundError) -> String {
    switch error {
    case .unreachable: "it cannot be reached"
    case .timedOut: "it does not answer"
    case .tooLarge: "its answer is too long"
    case .forbidden: "its address may not be asked"
    case .cancelled: "the gateway stops"
    }
  }

  var families: [MetricFamily] {
    let counts = state.withLock { $0.counts }
    return [
      MetricFamily(
        "tocsin_heartbeats_total", .counter, "Signs of life for who watches from outside.",
        Outcome.allCases.map { outcome in
          MetricSample(
            Double(counts[outcome] ?? 0), [MetricLabel("outcome", outcome.rawValue)])
        })
    ]
  }
}
