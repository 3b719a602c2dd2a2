// Tocsin — Benchmarks: a device that counts its envelopes
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

/// An enrolled device with keys of its own, which asks how far its mailbox has come.
///
/// A device's seqs follow each other from 1: one envelope after seq n says that more than n are
/// there, and a question costs the gateway next to nothing.
struct MailboxProbe {
  private let keys: DeviceKeys
  let device: DeviceID
  let port: UInt16

  /// Enrols a device for a person, through HTTP.
  init(of person: String, at gateway: Gateway) throws {
    struct Answer: Decodable { let device: String }
    keys = DeviceKeys.generate()
    port = gateway.http
    let token = try gateway.enrolmentToken(for: person)
    guard let enrolment = keys.enrolment(token: token, name: "benchmark") else {
      throw Trouble("no device can be enrolled with \(token)")
    }
    let body = Self.body(enrolment)
    let reply = try HTTPReply.to(
      "POST", "/v1/devices", body, port: port,
      headers: [
        "Content-Type: application/json"
      ])
    guard reply.status == 201 else { throw Trouble("the device was refused: \(reply.text)") }
    let answer = try JSONDecoder().decode(Answer.self, from: Data(reply.body))
    guard let device = DeviceID(text: answer.device) else { throw Trouble("no device id") }
    self.device = device
  }

  private static func body(_ enrolment: Enrolment) -> [UInt8] {
    let keys = enrolment.keys
    let names = [
      ("notify", keys.notify), ("accept", keys.accept), ("detail", keys.detail),
      ("unlocked", keys.unlocked),
    ]
    let list = names.map { "\"\($0)\":\"\(Base64URL.encode($1))\"" }.joined(separator: ",")
    let text =
      "{\"token\":\"\(enrolment.token)\",\"name\":\"\(enrolment.name)\",\"keys\":{\(list)},"
      + "\"proof\":\"\(Base64URL.encode(enrolment.proof))\"}"
    return Array(text.utf8)
  }

  /// What shows that a request without a body is the device's.
  func authorization(_ method: String, _ target: String) -> String {
    let request = SignedRequest(method: method, target: target, body: [])
    return keys.sign(request, from: device, at: Self.time).authorization
  }

  /// Whether more than `seq` envelopes have come.
  func holdsMore(than seq: Int) throws -> Bool {
    struct Answer: Decodable {
      struct One: Decodable { let seq: Int }
      let envelopes: [One]
    }
    let target = "/v1/devices/\(device.text)/envelopes?after=\(seq)&limit=1"
    let reply = try HTTPReply.to(
      "GET", target, [], port: port,
      headers: ["Authorization: \(authorization("GET", target))"])
    guard reply.status == 200 else { throw Trouble("the mailbox does not open: \(reply.text)") }
    let answer = try JSONDecoder().decode(Answer.self, from: Data(reply.body))
    return !answer.envelopes.isEmpty
  }

  /// How many envelopes there are, at most `bound`.
  func count(upTo bound: Int) throws -> Int {
    var (low, high) = (0, bound)
    while low < high {
      let middle = (low + high) / 2
      if try holdsMore(than: middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static var time: Timestamp {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  }
}

/// One request on a connection of its own, and what came back.
struct HTTPReply {
  let status: Int
  let body: [UInt8]

  var text: String { "\(status) \(String(decoding: body, as: UTF8.self))" }

  static func to(
    _ method: String, _ target: String, _ body: [UInt8], port: UInt16, headers: [String]
  ) throws -> HTTPReply {
    let wire = try Socket(port: port)
    defer { close(wire.descriptor) }
    let lines =
      ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
      + headers + ["Content-Length: \(body.count)", "", ""]
    try wire.send(Array(lines.joined(separator: "\r\n").utf8) + body)
    let all = wire.readToEnd()
    let head = String(decoding: all.prefix(12), as: UTF8.self)
    let mark: [UInt8] = [13, 10, 13, 10]
    let end = all.indices.first { all[$0...].starts(with: mark) } ?? all.endIndex
    return HTTPReply(
      status: Int(head.suffix(3)) ?? 0, body: Array(all[min(end + 4, all.count)...]))
  }
}
