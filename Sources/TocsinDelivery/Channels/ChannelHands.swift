// Tocsin — Delivery: pages, handed to whatever channel the site has
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
package import TocsinGateway
internal import TocsinMapping

/// All the kinds of channels behind one port.
///
/// What an order may say is a matter of types: words come as a `PageText`, which has no place for
/// anything of an alert (S5), and an envelope is sealed already. Notes say a status, a code of a
/// protocol or an error of the network, and never where something went.
package struct ChannelHands: PageChannel {
  private let channels: @Sendable (ChannelKind) -> (any PageChannel)?

  /// - Parameter site: where people find the web client, as `https://pager.example.org`; empty
  ///   where nobody has said.
  package init(
    _ client: CurlClient, sealer: any PushSealer, clock: any TimeSource, site: String = ""
  ) {
    let asking = ChannelAsking(client: client, clock: clock, site: site)
    channels = { kind in
      switch kind {
      case .webPush: WebPushChannel(asking: asking, sealer: sealer)
      case .ntfy: NtfyChannel(asking: asking)
      case .mail: MailChannel(asking: asking)
      case .http: TemplateChannel(asking: asking)
      case .snpp, .tap, .wctp, .espa: nil
      }
    }
  }

  package func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    let kind = order.channel.kind
    guard let channel = channels(kind) else {
      return .misconfigured(note: "\(kind.rawValue) is not spoken by this program")
    }
    return await channel.hand(order)
  }
}

/// What every channel asks with.
struct ChannelAsking: Sendable {
  let client: CurlClient
  let clock: any TimeSource
  /// Empty for none.
  let site: String

  /// The longest that any channel is waited for, whatever its document says.
  static let timeoutMax = Milliseconds.seconds(60)
  /// Of a reply, which is read for a reference at most.
  static let replyBytesMax = 262_144

  static func timeout(of order: ChannelOrder) -> Int {
    Int(min(max(order.channel.timeout, Milliseconds(1)), timeoutMax).count)
  }

  /// Asks a server over HTTP, at the host of the URL and nowhere else. A document of the site names
  /// it, so that it may have a private address; `http:` goes to this machine alone.
  func ask(
    _ request: OutboundRequest, for order: ChannelOrder
  ) async -> Result<OutboundReply, ChannelEnd> {
    guard let host = URLPlace(request.url)?.host else { return .failure(.noURL) }
    return await ask(request, for: order, AddressRule(hosts: [host], insideHosts: [host]))
  }

  /// Asks under a rule.
  func ask(
    _ request: OutboundRequest, for order: ChannelOrder, _ rule: AddressRule
  ) async -> Result<OutboundReply, ChannelEnd> {
    var request = request
    request.timeoutMilliseconds = Self.timeout(of: order)
    request.replyBytesMax = Self.replyBytesMax
    return await carry(.http(request), under: rule)
  }

  /// Carries out an errand; what comes of a failure is the same for every channel.
  func carry(
    _ errand: CurlErrand, under rule: AddressRule
  ) async -> Result<OutboundReply, ChannelEnd> {
    switch await client.carry(errand, under: rule) {
    case .success(let reply): .success(reply)
    case .failure(let failure):
      .failure(ChannelEnd(failure, timeout: errand.timeoutMilliseconds))
    }
  }
}

/// An outcome that ends a hand-over early.
struct ChannelEnd: Error {
  let outcome: ChannelOutcome

  init(_ outcome: ChannelOutcome) { self.outcome = outcome }

  init(_ failure: CurlFailure, timeout: Int) {
    switch (failure.error, failure.cause) {
    case (.timedOut, _): self.init(.notNow(wait: nil, note: "no answer within \(timeout) ms"))
    case (.tooLarge, _): self.init(.notNow(wait: nil, note: "the answer is longer than any can be"))
    case (.cancelled, _): self.init(.notNow(wait: nil, note: "the process is ending"))
    case (.forbidden, _):
      self.init(
        .misconfigured(
          note: "an address that may not be asked: over TLS a host may have any but a link-local "
            + "one, in the clear only one of this machine"))
    case (.unreachable(let words), .trust):
      self.init(.misconfigured(note: "TLS: \(words)"))
    case (.unreachable, .account):
      self.init(.misconfigured(note: "the server does not take the account and its secret"))
    case (.unreachable, .mail(let stage, let reply)):
      self.init(MailChannel.outcome(of: reply, at: stage))
    case (.unreachable(let words), .other): self.init(.notNow(wait: nil, note: words))
    }
  }

  static let noURL = ChannelEnd(.misconfigured(note: "server: no URL, or one with a password"))
  static let noPerson = ChannelEnd(
    .refused(note: "this kind of channel takes words for a person's address, and nothing else"))
}

extension ChannelOrder {
  /// The address and the words, for a channel to people.
  func words() throws(ChannelEnd) -> (address: String, text: PageText) {
    guard case .person(let address) = self.address, case .text(let text) = content else {
      throw .noPerson
    }
    return (address, text)
  }
}

extension OutboundReply {
  /// The status, as a note has it.
  var note: String { "status \(status)" }

  /// Not now, and how long to wait where the reply says so (RFC 9110 §10.2.3).
  func notNow(at now: Timestamp) -> ChannelOutcome {
    let value = headers.first { $0.name == "retry-after" }?.value
    return .notNow(wait: value.flatMap { RetryAfter.wait($0, at: now) }, note: note)
  }

  /// The value of a member of a JSON body, by its path with dots; empty when there is none.
  func member(_ path: String) -> String {
    guard !path.isEmpty, var tree = try? JSONTree(parsing: body) else { return "" }
    for step in path.split(separator: ".") {
      if case .list(let elements) = tree, let place = Int(step), elements.indices.contains(place) {
        tree = elements[place]
      } else if let value = tree[String(step)] {
        tree = value
      } else {
        return ""
      }
    }
    return String((tree.scalar ?? "").prefix(Self.memberLengthMax))
  }

  private static let memberLengthMax = 200
}
