// Tocsin — DeliveryTests: words handed to ntfy and to providers over HTTP
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDelivery
import TocsinGateway

@Suite(.timeLimit(.minutes(30))) struct `A page handed to ntfy` {
  private let taken = #"{"id":"xE73Iyuabi","time":1673542291,"event":"message"}"#

  @Test func `is one message of the person's topic`() async throws {
    let taken = taken
    let peer = Peer { _ in Peer.reply(body: taken) }
    let outcome = try await hand(peer, .ntfy) { channel in
      var order = Sample.order(channel, to: "tcn-9d1")
      order.secret = "tk_abc"
      order.callback = "https://pager.hospital.example/c/1"
      return order
    }
    #expect(outcome == .handedOver(reference: "xE73Iyuabi"))
    #expect(peer.head.first == "POST / HTTP/1.1")
    #expect(peer.head.contains("Authorization: Bearer tk_abc"))
    #expect(peer.head.contains("Content-Type: application/json"))
    #expect(
      peer.body
        == #"{"topic":"tcn-9d1","title":"Tocsin: urgent page","message":"Tocsin URGENT page "#
        + #"4F7K for ICU registrar. Open the app or call 4321.","#
        + #""sequence_id":"10111213-1415-1617-1819-1a1b1c1d1e1f","priority":5,"#
        + #""tags":["warning"],"click":"https://pager.hospital.example/","#
        + #""actions":[{"action":"http","method":"POST","clear":true,"label":"Received","#
        + #""url":"https://pager.hospital.example/c/1"}]}"#)
  }

  @Test(
    arguments: [
      (.crash, .asks, 5, "rotating_light"), (.high, .asks, 5, "warning"),
      (.medium, .asks, 4, "bell"), (.low, .asks, 3, "bell"),
      (.crash, .stoodDown, 4, "white_check_mark"), (.high, .over, 2, "white_check_mark"),
    ] as [(Priority, PageTextKind, Int, String)])
  func `sounds as it is urgent`(
    priority: Priority, kind: PageTextKind, loudness: Int, tag: String
  ) async throws {
    let peer = Peer { _ in Peer.reply(body: "{}") }
    var text = Sample.text(priority)
    text.kind = kind
    let made = text
    let outcome = try await hand(peer, .ntfy) { channel in
      var order = Sample.order(channel, to: "t", made)
      order.callback = "https://x.example/"
      return order
    }
    #expect(outcome == .handedOver(reference: ""))
    #expect(peer.body.contains(#""priority":\#(loudness),"tags":["\#(tag)"]"#))
    #expect(peer.body.contains("actions") == (kind == .asks))
  }

  @Test(arguments: ["", "a/b", "ä", "a b", String(repeating: "a", count: 65)])
  func `goes to no topic that is none`(topic: String) async throws {
    let peer = Peer { _ in Peer.reply() }
    let outcome = try await hand(peer, .ntfy) { Sample.order($0, to: topic) }
    guard case .refused = outcome else { return #expect(Bool(false), "\(outcome)") }
    #expect(peer.requests.isEmpty)
  }
}

@Suite(.timeLimit(.minutes(30))) struct `A page handed to a provider` {
  /// Everything in it that means something to a URL, to JSON or to a header.
  private let address = "+49 \"3&0\\\r\nX-Evil: 1"

  private func provider(
    _ change: @escaping (inout ChannelSettings) -> Void
  ) -> (inout ChannelSettings, String) -> Void {
    { channel, base in
      channel.server = base + "send?to={number}&key={secret}"
      change(&channel)
    }
  }

  private func order(_ channel: ChannelSettings) -> ChannelOrder {
    var order = Sample.order(channel, to: address)
    order.secret = "s3 cret"
    order.callback = "https://pager.hospital.example/c/1"
    return order
  }

  @Test func `is JSON, escaped wherever a place stands`() async throws {
    let peer = Peer { _ in
      Peer.reply("202 Accepted", body: #"{"messages":[{"id":"m-1"}]}"#)
    }
    let change = provider { channel in
      channel.reference = "messages.0.id"
      channel.headers = [
        ChannelTemplate("Authorization", "Bearer {secret}"), ChannelTemplate("X-To", "{number}"),
      ]
      channel.body = [
        ChannelTemplate("message.to.0", "{number}"),
        ChannelTemplate("message.text", "{text} {nothing ado} {}"),
        ChannelTemplate("report", "{callback}"),
        ChannelTemplate("message.class", "{priority}/{code}/{role}/{call}"),
      ]
    }
    #expect(
      try await hand(peer, .http, change, order: order) == .handedOver(reference: "m-1"))
    #expect(
      peer.head.first
        == "POST /send?to=%2B49%20%223%260%5C%0D%0AX-Evil%3A%201&key=s3%20cret HTTP/1.1")
    #expect(peer.head.contains("Authorization: Bearer s3 cret"))
    #expect(peer.head.contains("X-To: +49 \"3&0\\  X-Evil: 1"))
    #expect(peer.head.contains("Content-Type: application/json"))
    #expect(!peer.head.contains { $0.hasPrefix("X-Evil") })
    #expect(
      peer.body
        == #"{"message":{"to":["+49 \"3&0\\\u000d\u000aX-Evil: 1"],"text":"Tocsin URGENT page "#
        + #"4F7K for ICU registrar. Open the app or call 4321. {nothing ado} {}","#
        + #""class":"high/4F7K/ICU registrar/4321"},"#
        + #""report":"https://pager.hospital.example/c/1"}"#)
  }

  @Test func `is a form`() async throws {
    let peer = Peer { _ in Peer.reply(body: "OK") }
    let change = provider { channel in
      channel.bodyForm = .form
      channel.body = [ChannelTemplate("To", "{number}"), ChannelTemplate("Body&", "{code}=x")]
    }
    #expect(try await hand(peer, .http, change, order: order) == .handedOver(reference: ""))
    #expect(peer.head.contains("Content-Type: application/x-www-form-urlencoded"))
    #expect(peer.body == "To=%2B49%20%223%260%5C%0D%0AX-Evil%3A%201&Body%26=4F7K%3Dx")
  }

  @Test func `is a text, or nothing but its URL`() async throws {
    let peer = Peer { _ in Peer.reply() }
    let text = provider { channel in
      channel.method = "PUT"
      channel.bodyForm = .text
      channel.headers = [ChannelTemplate("content-type", "text/x-page")]
      channel.body = [ChannelTemplate("", "{code}"), ChannelTemplate("", "{call}")]
    }
    _ = try await hand(peer, .http, text, order: order)
    #expect(peer.body == "4F7K\n4321")
    #expect(peer.head.filter { $0.lowercased().hasPrefix("content-type") }.count == 1)
    let second = Peer { _ in Peer.reply() }
    let bare = provider { channel in
      channel.method = "GET"
      channel.body = [ChannelTemplate("a", "b")]
    }
    #expect(try await hand(second, .http, bare, order: order) == .handedOver(reference: ""))
    #expect(second.head.first?.hasPrefix("GET ") == true)
    #expect(second.body.isEmpty)
  }

  @Test(
    arguments: [
      ("https://{number}.example/a", []), ("https://sms.{role}/", []), ("no URL", []),
      ("https://a:b@sms.example/", []), ("https://sms.example/{patient}", []),
      ("https://sms.example/", ["a", "a"]), ("https://sms.example/", ["a", "a.b"]),
      ("https://sms.example/", [""]), ("https://sms.example/", ["a..b"]),
      ("https://sms.example/", ["a.b.c.d.e.f.g.h.i"]),
    ] as [(String, [String])])
  func `asks nobody where the document makes no sense`(server: String, members: [String])
    async throws
  {
    let peer = Peer { _ in Peer.reply() }
    let outcome = try await hand(
      peer, .http,
      { channel, _ in
        channel.server = server
        channel.body = members.map { ChannelTemplate($0, "x") }
      }, order: order)
    guard case .misconfigured = outcome else { return #expect(Bool(false), "\(outcome)") }
  }

  @Test func `says that a secret is missing`() async throws {
    let peer = Peer { _ in Peer.reply() }
    let outcome = try await hand(peer, .http, provider { _ in }) { Sample.order($0) }
    guard case .misconfigured(let note) = outcome else { return #expect(Bool(false)) }
    #expect(note.contains("tocsin channel-secret"))
  }

  /// S5: what a template can say is this and nothing else.
  @Test func `can hold nothing of an alert`() {
    #expect(
      ChannelPlaceholder.allCases.map(\.rawValue) == [
        "number", "text", "priority", "code", "role", "call", "secret", "callback",
      ])
  }

  @Test(arguments: [ChannelKind.ntfy, .mail, .http]) func `is words, and never an envelope`(
    kind: ChannelKind
  ) async throws {
    let peer = Peer { _ in Peer.reply() }
    let outcome = try await hand(peer, kind) { channel in
      ChannelOrder(
        .envelope([1, 2, 3]), through: channel, to: .person("a"), of: Sample.page, .high,
        validFor: .seconds(90))
    }
    #expect(outcome == .refused(note: noWords) || kind == .mail)
    #expect(peer.requests.isEmpty)
  }

  private let noWords =
    "this kind of channel takes words for a person's address, and nothing else"

  @Test(arguments: [ChannelKind.snpp, .tap, .wctp, .espa]) func `is not spoken everywhere`(
    kind: ChannelKind
  ) async throws {
    let peer = Peer { _ in Peer.reply() }
    #expect(
      try await hand(peer, kind)
        == .misconfigured(note: "\(kind.rawValue) is not spoken by this program"))
  }
}
