// Tocsin — ServerTests: alerts page by page, and as they change
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A list of alerts` {
  /// A source with so many open alerts, oldest first; every third of another ward.
  private func filled(_ count: Int) async throws -> (ReportingSource, [String]) {
    let source = try await ReportingSource()
    var ids: [String] = []
    for number in 0..<count {
      let ward = number.isMultiple(of: 3) ? "W3" : "W1"
      let priority = number < 2 ? "high" : "low"
      let body = """
        {"priority":"\(priority)","kind":"door","what":"\(number)","ward":"\(ward)"}
        """
      ids.append(try #require(try await source.report(body).json()["alert"] as? String))
    }
    return (source, ids)
  }

  private func ids(_ reply: WebReply) throws -> [String] {
    let rows = try #require(try reply.json()["alerts"] as? [[String: Any]])
    return rows.compactMap { $0["id"] as? String }
  }

  @Test func `is given page by page, newest first, without a gap and nothing twice`() async throws {
    let (source, made) = try await filled(7)
    var found: [String] = []
    var target = "/v1/alerts?limit=3"
    for _ in 0..<9 {
      let reply = await source.send("GET", target)
      found += try ids(reply)
      if found.count == 3 {
        _ = await source.report(#"{"priority":"low","kind":"door","what":"comes meanwhile"}"#)
        _ = await source.send("POST", "/v1/alerts/\(made[3])/resolve")
      }
      guard let next = try reply.json()["next"] as? String else { break }
      target = "/v1/alerts?state=all&limit=3&before=\(next)"
    }
    #expect(found == made.reversed())
  }

  @Test(arguments: [
    ("state=open", [6, 5, 4, 3, 2, 1]), ("state=closed", [0]), ("state=all&limit=2", [6, 5]),
    ("priority=high&state=all", [1, 0]), ("ward=W3&state=all", [6, 3, 0]), ("kind=window", []),
    ("integration=nurse-call", []), ("world=test&state=all", []),
    ("since=2100-01-01T00:00:00Z", []), ("until=2000-01-01T00%3A00%3A00%2B01:00", []),
  ])
  func `is what its filters say`(filter: String, expected: [Int]) async throws {
    let (source, made) = try await filled(7)
    let ada = try #require(AlertID(text: made[0]))
    try await source.ward.store.perform { store in
      let surroundings = source.ward.surroundings
      let alert = try #require(try store.alert(ada))
      let transition = Escalation.advance(
        alert, on: .superseded(by: AlertID(high: 9, low: 9)), under: OneRota.ward,
        with: try surroundings.directory.snapshot().staffing, at: surroundings.time.now())
      try store.apply(transition)
    }
    let reply = await source.send("GET", "/v1/alerts?\(filter)")
    #expect(reply.code == .ok)
    #expect(try ids(reply) == expected.map { made[$0] }, "\(filter)")
  }

  @Test(arguments: [
    ("state=gone", "state"), ("priority=urgent", "priority"), ("limit=0", "limit"),
    ("limit=501", "limit"), ("limit=x", "limit"), ("before=1", "before"), ("since=now", "since"),
    ("ward=%zz", "ward"),
  ])
  func `says which filter cannot be used`(filter: String, field: String) async throws {
    let source = try await ReportingSource()
    let reply = await source.send("GET", "/v1/alerts?\(filter)")
    #expect(reply.code == .unprocessableContent)
    #expect(try reply.json()["field"] as? String == field)
  }
}

@Suite struct `A stream of changes` {
  /// Runs the stream of a source beside the body, and ends it after.
  private func streaming(
    _ source: ReportingSource, after: Int64? = nil,
    _ body: (StreamWaker, inout AsyncStream<String>.Iterator) async throws -> Void
  ) async throws {
    var headers: HTTPFields = [.authorization: "Bearer \(source.key)"]
    if let after, let name = HTTPField.Name("Last-Event-ID") { headers[name] = String(after) }
    let reply = await source.ward.send("GET", "/v1/alert-changes", headers: headers)
    guard case .stream(let stream) = reply.body else {
      Issue.record("no stream, but \(reply.code)")
      return
    }
    #expect(reply.headers[.contentType] == "text/event-stream")
    let paper = Paper()
    let waker = StreamWaker {}
    let running = Task {
      defer { paper.end() }
      try await stream.run(waker) { paper.write($0) }
    }
    var pieces = paper.pieces.makeAsyncIterator()
    #expect(await pieces.next() == ": tocsin\n\n")
    try await body(waker, &pieces)
    waker.raise(.end)
    _ = await running.result
  }

  private func event(_ piece: String?) throws -> (id: Int64, row: [String: Any]) {
    let lines = try #require(piece).split(separator: "\n")
    try #require(lines.count == 3 && lines[0] == "event: alert")
    let id = try #require(Int64(lines[1].dropFirst("id: ".count)))
    let data = Data(lines[2].dropFirst("data: ".count).utf8)
    return (id, try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]))
  }

  @Test func `tells of each change, and of what happened while nobody listened`() async throws {
    let source = try await ReportingSource()
    let body = #"{"key":"a","priority":"low","kind":"door","what":"open"}"#
    var last: Int64 = 0
    try await streaming(source) { waker, pieces in
      let alert = try await source.report(body).json()["alert"] as? String
      waker.raise(.mail)
      let (id, row) = try event(await pieces.next())
      #expect(row["id"] as? String == alert)
      #expect(row["what"] == nil, "no content leaves")
      last = id
    }
    _ = await source.report(#"{"key":"a","signal":"resolved"}"#)
    try await streaming(source, after: last) { _, pieces in
      let (id, row) = try event(await pieces.next())
      #expect(row["phase"] as? String == "resolved")
      #expect(id > last)
    }
  }

  @Test func `threat 25: tells a source of its own alerts alone`() async throws {
    let source = try await ReportingSource()
    let other = ReportingSource(ward: source.ward, key: try await source.ward.key(of: "nurse-call"))
    try await streaming(other) { waker, pieces in
      _ = await source.report(#"{"priority":"low","kind":"door","what":"open"}"#)
      let own = await other.report(#"{"priority":"low","kind":"call","what":"bed 7"}"#)
      waker.raise(.mail)
      let (_, row) = try event(await pieces.next())
      #expect(row["id"] as? String == (try own.json()["alert"] as? String))
    }
  }

  @Test func `threat 15: ends with the key that began it`() async throws {
    let source = try await ReportingSource()
    try await streaming(source) { waker, pieces in
      try await KeyChanges(source.ward.surroundings).end("key", of: "freezers", by: .gateway)
      try await source.ward.refresh()
      waker.raise(.mail)
      #expect(await pieces.next() == nil)
    }
  }
}
