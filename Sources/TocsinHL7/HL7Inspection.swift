// Tocsin — TocsinHL7: what a look into a message shows
// SPDX-License-Identifier: Apache-2.0

/// What `tocsin inspect` shows of one message. Holds content of the message: it is for the eyes
/// of the person who asked, not for logs.
package struct HL7Inspection: Sendable, Equatable {
  /// The values at one path that was asked for.
  package struct Field: Sendable, Equatable {
    /// The path as it was asked for.
    package var path: String
    /// One value for each repetition of each occurrence, decoded.
    package var values: [String]
  }

  /// Where the message begins in the file, in bytes.
  package var offset: Int
  /// MSH-9.1 and MSH-9.2 joined by `^`; nil when the bytes are not a message.
  package var type: String?
  /// MSH-12.1.
  package var version: String?
  /// MSH-10.
  package var controlID: String?
  /// The IANA name of the set in which text was decoded.
  package var characterSet: String?
  /// The names of the segments, in order, as they stand.
  package var segments: [String] = []
  /// What was asked for, in the order asked.
  package var fields: [Field] = []
  /// What was odd.
  package var warnings: [HL7Warning] = []
  /// Why the bytes are not a message.
  package var error: HL7ParseError?

  /// Looks into every message of a file: one, a batch, or frames one after another.
  ///
  /// The batch's own warnings stand with its first message. Never empty.
  package static func all(
    in file: [UInt8], paths: [(text: String, path: HL7Path)] = [],
    characterSets: HL7CharacterSetRule = .standard
  ) -> [HL7Inspection] {
    let batch = HL7Batch.split(file)
    var all: [HL7Inspection] = []
    for (bytes, offset) in zip(batch.messages, batch.offsets) {
      var one = HL7Inspection(offset: offset)
      if all.isEmpty { one.warnings = batch.warnings }
      one.look(into: bytes, paths, characterSets)
      all.append(one)
    }
    return all
  }

  private mutating func look(
    into bytes: [UInt8], _ paths: [(text: String, path: HL7Path)],
    _ characterSets: HL7CharacterSetRule
  ) {
    do {
      let message = try HL7Message(parsing: bytes, characterSets: characterSets)
      show(message, paths)
    } catch {
      self.error = error
    }
  }

  private mutating func show(
    _ message: HL7Message, _ paths: [(text: String, path: HL7Path)]
  ) {
    let header = message.segments[0]
    let kind = header.field(9)
    type = [kind.component(1).text(), kind.component(2).text()].filter { !$0.isEmpty }
      .joined(separator: "^")
    version = header.field(12).component(1).text()
    controlID = header.field(10).text()
    characterSet = message.characterSet.name
    segments = message.segments.map(\.name)
    warnings += message.warnings
    fields = paths.map { Field(path: $0.text, values: message.values(at: $0.path)) }
    if fields.contains(where: { $0.values.count >= HL7Limits.valuesMax }) {
      warnings.append(HL7Warning(kind: .valuesTruncated, byte: 0, count: 1))
    }
  }
}
