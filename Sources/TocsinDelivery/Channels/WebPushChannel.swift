// Tocsin — Delivery: the push service of a device's browser
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Web Push (RFC 8030): one POST to the endpoint of a subscription, encrypted for the browser.
///
/// The body is the JSON of a declarative push message, so that a browser shows a page even where no
/// worker of ours runs: a title that says nothing of the alert, and where a tap leads. The envelope
/// stands beside it in base64url where there is room; the worker opens it and puts its own words
/// into the place of the title.
///
/// | Answer | Outcome |
/// |---|---|
/// | 200, 201, 202 | handed over: the service has it, and no device yet |
/// | 400, 401, 403 | misconfigured |
/// | 404, 410 | gone |
/// | 413 | too large |
/// | 429, 5xx, none in time | not now |
/// | any other | refused; redirects are not followed |
struct WebPushChannel: PageChannel {
  let asking: ChannelAsking
  let sealer: any PushSealer

  /// No service keeps a page for longer: what is older is decided anew.
  private static let validForMax = Milliseconds.seconds(300)
  /// A token (RFC 8292 §2) ends at a multiple of this, between once and twice as far ahead.
  private static let tokenStep: Int64 = 6 * 3_600_000

  func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    do throws(ChannelEnd) {
      guard case .device(let subscription) = order.address else {
        throw ChannelEnd(.refused(note: "Web Push reaches devices, and no person's address"))
      }
      let endpoint = try place(subscription, order.channel)
      let request = try request(order, subscription, endpoint)
      let inside: Set<String> = endpoint.isListed ? [endpoint.host] : []
      let rule = AddressRule(hosts: [endpoint.host], insideHosts: inside)
      let reply = try await asking.ask(request, for: order, rule).get()
      return outcome(of: reply)
    } catch {
      return error.outcome
    }
  }

  private func place(
    _ subscription: PushSubscription, _ channel: ChannelSettings
  ) throws(ChannelEnd) -> PushEndpoint {
    do throws(PushEndpointFault) {
      return try PushEndpoint(subscription.endpoint, hosts: channel.hosts)
    } catch {
      throw ChannelEnd(.refused(note: error.reason))
    }
  }

  private func request(
    _ order: ChannelOrder, _ subscription: PushSubscription, _ endpoint: PushEndpoint
  ) throws(ChannelEnd) -> OutboundRequest {
    let topic = Base64URL.encode(
      Array(sealer.digest(order.page.bytes + subscription.device.bytes).prefix(24)))
    let subject = try subject(order.channel)
    let body: [UInt8]
    let authorization: String
    do throws(SealingError) {
      body = try sealer.encrypt(message(order, topic), for: subscription)
      authorization = try sealer.authorization(
        origin: endpoint.origin, subject: subject, until: tokenEnd())
    } catch {
      throw ChannelEnd(.gone(note: "the browser's key of the subscription is none"))
    }
    let seconds = (min(max(order.validFor, .zero), Self.validForMax).count + 999) / 1_000
    return OutboundRequest(
      "POST", subscription.endpoint,
      headers: [
        ("TTL", "\(seconds)"), ("Urgency", rush(order.priority)), ("Topic", topic),
        ("Content-Encoding", "aes128gcm"), ("Content-Type", "application/octet-stream"),
        ("Authorization", authorization),
      ], body: body)
  }

  /// The sender's contact (RFC 8292 §2.1).
  private func subject(_ channel: ChannelSettings) throws(ChannelEnd) -> String {
    let sender = channel.sender
    if sender.hasPrefix("mailto:") || sender.hasPrefix("https:") { return sender }
    guard sender.contains("@") else {
      throw ChannelEnd(
        .misconfigured(note: "sender: push services ask for a mailto: or https: contact"))
    }
    return "mailto:" + sender
  }

  private func tokenEnd() -> Timestamp {
    let step = asking.clock.now().milliseconds / Self.tokenStep
    return Timestamp(milliseconds: (step + 2) * Self.tokenStep)
  }

  private func rush(_ priority: Priority) -> String {
    switch priority {
    case .crash, .high: "high"
    case .medium: "normal"
    case .low: "low"
    }
  }

  /// The declarative message, without the envelope where it does not fit.
  private func message(_ order: ChannelOrder, _ topic: String) -> [UInt8] {
    guard case .envelope(let envelope) = order.content else { return json(order, topic, nil) }
    let whole = json(order, topic, envelope)
    return whole.count <= PushLimits.plainBytesMax ? whole : json(order, topic, nil)
  }

  private func json(_ order: ChannelOrder, _ tag: String, _ envelope: [UInt8]?) -> [UInt8] {
    var json = JSONText()
    json.raw(#"{"web_push":8030,"mutable":true,"notification":{"#)
    json.members([
      "title": title(order), "body": ChannelWords.open(in: order.language),
      "lang": order.language.rawValue, "tag": tag, "navigate": asking.site + "/",
    ])
    json.raw("}")
    if let envelope {
      json.raw(",")
      json.members(["envelope": Base64URL.encode(envelope)])
    }
    json.raw("}")
    return json.bytes
  }

  /// By the envelope's type (byte 5): most ask, some tell what became of a page.
  private func title(_ order: ChannelOrder) -> String {
    guard case .envelope(let bytes) = order.content, bytes.count > 5,
      let type = EnvelopeType(rawValue: bytes[5])
    else { return ChannelWords.title(order.priority, in: order.language) }
    switch type {
    case .withdrawn, .retracted, .ended, .resolved, .stoodDown:
      return ChannelWords.update(in: order.language)
    case .preview, .detail, .note, .rekey, .drill, .more:
      return ChannelWords.title(order.priority, in: order.language)
    }
  }

  private func outcome(of reply: OutboundReply) -> ChannelOutcome {
    switch reply.status {
    case 200, 201, 202: .handedOver(reference: "")
    case 400, 401, 403: .misconfigured(note: reply.note)
    case 404, 410: .gone(note: reply.note)
    case 413: .tooLarge
    case 429, 500...599: reply.notNow(at: asking.clock.now())
    default: .refused(note: reply.note)
    }
  }
}
