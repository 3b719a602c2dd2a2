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

  /// Where each line is a segment that ends with CR.
  @Test func `are written again byte by byte from their segments, fields and parts`() throws {
    var canonical = 0
    for file in Corpus.files {
      let raw = try [UInt8](Data(contentsOf: file))
      let message = try HL7Message(parsing: raw)
      let joined = message.segments.flatMap { segment -> [UInt8] in segment.raw + [0x0D] }
      guard joined == raw else { continue }
      canonical += 1
      #expect(MessageTree(message).written == raw, "\(file.lastPathComponent)")
    }
    #expect(canonical * 10 > Corpus.files.count)
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

  /// The measure of robustness: what readers use, in every message, torn ones included.
  @Test func `give at least 999 of 1000 of the values that a plain split gives`() throws {
    var (same, all) = (0, 0)
    for file in Corpus.files {
      let raw = try [UInt8](Data(contentsOf: file))
      let message = try HL7Message(parsing: raw)
      let plain = Plain(text(raw)).segments
      let found = message.segments.map { segment in
        Self.measured(segment.name).map { text(segment.field($0.0).part($0.1)) }
      }
      let expected = plain.map { line in
        Self.measured(line[0]).map { Self.value(line, $0.0, $0.1) }
      }
      let names = zip(message.segments.map(\.name), plain.map { $0[0] })
      all += expected.reduce(max(plain.count, message.segments.count)) { $0 + $1.count }
      same += names.count { $0 == $1 }
      for (left, right) in zip(found, expected) { same += zip(left, right).count { $0 == $1 } }
    }
    #expect(all > 5_000)
    #expect(same * 1_000 >= all * 999, "\(same) of \(all)")
  }

  /// Fields that are compared, and the component where only one is; 0 is the whole field.
  private static func measured(_ name: String) -> [(Int, Int)] {
    switch name {
    case "MSH": (2...21).map { ($0, 0) }
    case "PID": [(3, 1)]
    case "PV1": [(3, 0)]
    case "OBX": [(2, 0), (3, 1), (4, 0), (8, 0), (11, 0)]
    default: []
    }
  }

  private static func value(_ line: [String], _ field: Int, _ component: Int) -> String {
    let index = line[0] == "MSH" ? field - 1 : field
    guard index < line.count else { return "" }
    guard component > 0 else { return line[index] }
    let first = line[index].split(separator: "~", omittingEmptySubsequences: false)[0]
    let parts = first.split(separator: "^", omittingEmptySubsequences: false)
    return component <= parts.count ? String(parts[component - 1]) : ""
  }
}

extension HL7Element {
  /// The bytes of the whole field, or of one component.
  fileprivate func part(_ component: Int) -> ArraySlice<UInt8> {
    component == 0 ? raw : self.component(component).raw
  }
}
