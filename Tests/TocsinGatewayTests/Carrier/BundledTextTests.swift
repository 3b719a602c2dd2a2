// Tocsin — GatewayTests: words about many pages that do not ring
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

extension ReachedWard {
  /// The words of every text that was handed over on a channel.
  fileprivate func lines(_ channel: String) -> [String] {
    far.taken.filter { $0.channel.name == channel }.compactMap { order in
      guard case .text(let text) = order.content else { return nil }
      return text.line(in: .english)
    }
  }
}

@Suite struct `Many medium pages of a person without a device` {
  /// A text at once, a call after five seconds, for every priority.
  private func reached() async throws -> ReachedWard {
    var contacts = ReachedWard.contacts
    contacts.contacts = contacts.contacts.filter { $0.key == ResponderID("ada") }
    for priority in Priority.allCases {
      contacts.rules[priority] = ContactRule([
        ContactRung(["sms"]), ContactRung(["voice"], after: .seconds(5)),
      ])
    }
    return try await ReachedWard(contacts)
  }

  private func storm(_ count: UInt64) async throws -> ReachedWard {
    let reached = try await reached()
    for number in 1...count { try await reached.ward.opens(number, .medium) }
    try await reached.pass(.zero)
    return reached
  }

  @Test func `are one text at a time, which says how many more wait`() async throws {
    let reached = try await storm(5)
    #expect(reached.lines("sms").count == 1)
    #expect(reached.lines("sms")[0].contains("4 more wait."))
    try await reached.pass(.seconds(5))
    #expect(reached.lines("sms").count == 1 && reached.lines("voice").count == 1)
  }

  @Test func `go on with the next text after five minutes`() async throws {
    let reached = try await storm(3)
    try await reached.pass(.minutes(4))
    try await reached.ward.opens(40, .medium)
    try await reached.pass(.seconds(59))
    #expect(reached.lines("sms").count == 1)
    try await reached.pass(.seconds(1))
    #expect(reached.lines("sms").count == 2)
  }

  @Test func `hold up no high page, which waits for nothing`() async throws {
    let reached = try await storm(200)
    try await reached.ward.opens(900, .high)
    try await reached.pass(.zero)
    let high = reached.lines("sms").filter { $0.contains("URGENT") }
    #expect(high.count == 1 && !high[0].contains("more"))
  }

  @Test func `come after a high one where both are due`() async throws {
    let reached = try await reached()
    let medium = try await reached.ward.opens(1, .medium)
    let high = try await reached.ward.opens(2, .high)
    try await reached.pass(.zero)
    let first = try #require(try await reached.handOvers(high).first)
    let second = try #require(try await reached.handOvers(medium).first)
    #expect(first.id < second.id)
  }
}
