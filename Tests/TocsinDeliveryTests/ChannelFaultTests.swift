// Tocsin — DeliveryTests: channels that fail in every way
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDelivery
import TocsinGateway

@Suite(.timeLimit(.minutes(30))) struct `A channel that fails` {
  @Test(
    arguments: [
      ("400 Bad", .http, .refused(note: "status 400")),
      ("404 Gone", .http, .refused(note: "status 404")),
      ("410 Gone", .http, .refused(note: "status 410")),
      ("422 No", .http, .refused(note: "status 422")),
      ("413 Long", .http, .refused(note: "status 413")),
      ("401 Who", .http, .misconfigured(note: "status 401")),
      ("403 No", .http, .misconfigured(note: "status 403")),
      ("302 There", .http, .misconfigured(note: "status 302")),
      ("429 Slow", .http, .notNow(wait: nil, note: "status 429")),
      ("500 Oh", .http, .notNow(wait: nil, note: "status 500")),
      ("400 Bad", .ntfy, .refused(note: "status 400")),
      ("404 Gone", .ntfy, .refused(note: "status 404")),
      ("410 Gone", .ntfy, .refused(note: "status 410")),
      ("413 Long", .ntfy, .tooLarge),
      ("401 Who", .ntfy, .misconfigured(note: "status 401")),
      ("403 No", .ntfy, .misconfigured(note: "status 403")),
      ("429 Slow", .ntfy, .notNow(wait: nil, note: "status 429")),
      ("507 Full", .ntfy, .notNow(wait: nil, note: "status 507")),
    ] as [(String, ChannelKind, ChannelOutcome)])
  func `ends as its answer says`(
    status: String, kind: ChannelKind, expected: ChannelOutcome
  ) async throws {
    let peer = Peer { _ in
      Peer.reply(status, headers: ["Location: http://127.0.0.1:1/"], body: "to +49 30 4321")
    }
    #expect(try await hand(peer, kind) { Sample.order($0, to: "49304321") } == expected)
    #expect(peer.requests.count == 1)
  }

  @Test(
    arguments: [
      ("3", .seconds(3)), ("0", .zero), ("99999999999999999999", .seconds(86_400)),
      ("Wed, 25 Nov 2026 06:00:10 GMT", .seconds(10)),
      ("Wednesday, 25-Nov-26 06:00:10 GMT", .seconds(10)),
      ("Wed Nov 25 06:00:10 2026", .seconds(10)),
      ("Wed, 25 Nov 2026 05:00:00 GMT", .zero), ("soon", nil), ("", nil), ("-1", nil),
    ] as [(String, Milliseconds?)])
  func `says how long to wait, in seconds or as a date`(value: String, wait: Milliseconds?)
    async throws
  {
    let peer = Peer { _ in Peer.reply("503 Later", headers: ["Retry-After: \(value)"]) }
    #expect(
      try await hand(peer, .http) { Sample.order($0) } == .notNow(wait: wait, note: "status 503"))
  }

  @Test(arguments: [ChannelKind.http, .ntfy, .mail]) func `is not waited for`(kind: ChannelKind)
    async throws
  {
    let peer = Peer { _ in .silence }
    let outcome = try await hand(peer, kind, quick(kind)) { order($0) }
    #expect(outcome == .notNow(wait: nil, note: "no answer within 200 ms"))
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"", ChannelKind.http),
    ("HTTP/1.1 20", .ntfy), ("", .http), ("220 mail.test ES", .mail),
  ]) func `ends in the middle of an answer`(answer: String, kind: ChannelKind) async throws {
    let peer = Peer(isHasty: true) { _ in .last(answer) }
    let outcome = try await hand(peer, kind, quick(kind)) { order($0) }
    guard case .notNow(nil, let note) = outcome else { return #expect(Bool(false), "\(outcome)") }
    expectNoAddress(note)
  }

  @Test(arguments: [ChannelKind.http, .ntfy, .mail]) func `does not listen`(kind: ChannelKind)
    async throws
  {
    let peer = Peer { _ in .silence }
    let port = try await peer.start()
    try await peer.stop()
    let outcome = try await away(kind, "127.0.0.1:\(port)")
    guard case .notNow(nil, let note) = outcome else { return #expect(Bool(false), "\(outcome)") }
    expectNoAddress(note)
  }

  @Test(arguments: [ChannelKind.http, .ntfy, .mail]) func `has a name that nobody knows`(
    kind: ChannelKind
  ) async throws {
    let outcome = try await away(kind, "nowhere.invalid", isGuarded: true)
    guard case .notNow(nil, let note) = outcome else { return #expect(Bool(false), "\(outcome)") }
    expectNoAddress(note)
  }

  @Test(arguments: [ChannelKind.http, .ntfy, .mail]) func `does not speak TLS`(kind: ChannelKind)
    async throws
  {
    let peer = Peer(isHasty: true) { _ in .last("what?\r\n") }
    let port = try await peer.start()
    let outcome = try await away(kind, "127.0.0.1:\(port)", isGuarded: true)
    guard case .notNow(nil, let note) = outcome else { return #expect(Bool(false), "\(outcome)") }
    expectNoAddress(note)
    try await peer.stop()
  }

  @Test(arguments: [ChannelKind.http, .ntfy, .mail]) func `lies where nobody may be asked`(
    kind: ChannelKind
  ) async throws {
    for host in ["169.254.169.254", "10.1.2.3"] {
      let outcome = try await away(kind, host, isGuarded: host != "10.1.2.3")
      guard case .misconfigured(let note) = outcome else {
        // Mail to another machine is guarded whatever the URL says, and finds nobody there.
        #expect(kind == .mail && host == "10.1.2.3", "\(outcome)")
        continue
      }
      expectNoAddress(note)
    }
  }

  private func quick(_ kind: ChannelKind) -> (inout ChannelSettings, String) -> Void {
    { channel, base in
      channel.server = kind == .mail ? base.replacing("http:", with: "smtp:") : base
      channel.sender = "pager@hospital.test"
      channel.timeout = Milliseconds(200)
    }
  }

  private func order(_ channel: ChannelSettings) -> ChannelOrder {
    Sample.order(channel, to: channel.kind == .mail ? "anna@hospital.test" : "topic")
  }

  private func away(
    _ kind: ChannelKind, _ place: String, isGuarded: Bool = false
  ) async throws -> ChannelOutcome {
    let client = try #require(CurlClient(CurlSettings(rule: AddressRule(hosts: []))))
    var channel = ChannelSettings("c", kind)
    let scheme = kind == .mail ? "smtp" : "http"
    channel.server = "\(scheme)\(isGuarded ? "s" : "")://\(place)/"
    channel.sender = "pager@hospital.test"
    channel.timeout = .seconds(2)
    let outcome = try await Sample.hands(client).hand(order(channel))
    await client.stop()
    return outcome
  }

  private func expectNoAddress(_ note: String) {
    for word in ["127.0", "4321", "anna", "topic", "hospital", "nowhere", "10.1", "169"] {
      #expect(!note.contains(word), "\(note)")
    }
  }
}
