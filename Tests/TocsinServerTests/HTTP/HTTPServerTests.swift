// Tocsin — ServerTests: the HTTP listener on a real socket
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinServer

@Suite struct `The HTTP listener` {
  private struct Open {
    let ward: WebWard
    let address: ListenAddress
    let signals: MailboxSignals
    let server: HTTPServer

    /// A request's bytes, signed when a device makes it.
    func request(
      _ method: String, _ target: String, by device: WebDevice? = nil, more: String = ""
    ) -> String {
      let signature = device.map { "Authorization: \($0.authorization(method, target))\r\n" }
      return "\(method) \(target) HTTP/1.1\r\nHost: test\r\n\(signature ?? "")\(more)\r\n"
    }
  }

  private func listening(_ body: (Open) async throws -> Void) async throws {
    let ward = try await WebWard()
    let signals = MailboxSignals()
    let server = HTTPServer(
      ListenAddress(host: "127.0.0.1", port: 0), desk: ward.desk, surroundings: ward.surroundings,
      web: WebSide(files: WebFiles(), signals: signals))
    let address = try await server.start()
    do {
      try await body(Open(ward: ward, address: address, signals: signals, server: server))
      await server.stop()
    } catch {
      await server.stop()
      throw error
    }
  }

  @Test func `answers on one connection again and again`() async throws {
    try await listening { open in
      let client = try await RawClient.connect(to: open.address)
      client.write(open.request("HEAD", "/healthz"))
      client.write(open.request("GET", "/healthz"))
      let text = try await client.read(until: #"{"status":"alive"}"#)
      #expect(text.components(separatedBy: "HTTP/1.1 200 OK\r\n").count == 3)
      client.write(open.request("GET", "/nothing"))
      let more = try await client.read(until: "urn:tocsin:problem:not-found")
      #expect(more.contains("HTTP/1.1 404 Not Found\r\n"))
      await client.close()
    }
  }

  @Test func `takes a signature over the target as it stands in the request line`() async throws {
    try await listening { open in
      let ada = try await open.ward.enrol("ada")
      let target = "/v1/devices/\(ada.id.text)/envelopes?limit=5&x=%20%2F&after=0"
      let client = try await RawClient.connect(to: open.address)
      client.write(open.request("GET", target, by: ada))
      let text = try await client.read(until: #""more":false}"#)
      #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
      await client.close()
    }
  }

  @Test func `brings envelopes as they come and ends the stream when it stops`() async throws {
    var text = ""
    try await listening { open in
      let ada = try await open.ward.enrol("ada")
      try await open.ward.deposit(1...2, for: ada.id)
      let target = "/v1/devices/\(ada.id.text)/stream"
      let client = try await RawClient.connect(to: open.address)
      client.write(open.request("GET", target, by: ada, more: "Last-Event-ID: 1\r\n"))
      text = try await client.read(until: "id: 2\n")
      #expect(text.lowercased().contains("content-type: text/event-stream\r\n"))
      #expect(!text.contains("id: 1\n"))
      try await open.ward.deposit(3...3, for: ada.id)
      open.signals.mailboxGrew(ada.id, by: [])
      _ = try await client.read(until: "id: 3\n")
      async let rest = client.readAll()
      await open.server.stop()
      text = try await rest
      #expect(open.signals.streamCount == 0)
    }
    #expect(text.hasSuffix("0\r\n\r\n"))
  }

  @Test func `ends a stream when the device ends its side`() async throws {
    try await listening { open in
      let ada = try await open.ward.enrol("ada")
      let client = try await RawClient.connect(to: open.address)
      client.write(open.request("GET", "/v1/devices/\(ada.id.text)/stream", by: ada))
      _ = try await client.read(until: ": tocsin\n\n")
      #expect(open.signals.streamCount == 1)
      client.endOurSide()
      _ = try await client.readAll()
      #expect(open.signals.streamCount == 0)
    }
  }

  @Test func `refuses a body that is too large before it comes`() async throws {
    try await listening { open in
      let client = try await RawClient.connect(to: open.address)
      client.write(
        open.request(
          "POST", "/v1/devices",
          more: "Content-Type: application/json\r\nContent-Length: 1048577\r\n"))
      let text = try await client.read(until: "too-large")
      #expect(text.hasPrefix("HTTP/1.1 413 "))
      await client.close()
    }
  }

  @Test func `refuses a body that grows too large`() async throws {
    try await listening { open in
      let client = try await RawClient.connect(to: open.address)
      client.write(
        open.request(
          "POST", "/v1/devices",
          more: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"))
      for _ in 0..<17 {
        client.write("10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n")
      }
      let text = try await client.read(until: "too-large")
      #expect(text.hasPrefix("HTTP/1.1 413 "))
      await client.close()
    }
  }

  @Test func `refuses without reading a body what needs a signature and has none`() async throws {
    try await listening { open in
      let client = try await RawClient.connect(to: open.address)
      client.write(
        open.request(
          "POST", "/v1/devices/\(DeviceID(high: 1, low: 1).text)/answers",
          more: "Content-Length: 1000\r\n"))
      let text = try await client.read(until: "unsigned")
      #expect(text.hasPrefix("HTTP/1.1 401 "))
      await client.close()
    }
  }

  @Test func `says who has the port and what to do`() async throws {
    try await listening { open in
      let other = HTTPServer(
        open.address, desk: open.ward.desk, surroundings: open.ward.surroundings,
        web: WebSide(files: WebFiles(), signals: MailboxSignals()))
      await #expect(throws: ListenError.portInUse(open.address)) { try await other.start() }
    }
  }
}
