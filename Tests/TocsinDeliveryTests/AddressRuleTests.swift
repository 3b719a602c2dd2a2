// Tocsin — DeliveryTests: servers that may not be asked
// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import TocsinDelivery
import TocsinGateway

@Suite(.timeLimit(.minutes(30))) struct `Servers that may not be asked` {
  @Test(
    arguments: [
      ("169.254.169.254", .never), ("fd00:ec2::254", .never), ("100.100.100.200", .never),
      ("fe80::1", .never), ("0.0.0.0", .never), ("::", .never), ("224.0.0.1", .never),
      ("255.255.255.255", .never), ("ff02::1", .never), ("192.0.2.1", .never),
      ("2001:db8::1", .never), ("2001::1", .never), ("::ffff:169.254.169.254", .never),
      ("127.0.0.1", .loopback), ("127.8.9.1", .loopback), ("::1", .loopback),
      ("::ffff:127.0.0.1", .loopback), ("64:ff9b::7f00:1", .loopback),
      ("2002:7f00:1::", .loopback), ("10.1.2.3", .inside), ("172.16.0.1", .inside),
      ("172.31.255.255", .inside), ("192.168.1.1", .inside), ("100.64.0.1", .inside),
      ("fd12::1", .inside), ("::ffff:10.0.0.1", .inside), ("172.32.0.1", .outside),
      ("8.8.8.8", .outside), ("2606:4700::1111", .outside), ("2002:0808:0808::", .outside),
    ] as [(String, AddressReach)])
  func `threat 19: are known by their address`(text: String, reach: AddressReach) throws {
    #expect(try address(text).reach == reach)
  }

  @Test(arguments: [
    ("https", "login.example.org", true), ("https", "LOGIN.example.org", true),
    ("https", "a.push.example.net", true), ("https", "b.a.push.example.net", true),
    ("https", "push.example.net", false), ("https", "evilpush.example.net", false),
    ("https", "example.org", false), ("https", "inside.example.org", true),
    ("http", "login.example.org", false), ("http", "inside.example.org", true),
    ("ftp", "login.example.org", false), ("file", "inside.example.org", false),
  ])
  func `threat 19: are known by their name`(scheme: String, host: String, may: Bool) {
    let rule = AddressRule(
      hosts: ["login.example.org", "*.push.example.net"], insideHosts: ["inside.example.org"])
    #expect(rule.allows(scheme: scheme, host: host) == may)
  }

  @Test(arguments: [
    ("8.8.8.8", "https", "a", true), ("8.8.8.8", "http", "in", false),
    ("10.0.0.1", "https", "in", true), ("10.0.0.1", "https", "a", false),
    ("10.0.0.1", "http", "in", false), ("127.0.0.1", "http", "in", true),
    ("127.0.0.1", "https", "in", true), ("127.0.0.1", "https", "a", false),
    ("169.254.169.254", "https", "in", false), ("169.254.169.254", "http", "in", false),
  ])
  func `threat 19: stay closed even to names that are listed, but for their kind of network`(
    text: String, scheme: String, host: String, may: Bool
  ) throws {
    let rule = AddressRule(insideHosts: ["in"])
    #expect(try rule.allows(address(text), scheme: scheme, host: host) == may)
  }

  @Test(arguments: [
    "https://localhost:%", "https://127.0.0.1:%", "https://2130706433:%", "https://0x7f.1:%",
    "https://127.1:%", "https://[::ffff:127.0.0.1]:%", "http://localhost:%", "http://127.0.0.1:%",
  ])
  func `threat 19: on this machine are not reached by any spelling`(pattern: String) async throws {
    var settings = CurlSettings(rule: AddressRule())
    settings.connectMilliseconds = 2_000
    let peer = Peer { _ in Peer.reply() }
    try await ask(peer, settings) { client, base in
      let url = pattern.replacing("%", with: String(base.split(separator: ":").last ?? ""))
      let reply = await came(of: OutboundRequest("GET", url), by: client)
      #expect(reply == .error(.forbidden))
      #expect(peer.connections == 0)
    }
  }

  @Test func `threat 19: answer no metadata to anybody, listed or not`() async throws {
    let rule = AddressRule(insideHosts: ["169.254.169.254", "metadata.example.org"])
    var settings = CurlSettings(rule: rule)
    settings.pins = ["metadata.example.org:80:169.254.169.254"]
    let client = try #require(CurlClient(settings))
    for host in ["169.254.169.254", "metadata.example.org"] {
      let request = OutboundRequest("GET", "http://\(host)/latest/meta-data/")
      #expect(await came(of: request, by: client) == .error(.forbidden))
    }
    await client.stop()
  }

  /// A name that DNS leads to this machine the second time: what counts is the address of the
  /// socket, not one that was looked up before.
  @Test func `threat 19: are not reached by a name that was led elsewhere`() async throws {
    let peer = Peer { _ in Peer.reply() }
    let port = try await peer.start()
    var settings = CurlSettings(rule: AddressRule(hosts: ["rebind.example.org"]))
    settings.pins = ["rebind.example.org:\(port):127.0.0.1"]
    let client = try #require(CurlClient(settings))
    let request = OutboundRequest("GET", "https://rebind.example.org:\(port)/")
    #expect(await came(of: request, by: client) == .error(.forbidden))
    #expect(peer.connections == 0)
    await client.stop()
    try await peer.stop()
  }

  @Test(arguments: ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
  func `threat 19: are not reached by a redirect`(status: String) async throws {
    let other = Peer { _ in Peer.reply() }
    let port = try await other.start()
    let header = "Location: http://127.0.0.1:\(port)/"
    let peer = Peer { _ in Peer.reply(status, headers: [header]) }
    try await ask(peer) { client, base in
      let reply = try await client.perform(OutboundRequest("GET", base))
      #expect((300..<400).contains(reply.status))
      #expect(other.connections == 0)
    }
    try await other.stop()
  }

  @Test(arguments: [
    OutboundRequest("GET", "http://a:b@127.0.0.1/"), OutboundRequest("GET", "127.0.0.1"),
    OutboundRequest("GET", "file:///etc/hostname"), OutboundRequest("GET", "gopher://127.0.0.1/"),
    OutboundRequest("GET", "http://127.0.0.1/" + String(repeating: "a", count: 8_192)),
    OutboundRequest("GET", "http://127.0.0.1/", headers: [("A", "b\r\nC: d")]),
    OutboundRequest("GET / HTTP/1.1\r\nA: b\r\n\r\nGET", "http://127.0.0.1/"),
  ])
  func `threat 19: are not reached by a request that is none`(
    request: OutboundRequest
  ) async throws {
    let client = try #require(CurlClient(.loopback))
    #expect(await came(of: request, by: client) == .error(.forbidden))
    await client.stop()
  }

  private func address(_ text: String) throws -> InternetAddress {
    let isSix = text.contains(":")
    var bytes = [UInt8](repeating: 0, count: isSix ? 16 : 4)
    try #require(inet_pton(isSix ? AF_INET6 : AF_INET, text, &bytes) == 1)
    return try #require(InternetAddress(bytes))
  }
}
