// Tocsin — TocsinDocumentsTests: the `endpoint:` of an integration
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments
import TocsinHL7
import TocsinMapping

/// An integration with one rule and the given `endpoint:`.
private func document(_ endpoint: String) -> String {
  plainIntegration + "endpoint:\n" + endpoint
}

@Suite struct `An endpoint in a document` {
  @Test func `says everything about a listener`() throws {
    let text = document(
      """
        listen: "[::1]:2576"
        tls: { authority: /a.pem, pins: "\(String(repeating: "0A:", count: 31))ff" }
        allow-from: [10.20.0.0/16, "::1"]
        senders: [{ application: SYNLAB, facility: NORTH }, { facility: WEST }]
        messages: [ORU^R01, ADT^*]
        character-set: { default: 8859/15, force: UTF-8 }
        acknowledge: strict
        not-now: CE
        alert-reply: ora-r41
        batch-reply: batch
        sequence: true
        mllp: 2
        limits: { frame-bytes: 65536, stall: 10s, connections: 3 }
      """)
    let endpoint = try DocumentValues.integration(text: text, name: "lab").endpoint
    #expect(endpoint.listen == EndpointAddress(host: "::1", port: 2_576))
    #expect(endpoint.tls?.authority == "/a.pem" && endpoint.tls?.demandsCertificate == true)
    #expect(endpoint.tls?.pins == [Array(repeating: 10, count: 31) + [255]])
    #expect(endpoint.allowFrom.count == 2)
    #expect(endpoint.sources.map(\.facility) == ["NORTH", "WEST"])
    #expect(endpoint.messages.count == 2)
    #expect(endpoint.characterSets == HL7CharacterSetRule(forced: .utf8, fallback: .iso8859(15)))
    #expect(endpoint.reply.dialect == .strict && endpoint.reply.notNow == .commitError)
    #expect(endpoint.reply.answersAlertsByR41 && endpoint.reply.tellsExpectedNumber)
    #expect(endpoint.batchReply == .batch && endpoint.usesCommitBlocks)
    #expect(endpoint.limits.frameBytes == 65_536 && endpoint.limits.connections == 3)
    #expect(endpoint.limits.stall == .seconds(10))
  }

  @Test func `is on loopback when only a port is given, and takes everything`() throws {
    let text = document("  listen: 2576\n")
    let endpoint = try DocumentValues.integration(text: text, name: "lab").endpoint
    var expected = Endpoint()
    expected.listen = EndpointAddress(host: "127.0.0.1", port: 2_576)
    #expect(endpoint == expected)
  }

  @Test(arguments: badEndpoints)
  func `with a mistake is refused at the line, with the mend`(bad: BadDocument) {
    let text = document(bad.text)
    let file = DocumentFile(path: bad.path, text: text)
    let found = DocumentBundle(files: [file]).findings.map(\.description)
    #expect(found == bad.findings.map { "\(bad.path):\($0)" })
  }

  @Test func `has an address of its own`() {
    let files = ["a", "b"].map {
      DocumentFile(path: "\($0)/mapping.yaml", text: document("  listen: 2576\n"))
    }
    #expect(
      DocumentBundle(files: files).findings.map(\.description) == [
        "b/mapping.yaml:13: error: the integration \"a\" listens on 127.0.0.1:2576 already: choose"
          + " another port"
      ])
    let free = ["a", "b"].map {
      DocumentFile(path: "\($0)/mapping.yaml", text: document("  listen: 0\n"))
    }
    #expect(DocumentBundle(files: free).findings.isEmpty)
  }
}

private let badEndpoints = [
  BadDocument(
    "lab/mapping.yaml", "  port: 2576\n",
    "13: error: \"endpoint\" lacks \"listen\": add listen: 127.0.0.1:2576",
    "13: error: the key \"port\" is not known here: use listen, tls, allow-from, senders, messages,"
      + " character-set, acknowledge, not-now, alert-reply, batch-reply, sequence, mllp, limits"),
  BadDocument(
    "lab/mapping.yaml", "  listen: 127.0.0.1:70000\n",
    "13: error: \"listen\" is \"127.0.0.1:70000\": write HOST:PORT, as in 127.0.0.1:2576 or"
      + " \"[::1]:2576\""),
  BadDocument(
    "lab/mapping.yaml", "  listen: 0.0.0.0:2576\n",
    "13: error: 0.0.0.0:2576 is open to the network and to everyone on it: add tls, or allow-from"
      + " with the addresses of the source"),
  BadDocument(
    "lab/mapping.yaml", "  listen: 2576\n  allow-from: 10.0.0.1/8\n",
    "14: error: \"10.0.0.1/8\" is no range of addresses: write it as 10.20.0.0/16, with zeros"
      + " behind the bits that count, or as one address"),
  BadDocument(
    "lab/mapping.yaml", "  listen: 2576\n  tls: {}\n",
    "14: error: \"tls\" does not say which certificates count: add authority: FILE, or pins, or"
      + " client-certificate: none"),
  BadDocument(
    "lab/mapping.yaml",
    "  listen: 2576\n  tls: { authority: a.pem, client-certificate: none }\n",
    "14: error: no certificate is asked for, so that authority and pins have no effect: remove"
      + " them, or write client-certificate: required"),
  BadDocument(
    "lab/mapping.yaml", "  listen: 2576\n  tls: { pins: [abc] }\n",
    "14: error: \"abc\" is no SHA-256 of a certificate: write the 64 hexadecimal digits that"
      + " openssl x509 -noout -fingerprint -sha256 prints"),
  BadDocument(
    "lab/mapping.yaml", "  listen: 2576\n  senders: [{}]\n  messages: [ORU^R01^X]\n",
    "14: error: the item names nothing: add application: MSH-3, facility: MSH-4 or both",
    "15: error: \"ORU^R01^X\" is not a message type: write MSH-9.1^MSH-9.2, as in ORU^R01 or"
      + " ORU^*"),
  BadDocument(
    "lab/mapping.yaml", "  listen: 2576\n  acknowledge: always\n  not-now: AA\n  mllp: 3\n",
    "14: error: \"acknowledge\" is \"always\": write auto, always-aa, always-ca, strict or none",
    "15: error: \"not-now\" is \"AA\": write AE, AR, CE or CR",
    "16: error: \"mllp\" is \"3\": write a whole number from 1 to 2"),
  BadDocument(
    "lab/mapping.yaml", "  listen: 2576\n  character-set: { force: EBCDIC }\n",
    "14: error: the character set \"EBCDIC\" is not decoded here: write UTF-8, windows-1252, ASCII"
      + " or 8859/1 to 8859/15"),
  BadDocument(
    "lab/mapping.yaml", "  listen: 2576\n  limits: { frame-bytes: 20000000, stall: 1h }\n",
    "14: error: \"frame-bytes\" is \"20000000\": write a whole number from 4096 to 16777216",
    "14: error: \"stall\" is 1h: write a duration from 1s to 10m"),
]
