// Tocsin — Server: subscriptions of devices, and what channels report
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

/// A subscription as a browser gives it (`PushSubscription.toJSON`, W3C Push API).
private struct SubscriptionBody: Decodable {
  struct Keys: Decodable {
    let p256dh, auth: String
  }

  let endpoint: String
  let keys: Keys
}

private struct HandOverBody: Decodable {
  let event: String
}

extension Endpoints {
  func channel(_ call: Call, _ route: ChannelRoute) async throws(Problem) -> WebReply {
    switch route {
    case .subscription: return try await subscription(call)
    case .subscribe: return try await subscribe(call)
    case .unsubscribe:
      let device = try call.device.record.id
      do { try await Subscriptions(surroundings).drop(of: device) } catch { throw Problem(error) }
      return WebReply(.noContent, headers: [:], body: .bytes([]))
    case .report: return try await channelReport(call)
    }
  }

  /// With what a browser subscribes, and whether the device has.
  private func subscription(_ call: Call) async throws(Problem) -> WebReply {
    let subscriptions = Subscriptions(surroundings)
    guard let key = subscriptions.publicKey else { throw Problem(SubscriptionFault.noChannel) }
    let isThere: Bool
    do { isThere = try await subscriptions.isThere(for: try call.device.record.id) } catch {
      throw Problem.of(error)
    }
    return WebReply(
      .ok,
      json: .object([
        ("key", .text(Base64URL.encode(key))), ("isSubscribed", .flag(isThere)),
      ]))
  }

  private func subscribe(_ call: Call) async throws(Problem) -> WebReply {
    try call.request.require(type: "application/json")
    let body = try Self.decode(SubscriptionBody.self, call.request.body)
    guard let key = Base64URL.decode(body.keys.p256dh) else {
      throw Self.unusable("keys.p256dh", "65 bytes in base64url without padding")
    }
    guard let secret = Base64URL.decode(body.keys.auth) else {
      throw Self.unusable("keys.auth", "16 bytes in base64url without padding")
    }
    let device = try call.device.record.id
    do {
      try await Subscriptions(surroundings).take(
        endpoint: body.endpoint, key: key, secret: secret, of: device)
    } catch { throw Problem(error) }
    return WebReply(.noContent, headers: [:], body: .bytes([]))
  }

  /// What a provider says of a hand-over, or a person by a tap that needs no device: `event` in the
  /// query or in a JSON body, *received* where nothing is said.
  private func channelReport(_ call: Call) async throws(Problem) -> WebReply {
    var word = call.request.parameter("event").map(String.init)
    let isJSON = call.request.headers[.contentType]?.hasPrefix("application/json") == true
    if word == nil, isJSON, !call.request.body.isEmpty {
      word = try Self.decode(HandOverBody.self, call.request.body).event
    }
    guard let news = HandOverNews(rawValue: word ?? HandOverNews.received.rawValue) else {
      throw Self.unusable("event", "received or failed")
    }
    let isKnown: Bool
    do {
      isKnown = try await surroundings.take(news, token: String(call.parameters["token"] ?? ""))
    } catch { throw Problem(store: error) }
    guard isKnown else {
      throw Problem(
        .notFound, "no hand-over has this token", hint: "use the URL that came with the page")
    }
    return WebReply(.noContent, headers: [:], body: .bytes([]))
  }

  /// On which channels a person is not reached.
  func troubles(of person: ResponderID) async throws(Problem) -> [ChannelTrouble] {
    do { return try await surroundings.troubles(of: person) } catch { throw Problem(store: error) }
  }

  /// The same of everybody whom one of these rotas names from `now` on.
  func troubles(
    on rotas: Set<RotaID>, at now: Timestamp
  ) async throws(Problem) -> [ChannelTrouble] {
    do {
      return try await surroundings.troubles(on: rotas, at: now)
    } catch { throw Problem(store: error) }
  }

  func trouble(_ trouble: ChannelTrouble) -> JSONValue {
    let known = try? surroundings.directory.snapshot().staffing.responders[trouble.responder]
    return .object([
      ("responder", .text(trouble.responder.text)),
      ("name", .text(known?.name ?? trouble.responder.text)), ("channel", .text(trouble.channel)),
      ("since", .time(trouble.since)), ("note", .text(trouble.note)),
    ])
  }

  /// One hand-over as the story of an alert tells it.
  static func handOver(_ record: HandOverRecord, of story: AlertStory) -> JSONValue {
    let page = story.pages.first { $0.page == record.page }
    return .object([
      ("responder", page.map { .text($0.responder.text) } ?? .null),
      ("channel", .text(record.channel)), ("rung", .number(Int64(record.rung + 1))),
      ("kind", .text(record.kind.rawValue)), ("state", .text(record.state.rawValue)),
      ("tries", .number(Int64(record.tries))), ("decidedAt", .time(record.decidedAt)),
      ("changedAt", .time(record.changedAt)), ("receivedAt", .time(record.receivedAt)),
      ("note", .text(record.note)),
    ])
  }
}

extension Problem {
  fileprivate static func of(_ error: any Error) -> Problem {
    (error as? Problem) ?? (error as? SubscriptionFault).map(Problem.init) ?? Gate.fault
  }

  fileprivate init(_ fault: SubscriptionFault) {
    switch fault {
    case .noChannel:
      self.init(
        .notFound, "the site pushes to no browser",
        hint: "add a channel of the kind web-push to channels.yaml")
    case .endpoint(let fault):
      self.init(
        .unusable, fault.reason, field: "endpoint",
        hint: "an operator lists other hosts under hosts in channels.yaml")
    case .keys:
      self.init(
        .unusable, "the keys have another form", field: "keys",
        hint: "send what PushSubscription.toJSON gives")
    case .ended:
      self.init(.forbidden, "the device has ended", hint: "enrol it again")
    case .notNow: self = Problem.notNow
    }
  }
}
