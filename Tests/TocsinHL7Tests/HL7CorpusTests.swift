// Tocsin — TocsinHL7Tests: messages that others wrote, where a folder of them is at hand
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinHL7

/// A folder of HL7 files beside the checkout: `../shared/corpus/hl7`.
private enum Corpus {
  static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../../../shared/corpus/hl7").standardized

  static let files: [URL] =
    ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
    ?? []).filter { $0.pathExtension == "hl7" }.sorted { $0.path < $1.path }
}

@Suite(.enabled(if: !Corpus.files.isEmpty, "there is no folder of HL7 files beside the checkout"))
struct `Messages that others wrote` {
  private struct Plain {
    let segments: [[String]]

    /// Splits a text as simply as can be: lines, then the separator.
    init(_ text: String) {
      segments = text.split(whereSeparator: \.isNewline).map { line in
        line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      }
    }
  }

  @Test func `parse, keep their bytes and get a reply`() throws {
    for file in Corpus.files {
      let raw = try [UInt8](Data(contentsOf: file))
      let message = try HL7Message(parsing: raw)
      #expect(message.bytes == raw)
      let stamp = HL7ReplyStamp(time: "20260101", controlID: "1")
      let reply = try HL7Message(parsing: HL7Reply.accepted(message, stamp).bytes)
      #expect(reply.first("MSA")?.field(2).raw == message.controlID, "\(file.lastPathComponent)")
    }
  }

  @Test func `have the segments and fields that a plain split gives`() throws {
    var odd: [String] = []
    var fields = 0
    var torn = 0
    for file in Corpus.files {
      let raw = try [UInt8](Data(contentsOf: file))
      let message = try HL7Message(parsing: raw)
      guard !message.warnings.contains(where: { $0.kind == .strayLine }) else {
        torn += 1
        continue
      }
      let plain = Plain(text(raw)).segments
      let names = message.segments.map(\.name)
      if names != plain.map({ $0[0] }) { odd.append("\(file.lastPathComponent): segments") }
      for (segment, line) in zip(message.segments, plain) {
        let shift = segment.name == "MSH" ? 1 : 0
        for (index, value) in line.enumerated().dropFirst() {
          fields += 1
          let found = text(segment.field(index + shift).raw)
          if found != value { odd.append("\(file.lastPathComponent): \(line[0])-\(index)") }
        }
      }
    }
    #expect(odd.isEmpty)
    #expect(fields > 1000)
    #expect(torn * 100 <= Corpus.files.count, "lines that belong to no segment are rare")
  }

  @Test func `come out of the framer as they went in`() throws {
    var framer = MLLPFramer()
    var found: [[UInt8]] = []
    let all = try Corpus.files.map { try [UInt8](Data(contentsOf: $0)) }
    var stream = all.flatMap { body -> [UInt8] in MLLPFramer.framed(body) + [0x0A] }[...]
    while !stream.isEmpty {
      framer.feed(stream.prefix(1460)) { if case .frame(let body) = $0 { found.append(body) } }
      stream = stream.dropFirst(1460)
    }
    #expect(found == all)
  }
}
