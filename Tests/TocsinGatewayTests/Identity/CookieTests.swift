// Tocsin — GatewayTests: cookies, tries and the idle ends of roles
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinGateway

@Suite struct `A cookie field` {
  @Test(
    arguments: [
      ("__Host-tocsin=abc", "abc"), ("a=1; __Host-tocsin=abc; b=2", "abc"),
      ("a=1;__Host-tocsin=abc", "abc"), ("__Host-tocsin=a=b", "a=b"),
      ("__Host-tocsin-proof=x", nil), ("x__Host-tocsin=abc", nil), ("__host-tocsin=abc", nil),
      ("__Host-tocsin=", nil), ("__Host-tocsin", nil), ("", nil), (";;;=;", nil),
      ("__Host-tocsin=a; __Host-tocsin=b", nil), ("__Host-tocsin=a; __Host-tocsin=a", nil),
      ("__Host-tocsin=\"a\"", nil), ("__Host-tocsin=a b", nil), ("__Host-tocsin=a,b", nil),
      ("__Host-tocsin=\u{e9}", nil), ("__Host-tocsin=a\u{0}", nil),
    ] as [(String, String?)])
  func `gives the one value of a name, or none`(field: String, value: String?) {
    #expect(Cookie.session.value(in: field) == value)
  }

  @Test func `is looked into up to a length`() {
    let longest = String(repeating: "x", count: Cookie.valueBytesMax)
    #expect(Cookie.session.value(in: "__Host-tocsin=\(longest)") == longest)
    #expect(Cookie.session.value(in: "__Host-tocsin=\(longest)x") == nil)
    let far = String(repeating: "y", count: Cookie.fieldBytesMax)
    #expect(Cookie.session.value(in: "__Host-tocsin=a; z=\(far)") == nil)
  }

  @Test(arguments: Cookie.allCases)
  func `reads back what was set, for this host alone`(cookie: Cookie) {
    let setting = cookie.setting("abc-_", seconds: 300)
    #expect(cookie.value(in: String(setting.prefix { $0 != ";" })) == "abc-_")
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; Max-Age=300"] {
      #expect(setting.contains(part))
    }
    #expect(!setting.contains("Domain"))
    #expect(setting.contains(cookie == .openID ? "SameSite=Lax" : "SameSite=Strict"))
    #expect(cookie.clearing.contains("Max-Age=0"))
  }
}

@Suite struct `The memory of tries` {
  private let start = Timestamp(milliseconds: 1_795_500_000_000)

  @Test func `makes each further try wait twice as long, up to a bound`() {
    var memory = AttemptMemory()
    let key = AttemptMemory.Key.pair("root", "10.0.0.1")
    var now = start
    for _ in 0..<key.freeCount { #expect(memory.attempt([key], at: now) == nil) }
    for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] as [Int64] {
      #expect(memory.attempt([key], at: now) == .seconds(wait))
      now = now + .seconds(wait)
      #expect(memory.attempt([key], at: now) == nil)
    }
    #expect(memory.attempt([key], at: now + AttemptMemory.memory) == nil)
  }

  @Test func `keeps nobody out for long whose name others know`() {
    var memory = AttemptMemory()
    for number in 0..<1_000 {
      _ = memory.attempt(
        [.pair("root", "10.0.\(number / 250).\(number % 250)"), .account("root")], at: start)
    }
    let wait = memory.attempt([.pair("root", "192.0.2.1"), .account("root")], at: start)
    #expect(wait.map { $0 <= .minutes(1) } == true)
  }

  @Test func `begins anew for whom a try succeeded`() {
    var memory = AttemptMemory()
    let keys: [AttemptMemory.Key] = [.pair("root", "10.0.0.1"), .account("root")]
    for _ in 0..<5 { #expect(memory.attempt(keys, at: start) == nil) }
    #expect(memory.attempt(keys, at: start) != nil)
    memory.succeed(keys)
    #expect(memory.attempt(keys, at: start) == nil)
  }

  @Test func `stays within its bound, the oldest first out`() {
    var memory = AttemptMemory()
    let first = AttemptMemory.Key.pair("first", "10.0.0.1")
    for _ in 0..<5 { _ = memory.attempt([first], at: start) }
    #expect(memory.attempt([first], at: start) != nil)
    for number in 0..<AttemptMemory.countMax {
      _ = memory.attempt([.pair("other", "\(number)")], at: start)
    }
    #expect(memory.attempt([first], at: start) == nil)
  }
}

@Suite struct `The idle end of a session` {
  @Test(
    arguments: [
      ([.responder], 720), ([.switchboard], 720), ([.responder, .rotaManager], 15),
      ([.administrator], 15), ([.auditor], 15), ([.integrationEngineer], 15), ([], 720),
    ] as [(Set<Role>, Int64)])
  func `follows the roles`(roles: Set<Role>, minutes: Int64) {
    #expect(SignIn.idle(for: roles) == .minutes(minutes))
  }
}
