// Tocsin — DocumentTests: what a reader takes from a message
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinDocuments
import TocsinHL7
import TocsinMapping

/// What a message says: the part that must not depend on how it arrived.
struct MessageReading: Equatable {
  var segments: [String]
  /// MSH but for MSH-18, PID-3.1, PV1-3, and of each OBX the fields 2, 3.1, 4, 8 and 11.
  var values: [String]
  var outcomes: [MappingOutcome]

  init(_ message: HL7Message, _ mappings: [Mapping]) {
    segments = message.segments.map(\.name)
    let header = message.segments[0]
    values = (3...21).filter { $0 != 18 }.map { header.field($0).text() }
    for segment in message.segments { values += Self.values(of: segment) }
    outcomes = mappings.map { $0.outcome(for: message) }
  }

  private static func values(of segment: HL7Segment) -> [String] {
    switch segment.name {
    case "PID": [segment.field(3).component(1).text()]
    case "PV1": [segment.field(3).text()]
    case "OBX":
      [2, 4, 8, 11].map { segment.field($0).text() } + [segment.field(3).component(1).text()]
    default: []
    }
  }
}

/// A message that others sent or that the project ships, and who reads it.
struct KnownMessage: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]
  let mappings: [Mapping]

  /// The shipped samples, each with the mapping of its own folder.
  static func samples() throws -> [KnownMessage] {
    let mappings = try Self.mappings()
    return try Shipped.samples.map { path in
      let folder = String(path.split(separator: "/")[1])
      return KnownMessage(
        testDescription: path, bytes: try Shipped.bytes(path),
        mappings: mappings.filter { $0.integration == folder })
    }
  }

  /// The corpus, each message read by every shipped mapping.
  static func corpus() throws -> [KnownMessage] {
    let mappings = try Self.mappings()
    return try corpusFiles.map { file in
      KnownMessage(
        testDescription: file.lastPathComponent, bytes: [UInt8](try Data(contentsOf: file)),
        mappings: mappings)
    }
  }

  private static func mappings() throws -> [Mapping] {
    try Shipped.bundle().load().integrations.map { $0.mapping.inZone(Shipped.winter) }
  }

  /// A folder of HL7 files beside the checkout: `../shared/corpus/hl7`.
  static let corpusFiles: [URL] = {
    let folder = Shipped.root.resolvingSymlinksInPath().appending(path: "../shared/corpus/hl7")
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder.standardized, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "hl7" }.sorted { $0.path < $1.path }
  }()

  /// The frames that a framer finds when the bytes come in reads of one size.
  static func frames(of stream: [UInt8], read: Int) -> [[UInt8]] {
    var framer = MLLPFramer()
    var found: [[UInt8]] = []
    var rest = stream[...]
    while !rest.isEmpty {
      framer.feed(rest.prefix(read)) { if case .frame(let body) = $0 { found.append(body) } }
      rest = rest.dropFirst(read)
    }
    return found
  }

  /// What is read otherwise when the message arrives in this way; empty when all is well.
  func differences(under variation: Variation) -> [String] {
    guard let body = variation.body(bytes), let expected = try? reading(of: bytes) else {
      return []
    }
    let frames = Self.frames(of: variation.wire(body), read: variation.read)
    guard frames.count == variation.frames else {
      return ["\(testDescription): \(frames.count) frames"]
    }
    guard frames.allSatisfy({ $0 == body }) else { return ["\(testDescription): other bytes"] }
    guard let found = try? reading(of: body) else { return ["\(testDescription): refused"] }
    var differences: [String] = []
    if found.segments != expected.segments { differences.append("segments") }
    if found.values != expected.values { differences.append("fields") }
    if found.outcomes != expected.outcomes { differences.append("drafts") }
    return differences.map { "\(testDescription): \($0)" }
  }

  private func reading(of bytes: [UInt8]) throws -> MessageReading {
    MessageReading(try HL7Message(parsing: bytes), mappings)
  }
}
