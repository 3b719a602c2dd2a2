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

@Suite struct `A document of a page` {
  private let alert = AlertID(high: 8, low: 1)
  private let bytes = Array("%PDF-1.4 ZZCANARY".utf8)

  /// A ward with one page that has a document, the device that it is on, and its address there.
  private func paged() async throws -> (ward: WebWard, phone: WebDevice, target: String) {
    let ward = try await WebWard()
    let phone = try await ward.enrol("ada")
    let page = try #require(try await ward.deposit(1...1, for: phone.id, ward: "W1").first)
    let (alert, bytes) = (alert, bytes)
    _ = try await ward.store.perform { store in
      try store.insert(
        AttachmentDraft(title: "EKG", mediaType: "application/pdf", bytes: bytes), of: alert,
        at: Timestamp(milliseconds: 1))
    }
    return (ward, phone, "/v1/devices/\(phone.id)/pages/\(page)/attachments")
  }

  @Test func `is listed and leaves sealed for the device, with its leaf`() async throws {
    let (ward, phone, target) = try await paged()
    let list = try await phone.send("GET", target).json()
    let rows = try #require(list["attachments"] as? [[String: Any]])
    #expect(rows.map { $0["title"] as? String } == ["EKG"])
    #expect(try await ward.leaves(of: .contentViewed) == [])
    let reply = await phone.send("GET", target + "/1")
    #expect(reply.code == .ok && reply.headers[.contentType] == "application/octet-stream")
    #expect(reply.bytes.firstRange(of: bytes) == nil)
    let envelope = try Envelope(decoding: reply.bytes)
    #expect(envelope.header.type == .note && envelope.header.attempt == 1)
    #expect(envelope.header.device == phone.id)
    #expect(envelope.ciphertext.count == bytes.count + 16)
    let sealer = ward.surroundings.sealer
    #expect(
      sealer.verify(
        signature: envelope.signature, over: envelope.signedBytes, by: sealer.signerPublicKey))
    #expect(try await ward.leaves(of: .contentViewed) == ["person:ada alert:\(alert)"])
  }

  @Test func `is for the paged person's device alone, and none is made up`() async throws {
    let (ward, phone, target) = try await paged()
    let other = try await ward.enrol("bo")
    let theirs = target.replacing(phone.id.text, with: other.id.text)
    #expect(await other.send("GET", theirs + "/1").code == .notFound)
    #expect(await other.send("GET", theirs).code == .notFound)
    #expect(await other.send("GET", target + "/1").code == .forbidden)
    for number in ["0", "2", "33", "x", "-1"] {
      #expect(await phone.send("GET", target + "/\(number)").code == .notFound)
    }
    let odd = "/v1/devices/\(phone.id)/pages/x/attachments/1"
    #expect(await phone.send("GET", odd).code == .notFound)
    #expect(try await ward.leaves(of: .contentViewed) == [])
  }

  @Test func `threat 12: does not leave without its leaf`() async throws {
    let (ward, phone, target) = try await paged()
    await ward.store.close()
    #expect(await phone.send("GET", target + "/1").code == .serviceUnavailable)
  }
}
