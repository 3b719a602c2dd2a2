// Tocsin — ServerTests: dates, JSON and files as HTTP has them
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore

@testable import TocsinServer

@Suite struct `What the routes write` {
  @Test(
    arguments: [
      (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (951_782_399_999, "Mon, 28 Feb 2000 23:59:59 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ] as [(Int64, String)])
  func `dates as RFC 9110 has them`(milliseconds: Int64, text: String) {
    #expect(HTTPDate.text(Timestamp(milliseconds: milliseconds)) == text)
  }

  @Test(arguments: [
    ("", 0), ("1", 0), ("{}", 1), (#"{"a":[[]]}"#, 3), (#""[[[[""#, 0), (#"["\"[",{}]"#, 2),
    ("[[", 2), ("]]", 0),
  ])
  func `depth as brackets outside strings`(text: String, depth: Int) {
    #expect(JSONDepth.of(Array(text.utf8)) == depth)
  }

  @Test func `JSON that any reader takes`() throws {
    let value = JSONValue.object([
      ("text", .text("\"\\\n\u{01}é😀")), ("list", .list([.null, .flag(true), .number(-5)])),
    ])
    let read = try JSONSerialization.jsonObject(with: Data(value.bytes)) as? [String: Any]
    #expect(read?["text"] as? String == "\"\\\n\u{01}é😀")
    #expect((read?["list"] as? [Any])?.count == 3)
  }
}

@Suite struct `The files of the web client` {
  private func withFolder<Answer>(_ body: (String) async throws -> Answer) async throws -> Answer {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tocsin-web-\(UUID().uuidString)").path
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder + "/page", withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    for (name, text) in [
      ("index.html", "<!doctype html>"), ("page/page.js", "export {}"), ("worker.js", "0"),
      ("notes.md", "private"),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    return try await body(folder)
  }

  @Test func `are served by their names alone, with types and tags`() async throws {
    try await withFolder { folder in
      let files = try WebFiles(folder: folder) { $0 + Array(repeating: 0, count: 32) }
      let ward = try await WebWard(files: files)
      let script = await ward.send("GET", "/web/page/page.js")
      #expect(script.code == .ok)
      #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
      #expect(script.headers[.cacheControl] == "no-cache")
      #expect(String(decoding: script.bytes, as: UTF8.self) == "export {}")
      let tag = try #require(script.headers[.eTag])
      let known = await ward.send("GET", "/web/page/page.js", headers: [.ifNoneMatch: tag])
      #expect(known.code == .notModified)
      #expect(known.bytes.isEmpty)
      #expect(await ward.send("GET", "/web/notes.md").code == .notFound)
      #expect(await ward.send("GET", "/web/page/../notes.md").code == .notFound)
      let worker = await ward.send("GET", "/web/worker.js")
      #expect(worker.header("Service-Worker-Allowed") == "/")
    }
  }

  @Test(arguments: ["/", "/enrol", "/page", "/page/0/1", "/rota", "/duty", "/?x=1"])
  func `open the client on each of its screens`(target: String) async throws {
    try await withFolder { folder in
      let files = try WebFiles(folder: folder) { $0 }
      let reply = await (try WebWard(files: files)).send("GET", target)
      #expect(reply.code == .ok)
      #expect(reply.headers[.contentType] == "text/html; charset=utf-8")
      #expect(reply.header("Content-Security-Policy") != nil)
    }
  }

  @Test func `are looked for where they may lie`() async throws {
    try await withFolder { folder in
      let found = try WebFiles.folder(environment: ["TOCSIN_WEB": folder], program: "/bin/tocsin")
      #expect(found == folder)
      let error = #expect(throws: WebFilesError.self) {
        try WebFiles.folder(environment: [:], program: "/nowhere/bin/tocsin")
      }
      let text = "\(try #require(error))"
      #expect(text.contains("/nowhere/bin/../share/tocsin/Web"))
    }
  }
}
