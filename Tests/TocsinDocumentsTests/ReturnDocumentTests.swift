// Tocsin — TocsinDocumentsTests: where an integration's source is told
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments
import TocsinMapping

@Suite struct `The return part of an integration` {
  private func path(_ lines: String) throws -> ReturnPath? {
    try DocumentValues.integration(text: plainIntegration + lines, name: "lab").returnPath
  }

  @Test func `is read as it stands`() throws {
    let path = try #require(
      try path(
        """
        return:
          to: "[::1]:2576"
          as: oru-status
          statuses: [accepted, rejected]
          reply-within: 5s
          queue: 500
          keep-for: 2h
          tls: { pin: "\(String(repeating: "0f", count: 32))", certificate: c, key: k }
          record: { receipt: false, say-after: 24h }
        """))
    #expect(path.target == .mllp(host: "::1", port: 2576, .observation))
    #expect(path.statuses == [.accepted, .rejected] && path.replyWithin == .seconds(5))
    #expect(path.waitingMax == 500 && path.keepFor == .hours(2))
    #expect(path.tls?.pin == Array(repeating: 0x0F, count: 32))
    #expect(path.tls?.certificate == "c" && path.tls?.key == "k")
    #expect(path.record?.needsReceipt == false && path.record?.sayAfter == .hours(24))
  }

  @Test func `tells every status in the form of PCD-05 unless it says otherwise`() throws {
    let path = try #require(try path("return: { to: localhost:2576 }"))
    #expect(path.target == .mllp(host: "localhost", port: 2576, .pcd05))
    #expect(path.statuses == Set(PageStatus.allCases) && path.tls == nil && path.record == nil)
    #expect(try self.path("") == nil)
  }

  @Test func `to a URL posts signed webhooks of all news unless it says otherwise`() throws {
    let path = try #require(try path("return: { to: https://hooks.example.org/tocsin }"))
    #expect(path.target == .web("https://hooks.example.org/tocsin", .webhook))
    #expect(path.news == Set(AlertNews.Kind.allCases) && path.token == nil)
    let fhir = try #require(
      try self.path(
        """
        return:
          to: http://127.0.0.1:8080/fhir
          as: fhir-task
          statuses: [acknowledged, resolved]
          token: /etc/tocsin/fhir.token
        """))
    #expect(fhir.target == .web("http://127.0.0.1:8080/fhir", .fhirTask))
    #expect(fhir.news == [.acknowledged, .resolved] && fhir.token == "/etc/tocsin/fhir.token")
  }

  @Test(arguments: [
    ("{ to: nowhere }", "\"to\" is \"nowhere\": write HOST:PORT, as in 10.20.0.5:2576"),
    ("{ to: a:0 }", "\"to\" is \"a:0\": write HOST:PORT, as in 10.20.0.5:2576"),
    ("{ as: pcd-05-r42 }", "\"return\" lacks \"to\": add to: 10.20.0.5:2576"),
    (
      "{ to: a:1, as: fax }",
      "\"as\" is \"fax\": write one of pcd-05-r42, pcd-05-r41, oru-status"
    ),
    (
      "{ to: a:1, statuses: [seen] }",
      "\"seen\" is no status: write some of received, delivered, read, accepted, rejected,"
        + " cancelled, cancelled-other, undeliverable"
    ),
    (
      "{ to: a:1, tls: { certificate: c, key: k } }",
      "\"tls\" says nobody to trust: add authority: FILE, or pin: and the SHA-256 of the"
        + " peer's certificate"
    ),
    (
      "{ to: a:1, tls: { authority: a, key: k } }",
      "\"certificate\" and \"key\" go together: add the other one"
    ),
    (
      "{ to: a:1, tls: { pin: 00ff } }",
      "\"00ff\" is no SHA-256 of a certificate: write the 64 hexadecimal digits that"
        + " openssl x509 -noout -fingerprint -sha256 prints"
    ),
    (
      "{ to: a:1, reply-within: 5m }",
      "\"reply-within\" is 5m: write a duration from 1s to 1m"
    ),
    (
      "{ to: \"ftp://a/b\" }", "\"to\" is no URL: write https://HOST/PATH, without a password"
    ),
    (
      "{ to: \"https://me:pw@a/b\" }",
      "\"to\" is no URL: write https://HOST/PATH, without a password"
    ),
    (
      "{ to: \"https://a/b\", as: pcd-05-r42 }",
      "\"as\" is \"pcd-05-r42\": write one of webhook, fhir-task, fhir-communication"
    ),
    (
      "{ to: \"https://a/b\", statuses: [read] }",
      "\"read\" is no news of an alert: write some of acknowledged, declined, escalated,"
        + " exhausted, resolved"
    ),
    (
      "{ to: \"https://a/b\", record: { receipt: true } }",
      "\"record\" has no meaning where \"to\" is a URL: leave it out"
    ),
    (
      "{ to: a:1, token: f }", "\"token\" has no meaning where \"to\" is HOST:PORT: leave it out"
    ),
    ("{ to: a:1, record: { receipt: maybe } }", "\"receipt\" is \"maybe\": write true or false"),
  ])
  func `that is wrong is refused at its line, with the mend`(text: String, finding: String) {
    let refusal = #expect(throws: DocumentRefusal.self) { try self.path("return: " + text) }
    #expect(refusal?.findings.map(\.description) == ["lab/mapping.yaml:12: error: \(finding)"])
  }
}
