// Tocsin — ServerTests: HL7 v2 over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A source that posts HL7` {
  private static let message =
    "MSH|^~\\&|LAB|H|T|H|20261124080000+0100||ORU^R01|m-1|P|2.5.1\rPID|1||77\rOBR|1|||K\r"

  private func post(
    _ body: String, by source: ReportingSource, type: String = "application/hl7-v2; charset=utf-8"
  ) async -> WebReply {
    await source.send(
      "POST", "/v1/integrations/freezers/hl7", headers: [.contentType: type],
      body: Array(body.utf8))
  }

  @Test(arguments: ["application/hl7-v2", "x-application/hl7-v2+er7"])
  func `gets the acknowledgment that MLLP would give, once the message is durable`(
    type: String
  ) async throws {
    let source = try await ReportingSource()
    let reply = await post(Self.message, by: source, type: type)
    #expect(reply.code == .ok)
    #expect(reply.headers[.contentType]?.hasPrefix("application/hl7-v2") == true)
    let text = String(decoding: reply.bytes, as: UTF8.self)
    #expect(text.contains("\rMSA|AA|m-1"))
    #expect(try await source.outcomes() == ["not-for-us"])
    let again = await post(Self.message, by: source)
    #expect(again.bytes == reply.bytes, "the stored reply")
    #expect(try await source.outcomes() == ["not-for-us", "repeated"])
  }

  @Test(arguments: ["hello", "{\"what\":1}"])
  func `is told by the acknowledgment that it sent no message`(body: String) async throws {
    let source = try await ReportingSource()
    let reply = await post(body, by: source)
    #expect(reply.code == .badRequest)
    #expect(String(decoding: reply.bytes, as: UTF8.self).contains("\rMSA|AR"))
    #expect(try await source.outcomes() == ["refused"])
  }

  @Test func `has a batch answered message by message`() async throws {
    let source = try await ReportingSource()
    let second = Self.message.replacing("m-1", with: "m-2")
    let reply = await post(Self.message + second, by: source)
    #expect(reply.code == .ok)
    let text = String(decoding: reply.bytes, as: UTF8.self)
    #expect(text.contains("MSA|AA|m-1") && text.contains("MSA|AA|m-2"))
  }

  @Test func `is refused for another type, and for an empty body`() async throws {
    let source = try await ReportingSource()
    #expect(await post(Self.message, by: source, type: "text/plain").code.code == 415)
    #expect(await post("", by: source).code == .badRequest)
    #expect(try await source.outcomes().isEmpty)
  }

  @Test func `S22: brings nothing into production by a key for tests`() async throws {
    let source = try await ReportingSource(world: .test)
    #expect(await post(Self.message, by: source).code == .forbidden)
    #expect(try await source.outcomes().isEmpty)
  }
}
