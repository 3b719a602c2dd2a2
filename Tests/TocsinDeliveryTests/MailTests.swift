// Tocsin — DeliveryTests: mail handed to a server that says no in every way
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDelivery
import TocsinGateway

/// What `mail_server.py` says of itself, and of a mail.
private struct Server: Decodable {
  let ports: [String: Int]
  let authority: String
}

private struct Mail: Decodable {
  let from: String
  let to: [String]
  let isGuarded: Bool
  let isKnown: Bool
  let headers: [String: String]
  let text: String
  let defects: [String]
  let longest: Int
}

private struct Mailing {
  let peer: PythonPeer
  let server: Server
  let client: CurlClient
  var channel: ChannelSettings

  /// - Parameter way: `starttls`, `tls` or `clear`.
  init(_ way: String, scheme: String, host: String = "mail.test", isTrusted: Bool = true) throws {
    peer = try PythonPeer("mail_server")
    server = try peer.line(Server.self)
    let port = try #require(server.ports[way])
    var settings = CurlSettings(
      rule: AddressRule(hosts: []), authorities: isTrusted ? server.authority : nil)
    settings.pins = ["mail.test:\(port):127.0.0.1"]
    client = try #require(CurlClient(settings))
    channel = ChannelSettings("mail", .mail)
    channel.server = "\(scheme)://\(host):\(port)"
    channel.sender = "pager@hospital.test"
    channel.timeout = .seconds(60)
  }

  func hand(
    to address: String = "anna@hospital.test", _ text: PageText = Sample.text(),
    in language: SiteLanguage = .english, secret: String? = nil
  ) async throws -> ChannelOutcome {
    var order = Sample.order(channel, to: address, text)
    order.language = language
    order.secret = secret
    return try await Sample.hands(client).hand(order)
  }
}

@Suite(.enabled(if: PythonPeer.isReady), .serialized, .timeLimit(.minutes(30)))
struct `A page handed over as mail` {
  @Test func `is a mail that any program reads, over STARTTLS and with an account`() async throws {
    var mailing = try Mailing("starttls", scheme: "smtp")
    mailing.channel.account = "tocsin"
    let outcome = try await mailing.hand(secret: "sesame")
    #expect(outcome == .handedOver(reference: ""))
    let mail = try mailing.peer.line(Mail.self)
    #expect(mail.from == "pager@hospital.test")
    #expect(mail.to == ["anna@hospital.test"])
    #expect(mail.isGuarded && mail.isKnown)
    #expect(mail.defects.isEmpty)
    #expect(mail.longest <= 78)
    #expect(mail.headers["date"] == "Wed, 25 Nov 2026 06:00:00 +0000")
    #expect(
      mail.headers["message-id"]
        == "<10111213-1415-1617-1819-1a1b1c1d1e1f.asks@hospital.test>")
    #expect(mail.headers["auto-submitted"] == "auto-generated")
    #expect(mail.headers["importance"] == "high")
    let line = "Tocsin URGENT page 4F7K for ICU registrar. Open the app or call 4321."
    #expect(mail.headers["subject"] == line)
    #expect(mail.text.split { $0.isNewline } == [line[...], "https://pager.hospital.example/"])
    await mailing.client.stop()
  }

  @Test func `stands beneath the page that it ends, in the language of the site`() async throws {
    let mailing = try Mailing("tls", scheme: "smtps")
    var text = Sample.text(.low)
    text.kind = .over
    text.role = "Ärztin für Intensivmedizin und Anästhesie"
    #expect(try await mailing.hand(text, in: .french) == .handedOver(reference: ""))
    let mail = try mailing.peer.line(Mail.self)
    #expect(mail.isGuarded)
    #expect(mail.headers["references"]?.contains(".asks@") == true)
    #expect(mail.headers["message-id"]?.contains(".over@") == true)
    #expect(mail.headers["importance"] == "low")
    #expect(mail.headers["subject"] == text.line(in: .french))
    #expect(mail.text.hasPrefix(text.line(in: .french)))
    #expect(mail.longest <= 78)
    await mailing.client.stop()
  }

  @Test func `goes in the clear to this machine alone`() async throws {
    let here = try Mailing("clear", scheme: "smtp", host: "127.0.0.1")
    #expect(try await here.hand() == .handedOver(reference: ""))
    #expect(try here.peer.line(Mail.self).isGuarded == false)
    await here.client.stop()
    let elsewhere = try Mailing("clear", scheme: "smtp")
    let outcome = try await elsewhere.hand()
    guard case .misconfigured(let note) = outcome else {
      return #expect(Bool(false), "\(outcome)")
    }
    #expect(note.hasPrefix("TLS: "))
    await elsewhere.client.stop()
  }

  @Test(
    arguments: [
      ("550-5.1.1@a.test", .gone(note: "SMTP 550 5.1.1 to the recipient")),
      ("550@a.test", .gone(note: "SMTP 550 to the recipient")),
      ("553@a.test", .gone(note: "SMTP 553 to the recipient")),
      ("550-5.7.1@a.test", .refused(note: "SMTP 550 5.7.1 to the recipient")),
      ("552-5.2.2@a.test", .refused(note: "SMTP 552 5.2.2 to the recipient")),
      ("451-4.3.0@a.test", .notNow(wait: nil, note: "SMTP 451 4.3.0")),
      ("450@a.test", .notNow(wait: nil, note: "SMTP 450")),
      ("554-5.6.0.at.data@a.test", .refused(note: "SMTP 554 5.6.0")),
      ("452-4.3.1.at.data@a.test", .notNow(wait: nil, note: "SMTP 452 4.3.1")),
    ] as [(String, ChannelOutcome)])
  func `ends as the server says`(address: String, expected: ChannelOutcome) async throws {
    let mailing = try Mailing("tls", scheme: "smtps")
    #expect(try await mailing.hand(to: address) == expected)
    await mailing.client.stop()
  }

  @Test func `says that the sender or the account is wrong`() async throws {
    var sender = try Mailing("tls", scheme: "smtps")
    sender.channel.sender = "550-5.1.8.at.mail@hospital.test"
    #expect(
      try await sender.hand() == .misconfigured(note: "SMTP 550 5.1.8 to the sender"))
    await sender.client.stop()
    var account = try Mailing("starttls", scheme: "smtp")
    account.channel.account = "tocsin"
    let outcome = try await account.hand(secret: "wrong")
    #expect(
      outcome
        == .misconfigured(note: "the server does not take the account and its secret"))
    let none = try await account.hand()
    #expect(none == .misconfigured(note: "SMTP 530 5.7.0 to the sender"))
    await account.client.stop()
  }

  @Test func `goes to nobody whose certificate is not trusted`() async throws {
    let mailing = try Mailing("starttls", scheme: "smtp", isTrusted: false)
    guard case .misconfigured(let note) = try await mailing.hand() else {
      return #expect(Bool(false))
    }
    #expect(note.hasPrefix("TLS: ") && !note.contains("mail.test"))
    await mailing.client.stop()
  }

  @Test func `is not waited for in the middle`() async throws {
    var mailing = try Mailing("tls", scheme: "smtps")
    mailing.channel.timeout = Milliseconds(900)
    for address in ["slow@a.test", "slow.at.data@a.test"] {
      #expect(
        try await mailing.hand(to: address)
          == .notNow(wait: nil, note: "no answer within 900 ms"))
    }
    await mailing.client.stop()
  }

  @Test(arguments: [
    "", "anna", "@a", "anna@", "a@b@c", "a b@c", "anna@a.test>", "anna@a.test\r\nDATA", "ä@a.test",
  ]) func `goes to no address that is none`(address: String) async throws {
    let client = try #require(CurlClient(CurlSettings(rule: AddressRule(hosts: []))))
    var channel = ChannelSettings("mail", .mail)
    channel.server = "smtp://127.0.0.1:1"
    channel.sender = "pager@hospital.test"
    let hands = try Sample.hands(client)
    #expect(
      await hands.hand(Sample.order(channel, to: address))
        == .refused(note: "the person's mail address is none"))
    channel.sender = address
    #expect(
      await hands.hand(Sample.order(channel, to: "anna@a.test"))
        == .misconfigured(note: "sender: no mail address"))
    await client.stop()
  }
}
