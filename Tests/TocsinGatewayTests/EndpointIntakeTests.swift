// Tocsin — GatewayTests: what the document says about where a message comes in
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

private func ward(_ endpoint: String...) async throws -> Ward {
  try await Ward(reader: WardDocuments(endpoint: endpoint))
}

/// MSA-1 of each reply, in order.
private func codes(_ reply: IntakeReply) -> [String] {
  reply.frames.map { frame in
    let text = String(decoding: frame, as: UTF8.self)
    return text.firstRange(of: "\rMSA|").map { String(text[$0.upperBound...].prefix(2)) } ?? ""
  }
}

@Suite struct `A source at an endpoint of its own` {
  @Test func `gets AR with a place and a code when it is not one that is taken`() async throws {
    let ward = try await ward("senders: [{ application: OTHER }]")
    let reply = await ward.send(Ward.potassium())
    #expect(codes(reply) == ["AR"])
    let text = String(decoding: reply.bytes, as: UTF8.self)
    #expect(text.contains("MSA|AR|C1|"))
    #expect(text.contains("ERR||MSH^1^3|204^Unknown key identifier^HL70357|E|"))
    let row = try #require(try await ward.messages().first)
    #expect(row.outcome == .refused && row.controlID == "C1" && !row.reason.isEmpty)
    #expect(try await ward.alerts().isEmpty)
  }

  @Test(arguments: [
    ("messages: ADT^A01", "200^Unsupported message type"),
    ("messages: ORU^R30", "201^Unsupported event code"),
  ])
  func `gets AR for a type that is not taken`(line: String, code: String) async throws {
    let ward = try await ward(line)
    let reply = await ward.send(Ward.potassium())
    let text = String(decoding: reply.bytes, as: UTF8.self)
    #expect(text.contains("ERR||MSH^1^9|\(code)^HL70357|E|"))
  }

  @Test(arguments: [
    ("auto", ["AA"]), ("always-ca", ["CA"]), ("strict", ["AA"]), ("none", [] as [String]),
  ])
  func `is answered in its dialect, and stored in every one`(
    dialect: String, expected: [String]
  ) async throws {
    let ward = try await ward("acknowledge: \(dialect)")
    let reply = await ward.send(Ward.potassium())
    #expect(codes(reply) == expected)
    #expect(try await ward.alerts().count == 1)
    let row = try #require(try await ward.messages().first)
    #expect(row.code == expected.first ?? "")
    let again = await ward.send(Ward.potassium())
    #expect(again.frames == reply.frames)
    #expect(try await ward.messages().map(\.outcome) == [.accepted, .repeated])
  }

  @Test func `gets two replies in strict enhanced mode, and the same two again`() async throws {
    let ward = try await ward("acknowledge: strict")
    let message = Ward.potassium().replacing("|P|2.5.1", with: "|P|2.5.1|||AL|AL")
    let reply = await ward.send(message)
    #expect(codes(reply) == ["CA", "AA"])
    #expect(await ward.send(message).frames == reply.frames)
  }

  @Test(arguments: [("AE", true), ("CR", false)])
  func `hears "not now" by the code of its document`(code: String, isDefault: Bool) async throws {
    let ward = isDefault ? try await ward() : try await ward("not-now: \(code)")
    await ward.store.close()
    let reply = await ward.send(Ward.potassium())
    #expect(codes(reply) == [code])
    #expect(!reply.isKept)
  }

  @Test func `is decoded in the set that its document forces`() async throws {
    let ward = try await ward("character-set: { force: 8859/1 }")
    let bytes = Array(Ward.potassium().replacing("\n", with: "\r").utf8)
    _ = await ward.send(bytes.map { $0 == UInt8(ascii: "Z") ? 0xC9 : $0 })
    let who = try #require(try await ward.alerts().first).content.who
    #expect("\(who)".contains("ÉÉ"))
  }

  @Test func `hears the number that is expected next where its document says so`() async throws {
    let ward = try await ward("sequence: true")
    func numbered(_ number: String, _ control: String) -> String {
      Ward.potassium(controlID: control, order: control)
        .replacing("|P|2.5.1", with: "|P|2.5.1|\(number)")
    }
    func reply(_ number: String, _ control: String) async -> String {
      let text = String(decoding: await ward.send(numbered(number, control)).bytes, as: UTF8.self)
      return String(text.drop { $0 != "\r" }.dropFirst().dropLast())
    }
    #expect(await reply("-1", "C1") == "MSA|AA|C1||1")
    #expect(await reply("1", "C2") == "MSA|AA|C2||2")
    #expect(await reply("5", "C3") == "MSA|AA|C3||6")
    #expect(await reply("0", "C4") == "MSA|AA|C4||6")
    #expect(await reply("", "C5") == "MSA|AA|C5")
  }
}

@Suite struct `A message without a control id` {
  @Test func `is taken, and answered with an empty MSA-2`() async throws {
    let ward = try await Ward()
    let reply = await ward.send(Ward.potassium(controlID: ""))
    #expect(String(decoding: reply.bytes, as: UTF8.self).contains("\rMSA|AA|\r"))
    #expect(try await ward.messages().map(\.outcome) == [.accepted])
    #expect(try await ward.alerts().count == 1)
  }

  @Test func `is the same for ten minutes, and a new one after that`() async throws {
    let ward = try await Ward()
    let first = await ward.send(Ward.potassium(controlID: ""))
    ward.clock.pass(.minutes(9))
    #expect(await ward.send(Ward.potassium(controlID: "")).bytes == first.bytes)
    ward.clock.pass(.minutes(2))
    #expect(await ward.send(Ward.potassium(controlID: "")).bytes != first.bytes)
    #expect(try await ward.messages().map(\.outcome) == [.accepted, .repeated, .accepted])
  }
}

@Suite struct `A frame that holds several messages` {
  private let frame = Ward.potassium() + "\n" + Ward.potassium(controlID: "C2", order: "F2")

  @Test func `gets a reply for each, in their order`() async throws {
    let ward = try await Ward()
    let reply = await ward.send(frame)
    #expect(codes(reply) == ["AA", "AA"])
    let texts = reply.frames.map { String(decoding: $0, as: UTF8.self) }
    #expect(texts[0].contains("MSA|AA|C1\r") && texts[1].contains("MSA|AA|C2\r"))
    #expect(try await ward.alerts().count == 2)
  }

  @Test func `gets one frame with all replies where its document says so`() async throws {
    let ward = try await ward("batch-reply: batch")
    let reply = await ward.send(frame)
    let text = String(decoding: try #require(reply.frames.first), as: UTF8.self)
    #expect(reply.frames.count == 1)
    #expect(text.hasPrefix("BHS|^~\\&|") && text.hasSuffix("\rBTS|2\r"))
    #expect(text.split(separator: "\r").filter { $0.hasPrefix("MSA|AA|") }.count == 2)
  }

  @Test func `is held back by none of them`() async throws {
    let ward = try await ward("messages: ORU^R01")
    let other = Ward.potassium(controlID: "C0").replacing("ORU^R01", with: "ADT^A01")
    #expect(codes(await ward.send(other + "\n" + Ward.potassium())) == ["AR", "AA"])
  }
}

@Suite struct `What is odd about a message` {
  private func warnings(_ ward: Ward) async throws -> [String] {
    try await ward.store.read { store in
      try store.messages(after: 0, limit: 100).map {
        try store.heading($0.id)?.traits.warnings ?? ""
      }
    }
  }

  @Test func `stands on its row`() async throws {
    let ward = try await Ward()
    _ = await ward.send(Ward.potassium())
    _ = await ward.send(Ward.potassium(value: "7.2"))
    _ = await ward.send(Ward.potassium(controlID: ""))
    let all = try await warnings(ward)
    #expect(all[0].isEmpty)
    #expect(all[1].contains("control-id-reuse"))
    #expect(all[2].contains("control-id-missing"))
  }

  @Test func `includes a set that is not decoded, and the critical result is there all the same`()
    async throws
  {
    let ward = try await Ward()
    let text = Ward.potassium().replacing("\n", with: "\r")
      .replacing("|P|2.5.1", with: "|P|2.5.1||||||BIG-5")
    let halves = text.split(separator: "Potassium").map { Array($0.utf8) }
    // The second byte of this character is a field separator.
    let raw = halves[0] + [0xA8, 0x7C] + halves[1]
    #expect(await ward.send(raw).code == "AA")
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.content.what.contains("7.1 mmol/L"))
    #expect(try await ward.messages().first?.raw == raw)
    let all = try await warnings(ward)
    #expect(all[0].contains("character-set-unknown") && all[0].contains("undecodable-bytes"))
  }

  @Test func `includes a number that was left out, and a batch that counts wrong`() async throws {
    let ward = try await Ward()
    for (number, control) in [("1", "C1"), ("2", "C2"), ("4", "C3")] {
      _ = await ward.send(
        Ward.potassium(controlID: control).replacing("|P|2.5.1", with: "|P|2.5.1|\(number)"))
    }
    _ = await ward.send(
      "BHS|^~\\&|A\n" + Ward.potassium(controlID: "C4") + "\n"
        + Ward.potassium(controlID: "C5") + "\nBTS|3")
    let all = try await warnings(ward)
    #expect(all.map { $0.contains("sequence-gap") } == [false, false, true, false, false])
    #expect(all.map { $0.contains("batch-count-mismatch") } == [false, false, false, true, false])
  }
}
