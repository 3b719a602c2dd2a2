// Tocsin — DeliveryTests: pages handed to a strict push service
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDelivery
import TocsinGateway
import TocsinSealing

/// What `push_service.py` says of itself, and of a request.
private struct PushPeer: Decodable {
  let port: Int
  let authority: String
  let p256dh: String
  let auth: String
}

private struct Seen: Decodable {
  struct Claims: Decodable {
    let sub: String
    let k: String
  }

  let wrong: String?
  let ttl: Int?
  let rush: String?
  let topic: String?
  let length: Int?
  let plain: String?
  let claims: Claims?
}

/// A push service, its one subscription, and a channel that leads there.
private struct Pushing {
  let peer: PythonPeer
  let service: PushPeer
  let client: CurlClient
  var channel: ChannelSettings

  init(isTrusted: Bool = true) throws {
    peer = try PythonPeer("push_service")
    service = try peer.line(PushPeer.self)
    var settings = CurlSettings(
      rule: AddressRule(hosts: []), authorities: isTrusted ? service.authority : nil)
    settings.pins = ["push.test:\(service.port):127.0.0.1"]
    client = try #require(CurlClient(settings))
    channel = ChannelSettings("push", .webPush)
    channel.hosts = ["push.test"]
    channel.sender = "mailto:it@hospital.example"
    channel.timeout = .seconds(60)
  }

  func order(
    _ content: ChannelContent = .wakeUp, _ priority: Priority = .high, answer: String = "201",
    validFor: Milliseconds = .seconds(90)
  ) throws -> ChannelOrder {
    let subscription = PushSubscription(
      device: Sample.device, endpoint: "https://push.test:\(service.port)/push/\(answer)",
      publicKey: try #require(Base64URL.decode(service.p256dh)),
      secret: try #require(Base64URL.decode(service.auth)), madeAt: Timestamp(milliseconds: 0))
    return ChannelOrder(
      content, through: channel, to: .device(subscription), of: Sample.page, priority,
      validFor: validFor)
  }

  func hand(_ order: ChannelOrder) async throws -> ChannelOutcome {
    try await Sample.hands(client, clock: MachineClock()).hand(order)
  }

  func seen() throws -> Seen {
    let seen = try peer.line(Seen.self)
    #expect(seen.wrong == nil)
    return seen
  }
}

@Suite(.enabled(if: PythonPeer.isReady), .serialized, .timeLimit(.minutes(30)))
struct `A page handed to a push service` {
  /// A sealed envelope: nothing but its type is read.
  private let envelope = Array("TCN1".utf8) + [1, 1, 2] + (0..<777).map { UInt8($0 % 251) }

  @Test func `is taken by a strict one, and holds the envelope`() async throws {
    let pushing = try Pushing()
    let outcome = try await pushing.hand(pushing.order(.envelope(envelope)))
    #expect(outcome == .handedOver(reference: ""))
    let seen = try pushing.seen()
    #expect(seen.length == 3_072)
    #expect(seen.ttl == 90)
    #expect(seen.rush == "high")
    #expect(seen.topic?.utf8.count == 32)
    #expect(seen.claims?.sub == "mailto:it@hospital.example")
    #expect(seen.claims?.k == Base64URL.encode(try Sample.sealer().pushPublicKey))
    #expect(
      seen.plain
        == #"{"web_push":8030,"mutable":true,"notification":{"title":"Tocsin: urgent page","#
        + #""body":"Open Tocsin.","lang":"en","tag":"\#(seen.topic ?? "")","#
        + #""navigate":"https://pager.hospital.example/"},"envelope":""#
        + Base64URL.encode(envelope) + #""}"#)
    await pushing.client.stop()
  }

  @Test func `is as long without an envelope, and says as much to a declarative browser`()
    async throws
  {
    let pushing = try Pushing()
    var order = try pushing.order(.wakeUp, .low, validFor: .minutes(60))
    order.language = .german
    #expect(try await pushing.hand(order) == .handedOver(reference: ""))
    let seen = try pushing.seen()
    #expect(seen.length == 3_072)
    #expect(seen.rush == "low")
    #expect(seen.ttl == 300)
    #expect(seen.plain?.contains("Tocsin: neuer Ruf") == true)
    #expect(seen.plain?.contains("envelope") == false)
    await pushing.client.stop()
  }

  @Test func `leaves an envelope out that does not fit`() async throws {
    let pushing = try Pushing()
    let long = [UInt8](repeating: 1, count: 2_600)
    #expect(try await pushing.hand(pushing.order(.envelope(long))) == .handedOver(reference: ""))
    let seen = try pushing.seen()
    #expect(seen.length == 3_072)
    #expect(seen.plain?.contains("envelope") == false)
    await pushing.client.stop()
  }

  @Test func `has one topic for a page and a device, and one token for hours`() async throws {
    let pushing = try Pushing()
    for _ in 0..<2 { _ = try await pushing.hand(pushing.order(.envelope(envelope))) }
    let (first, second) = (try pushing.seen(), try pushing.seen())
    #expect(first.topic == second.topic)
    #expect(first.plain == second.plain)
    await pushing.client.stop()
  }

  @Test func `says that a page changed, where the envelope takes it back`() async throws {
    let pushing = try Pushing()
    _ = try await pushing.hand(pushing.order(.envelope(Array("TCN1".utf8) + [1, 4, 2])))
    #expect(try pushing.seen().plain?.contains("Tocsin: a page has changed") == true)
    await pushing.client.stop()
  }

  @Test(
    arguments: [
      ("200", .handedOver(reference: "")), ("202", .handedOver(reference: "")),
      ("400", .misconfigured(note: "status 400")), ("401", .misconfigured(note: "status 401")),
      ("403", .misconfigured(note: "status 403")), ("404", .gone(note: "status 404")),
      ("410", .gone(note: "status 410")), ("413", .tooLarge),
      ("429", .notNow(wait: nil, note: "status 429")),
      ("429-7", .notNow(wait: .seconds(7), note: "status 429")),
      ("500", .notNow(wait: nil, note: "status 500")),
      ("503-2", .notNow(wait: .seconds(2), note: "status 503")),
      ("302", .refused(note: "status 302")), ("307", .refused(note: "status 307")),
    ] as [(String, ChannelOutcome)])
  func `ends as the answer says`(answer: String, outcome: ChannelOutcome) async throws {
    let pushing = try Pushing()
    #expect(try await pushing.hand(pushing.order(answer: answer)) == outcome)
    await pushing.client.stop()
  }

  @Test func `is not waited for longer than the channel says`() async throws {
    var pushing = try Pushing()
    pushing.channel.timeout = Milliseconds(300)
    let outcome = try await pushing.hand(pushing.order(answer: "slow"))
    #expect(outcome == .notNow(wait: nil, note: "no answer within 300 ms"))
    await pushing.client.stop()
  }

  @Test func `goes to nobody whose certificate is not trusted`() async throws {
    let pushing = try Pushing(isTrusted: false)
    let outcome = try await pushing.hand(pushing.order())
    guard case .misconfigured(let note) = outcome else {
      return #expect(Bool(false), "\(outcome)")
    }
    #expect(note.hasPrefix("TLS: "))
    #expect(!note.contains("push.test"))
    await pushing.client.stop()
  }

  @Test func `goes to no private address of a service that is only well known`() async throws {
    let pushing = try Pushing()
    var settings = CurlSettings(
      rule: AddressRule(hosts: []), authorities: pushing.service.authority)
    settings.pins = ["fcm.googleapis.com:443:10.0.0.1", "web.push.apple.com:443:127.0.0.1"]
    let client = try #require(CurlClient(settings))
    for host in ["fcm.googleapis.com", "web.push.apple.com"] {
      let order = try pushing.order()
      guard case .device(let known) = order.address else { continue }
      let subscription = PushSubscription(
        device: known.device, endpoint: "https://\(host)/a", publicKey: known.publicKey,
        secret: known.secret, madeAt: known.madeAt)
      let outcome = try await Sample.hands(client).hand(
        ChannelOrder(
          .wakeUp, through: pushing.channel, to: .device(subscription), of: Sample.page, .high,
          validFor: .seconds(90)))
      guard case .misconfigured = outcome else { return #expect(Bool(false), "\(outcome)") }
    }
    await client.stop()
    await pushing.client.stop()
  }

  @Test func `is gone where the browser's key is none, and asks for a contact`() async throws {
    var pushing = try Pushing()
    let bad = PushSubscription(
      device: Sample.device, endpoint: "https://push.test:\(pushing.service.port)/push/201",
      publicKey: [1, 2, 3], secret: [], madeAt: Timestamp(milliseconds: 0))
    let order = ChannelOrder(
      .wakeUp, through: pushing.channel, to: .device(bad), of: Sample.page, .high,
      validFor: .seconds(90))
    guard case .gone = try await pushing.hand(order) else { return #expect(Bool(false)) }
    pushing.channel.sender = ""
    guard case .misconfigured(let note) = try await pushing.hand(pushing.order()) else {
      return #expect(Bool(false))
    }
    #expect(note.hasPrefix("sender:"))
    await pushing.client.stop()
  }
}

@Suite struct `An endpoint that a browser gives` {
  private func fault(_ text: String, _ hosts: [String] = ["push.hospital.example"])
    -> PushEndpointFault?
  {
    do throws(PushEndpointFault) {
      _ = try PushEndpoint(text, hosts: hosts)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("https://fcm.googleapis.com/fcm/send/a:b", "https://fcm.googleapis.com"),
    ("https://fcm.googleapis.com:443/a", "https://fcm.googleapis.com"),
    ("HTTPS://Updates.push.services.mozilla.com/wpush/v2/a", nil),
    ("https://web.push.apple.com/a", "https://web.push.apple.com"),
    ("https://wns2-par02p.notify.windows.com/w/?token=a%2b", nil),
    ("https://push.hospital.example:8443/a", "https://push.hospital.example:8443"),
  ])
  func `threat 19: is taken at a service that is known or listed`(text: String, origin: String?)
    throws
  {
    let endpoint = try PushEndpoint(text, hosts: ["push.hospital.example"])
    if let origin { #expect(endpoint.origin == origin) }
    #expect(endpoint.isListed == text.contains("hospital"))
    #expect("\(endpoint)" == "[redacted]")
  }

  @Test(
    arguments: [
      ("http://fcm.googleapis.com/a", .notHTTPS), ("ftp://fcm.googleapis.com/a", .notHTTPS),
      ("", .notHTTPS), ("https:fcm.googleapis.com/a", .notHTTPS),
      ("https://evil.example/a", .host), ("https://evilfcm.googleapis.com/a", .host),
      ("https://push.apple.com/a", .host), ("https://fcm.googleapis.com.evil.example/a", .host),
      ("https://127.0.0.1/a", .host), ("https://169.254.169.254/latest", .host),
      ("https://localhost/a", .host), ("https://[::1]/a", .malformed),
      ("https://fcm.googleapis.com:8443/a", .port), ("https://fcm.googleapis.com:/a", .malformed),
      ("https://fcm.googleapis.com:0/a", .malformed),
      ("https://fcm.googleapis.com:443:1/a", .malformed),
      ("https://user@fcm.googleapis.com/a", .malformed),
      ("https://fcm.googleapis.com@evil.example/a", .malformed),
      ("https://evil.example\\@fcm.googleapis.com/a", .malformed),
      ("https://fcm.googleapis.com", .malformed), ("https:///a", .malformed),
      ("https://fcm.googleapis.com/a#b", .malformed),
      ("https://fcm.googleapis.com/a b", .malformed),
      ("https://fcm.googleapis.com/é", .malformed), ("https://fcm..googleapis.com/a", .malformed),
      ("https://evil.example?/fcm.googleapis.com/", .malformed),
      ("https://fcm.googleapis.com/\r\nX: y", .malformed),
    ] as [(String, PushEndpointFault)])
  func `threat 19: is refused`(text: String, expected: PushEndpointFault) {
    #expect(fault(text) == expected)
    #expect(!expected.reason.contains("evil"))
  }

  @Test func `threat 19: is bounded`() {
    let base = "https://fcm.googleapis.com/"
    let longest = base + String(repeating: "a", count: 2_048 - base.utf8.count)
    #expect(fault(longest) == nil)
    #expect(fault(longest + "a") == .tooLong)
  }
}
