// Tocsin — tocsin: reaching a site's gateway and channels for the doctor
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinDelivery
internal import TocsinDoctor
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinPagers
internal import TocsinServer
internal import TocsinSystem

extension SiteExamination {
  // MARK: The gateway

  /// Asks the gateway whether it is ready, and what time it has.
  ///
  /// - Parameters:
  ///   - holder: the process that holds the folder.
  ///   - shown: the certificate that it shows, which alone is trusted here.
  func gateway(
    _ holder: String?, _ shown: CertificateFacts?
  ) async -> (facts: GatewayFacts?, skew: Milliseconds?) {
    guard let address = try? listen.httpAddress(settings) else { return (nil, nil) }
    let text = "\(address)"
    let reply: OutboundReply
    do throws(OutboundError) {
      reply = try await ask(address, shown)
    } catch {
      guard let holder else { return (.absent, nil) }
      let why = if case .unreachable(let words) = error { words } else { "\(error)" }
      return (.silent(process: holder, address: text, why: why), nil)
    }
    let date = reply.headers.first { $0.name == "date" }.flatMap { ServerDate.instant($0.value) }
    let skew = date.map { $0 - clock.now() }
    guard let holder else { return (.stranger(address: text), skew) }
    guard reply.status == 200 || reply.status == 503 else {
      let why = "/readyz is answered \(reply.status)"
      return (.silent(process: holder, address: text, why: why), skew)
    }
    return (.answered(process: holder, address: text, reasons: Self.reasons(reply)), skew)
  }

  private static func reasons(_ reply: OutboundReply) -> [String] {
    guard reply.status != 200 else { return [] }
    struct NotReady: Decodable {
      let reasons: [String]
    }
    let body = try? JSONDecoder().decode(NotReady.self, from: Foundation.Data(reply.body))
    return body?.reasons ?? ["it gives no reason"]
  }

  private func ask(
    _ address: ListenAddress, _ shown: CertificateFacts?
  ) async throws(OutboundError) -> OutboundReply {
    let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][address.host] ?? address.host
    let numeric = host.contains(":") ? "[\(host)]" : host
    var (scheme, name) = ("http", numeric)
    var curl = CurlSettings(rule: AddressRule())
    if let files = listen.certificateFiles(settings) {
      scheme = "https"
      curl.authorities = files.certificate
      if let shown, case .held(let names, _, _) = shown.outcome, !names.contains(host),
        let first = names.first
      {
        name = first.hasPrefix("*.") ? "tocsin" + first.dropFirst() : first
        curl.pins = ["\(name):\(address.port):\(numeric)"]
      }
    }
    curl.rule = AddressRule(hosts: [name], insideHosts: [name])
    guard let client = CurlClient(curl) else {
      throw .unreachable("the HTTP library cannot be started")
    }
    let url = "\(scheme)://\(name):\(address.port)/readyz"
    let request = OutboundRequest("GET", url, timeoutMilliseconds: 5_000)
    do throws(OutboundError) {
      let reply = try await client.perform(request)
      await client.stop()
      return reply
    } catch {
      await client.stop()
      throw error
    }
  }

  // MARK: Channels

  /// Tries the server of each channel, all at once. Nothing is sent.
  func channels(_ revisions: [DocumentRevision]) async -> [ChannelFacts] {
    let document = revisions.first { $0.kind == DocumentKind.channels.rawValue }
    guard let document, let table = try? DocumentValues.contacts(text: document.text),
      let client = try? WebDialler.channels(settings)
    else { return [] }
    let places = table.channels.flatMap(Self.places)
    var found: [Int: ChannelFacts] = [:]
    await withTaskGroup(of: (Int, ChannelFacts).self) { group in
      for (number, place) in places.enumerated() {
        let (channel, server) = place
        group.addTask { (number, await Self.attempt(channel, at: server, over: client)) }
      }
      for await (number, facts) in group { found[number] = facts }
    }
    await client.stop()
    return places.indices.compactMap { found[$0] }
  }

  /// The servers of a channel: one, or the hosts of push services that the document lists.
  private static func places(
    _ channel: ChannelSettings
  ) -> [(channel: ChannelSettings, server: String)] {
    guard channel.kind == .webPush else { return [(channel, channel.server)] }
    let hosts = channel.hosts.filter { !$0.contains("*") }
    return hosts.isEmpty ? [(channel, "")] : hosts.map { (channel, "https://\($0)") }
  }

  private static func attempt(
    _ channel: ChannelSettings, at server: String, over client: CurlClient
  ) async -> ChannelFacts {
    func facts(_ outcome: ChannelFacts.Outcome) -> ChannelFacts {
      ChannelFacts(name: channel.name, server: shown(server), outcome: outcome)
    }
    guard !server.isEmpty else {
      return facts(.untried(why: "each browser names the push service of its maker"))
    }
    if let line = SerialSetting(server) {
      return facts(
        MachineReadings.canUse(line.path)
          ? .reached : .refused(why: "this account cannot open the line"))
    }
    switch await ServerReach.of(server, within: channel.timeout, over: client) {
    case .reached: return facts(.reached)
    case .refused(let why): return facts(.refused(why: why))
    case .untrusted(let why): return facts(.untrusted(why: why))
    }
  }

  /// Scheme, host and port: what follows in a URL may be a secret.
  private static func shown(_ server: String) -> String {
    guard let scheme = server.firstRange(of: "://") else { return server }
    let rest = server[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    return String(server[..<scheme.upperBound] + rest)
  }
}
