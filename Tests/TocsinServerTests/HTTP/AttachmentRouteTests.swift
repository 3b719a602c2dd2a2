// Tocsin — ServerTests: the documents of an alert over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A document of an alert` {
  private let alert = AlertID(high: 8, low: 1)
  private let bytes = Array("%PDF-1.4 ZZCANARY".utf8)

  private func ward() async throws -> WebWard {
    let ward = try await WebWard()
    let phone = try await ward.enrol("ada")
    try await ward.deposit(1...1, for: phone.id, ward: "W1")
    let (alert, bytes) = (alert, bytes)
    _ = try await ward.store.perform { store in
      try store.insert(
        AttachmentDraft(title: "EKG", mediaType: "application/pdf", bytes: bytes), of: alert,
        at: Timestamp(milliseconds: 1))
    }
    return ward
  }

  @Test func `is listed with the content, and saved by who may open it`() async throws {
    let ward = try await ward()
    let ada = try await ward.signIn("ada")
    let content = try await ada.send("GET", "/v1/alerts/\(alert)").json()
    let listed = try #require(content["attachments"] as? [[String: Any]])
    #expect(listed.first?["type"] as? String == "application/pdf")
    #expect(listed.first?["number"] as? Int == 1 && listed.count == 1)
    let reply = await ada.send("GET", "/v1/alerts/\(alert)/attachments/1")
    #expect(reply.code == .ok && reply.bytes == bytes)
    #expect(reply.headers[.contentType] == "application/pdf")
    #expect(reply.headers[.cacheControl] == "no-store")
    #expect(reply.headers[.contentDisposition] == #"attachment; filename="document-1.pdf""#)
    #expect(reply.headers[.contentSecurityPolicy]?.hasPrefix("sandbox;") == true)
    let leaves = try await ward.leaves(of: .contentViewed)
    #expect(leaves.count == 2)
    #expect(leaves.allSatisfy { $0.contains("ada") && $0.hasSuffix(" alert:\(alert)") })
  }

  @Test func `is for nobody else, and none is made up`() async throws {
    let ward = try await ward()
    try await ward.add("other", RoleGrant(.responder))
    let other = try await ward.signIn("other")
    #expect(await other.send("GET", "/v1/alerts/\(alert)/attachments/1").code == .forbidden)
    let ada = try await ward.signIn("ada")
    for number in ["0", "2", "33", "x", "-1"] {
      let reply = await ada.send("GET", "/v1/alerts/\(alert)/attachments/\(number)")
      #expect(reply.code == .notFound && reply.bytes.firstRange(of: bytes) == nil)
    }
    // The refusal is told, and nothing is said to have been seen that was not there.
    let leaves = try await ward.leaves(of: .contentViewed)
    #expect(leaves.count == 1 && leaves.allSatisfy { $0.contains("other") })
  }

  @Test func `threat 12: does not leave without its leaf`() async throws {
    let ward = try await ward()
    let ada = try await ward.signIn("ada")
    await ward.store.close()
    let reply = await ada.send("GET", "/v1/alerts/\(alert)/attachments/1")
    #expect(reply.code == .serviceUnavailable)
  }
}
