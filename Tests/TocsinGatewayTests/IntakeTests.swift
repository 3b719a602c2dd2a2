// Tocsin — GatewayTests: what sources report
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `A source that reports a critical result` {
  @Test func `gets AA with its own control id after one alert is stored`() async throws {
    let ward = try await Ward()
    let reply = await ward.send(Ward.potassium())
    #expect(reply.code == "AA")
    #expect(String(decoding: reply.bytes, as: UTF8.self).contains("MSA|AA|C1"))
    let alerts = try await ward.alerts()
    #expect(alerts.map(\.controlID) == ["C1"])
    let message = try #require(try await ward.messages().first)
    #expect(message.outcome == .accepted && message.alert == alerts[0].id)
    #expect(message.reply == reply.bytes)
  }

  @Test func `gets the stored reply when it sends the same again, and no second alert`()
    async throws
  {
    let ward = try await Ward()
    let first = await ward.send(Ward.potassium())
    ward.clock.pass(.days(6))
    let second = await ward.send(Ward.potassium())
    #expect(first.bytes == second.bytes)
    #expect(try await ward.alerts().count == 1)
    #expect(try await ward.messages().map(\.outcome) == [.accepted, .repeated])
  }

  @Test func `is judged anew after seven days`() async throws {
    let ward = try await Ward()
    let first = await ward.send(Ward.potassium())
    ward.clock.pass(.days(8))
    let second = await ward.send(Ward.potassium())
    #expect(first.bytes != second.bytes && second.code == "AA")
  }

  @Test func `folds into the open alert under another control id`() async throws {
    let ward = try await Ward()
    _ = await ward.send(Ward.potassium())
    _ = await ward.send(Ward.potassium(controlID: "C2"))
    let alerts = try await ward.alerts()
    #expect(alerts.count == 1 && alerts[0].repeats == 1)
  }

  @Test func `pages again when the value is another`() async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    _ = await ward.send(Ward.potassium(controlID: "C2", value: "7.9"))
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.contentRevision == 2)
    #expect(try await ward.pages(alert).filter { $0.state == .withdrawn }.count == 1)
  }
}

@Suite struct `A message that is not for us` {
  @Test(arguments: ["N", "H", ""])
  func `is kept and answered AA`(_ flag: String) async throws {
    let ward = try await Ward()
    let reply = await ward.send(Ward.potassium(flag: flag))
    #expect(reply.code == "AA")
    let messages = try await ward.messages()
    #expect(messages.map(\.outcome) == [.notForUs])
    #expect(!messages[0].reason.isEmpty)
    #expect(try await ward.alerts().isEmpty)
  }

  @Test(arguments: ["T", "D"])
  func `when it is a test pages nobody`(_ mode: String) async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    #expect(await ward.send(Ward.potassium(mode: mode)).code == "AA")
    #expect(try await ward.alerts().isEmpty)
    #expect(try await ward.messages().map(\.outcome) == [.notForUs])
  }
}

@Suite struct `A message that cannot be taken` {
  @Test(arguments: ["", "PID|1", "hello", "MSH"])
  func `because it has no header gets AR and is kept`(_ text: String) async throws {
    let ward = try await Ward()
    let reply = await ward.send(text)
    #expect(reply.code == "AR")
    #expect(String(decoding: reply.bytes, as: UTF8.self).contains("\rERR|"))
    let messages = try await ward.messages()
    #expect(messages.map(\.outcome) == [.refused])
    #expect(messages[0].raw == Array(text.utf8))
  }

  @Test func `because the store is full gets AE and leaves nothing`() async throws {
    var options = SQLiteStore.Options.tested
    options.pagesMax = 160
    let ward = try await Ward(options)
    var codes: [String] = []
    for number in 0..<400 where codes.last != "AE" {
      let padding = String(repeating: "x", count: 2_000)
      codes.append(
        await ward.send(
          Ward.potassium(controlID: "C\(number)", order: "F\(number)") + "\nZZZ|\(padding)"
        ).code)
    }
    #expect(codes.last == "AE")
    #expect(try await ward.messages().count == codes.filter { $0 == "AA" }.count)
  }

  @Test func `gets AE, not AR, when it could not even be kept`() async throws {
    let ward = try await Ward()
    await ward.store.close()
    let reply = await ward.send("hello")
    #expect(reply.code == "AE")
    #expect(String(decoding: reply.bytes, as: UTF8.self).contains("MSA|AE||"))
  }

  @Test func `over the limit gets AR with its control id and the connection closes`() async throws {
    let ward = try await Ward()
    let prefix = Array(Ward.potassium(controlID: "BIG1").replacing("\n", with: "\r").utf8)
    let reply = await withCheckedContinuation { continuation in
      ward.intake.refuseOversized(prefix: prefix, integration: "laboratory") {
        continuation.resume(returning: $0)
      }
    }
    #expect(reply.closes && reply.code == "AR")
    #expect(String(decoding: reply.bytes, as: UTF8.self).contains("\rMSA|AR|BIG1|"))
  }
}
