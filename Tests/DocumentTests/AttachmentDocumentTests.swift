// Tocsin — DocumentTests: documents that come with a result, in every shape that senders give them
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments
import TocsinHL7
import TocsinMapping

/// What an OBX-5 of the type ED is, and what has to come of it.
struct EncapsulatedCase: CustomTestStringConvertible, Sendable {
  let value: String
  let mediaType: String
  let bytes: [UInt8]

  init(_ value: String, _ mediaType: String, _ bytes: [UInt8]) {
    self.value = value
    self.mediaType = mediaType
    self.bytes = bytes
  }

  var testDescription: String { value }
}

private let pdf = Array("%PDF-1.4\n".utf8)

private let readable = [
  EncapsulatedCase("SYN^AP^PDF^Base64^JVBERi0xLjQK", "application/pdf", pdf),
  EncapsulatedCase("SYN^TX^JPEG^base64^JVBERi0xLjQK", "application/pdf", pdf),
  EncapsulatedCase("^^PDF^Base64^JVBE Ri0x\\.br\\LjQK", "application/pdf", pdf),
  EncapsulatedCase("^^PDF^Base64^JVBE\\X0D0A\\Ri0x\\X0D\\LjQK", "application/pdf", pdf),
  EncapsulatedCase("^application^pdf^BASE64^JVBERi0xLjQ", "application/pdf", Array(pdf.dropLast())),
  EncapsulatedCase("PDF^Base64^JVBERi0xLjQK", "application/pdf", pdf),
  EncapsulatedCase("^^^^JVBERi0xLjQK", "application/pdf", pdf),
  EncapsulatedCase("^IM^JPEG^Hex^ffD8 FFE0", "image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0]),
  EncapsulatedCase("^IM^PNG^Base64^iVBORw==", "image/png", [0x89, 0x50, 0x4E, 0x47]),
  EncapsulatedCase("^NS^Octet-stream^Base64^AAEC", "application/octet-stream", [0, 1, 2]),
  EncapsulatedCase("^TEXT^PLAIN^A^K high\\.br\\call", "text/plain", Array("K high\ncall".utf8)),
]

@Suite struct `A document in a message` {
  static func draft(_ rows: [String]) throws -> AlertDraft {
    let text = try Shipped.text("Integrations/laboratory/mapping.yaml")
    let integration = try DocumentValues.integration(text: text, name: "laboratory").inZone(.utc)
    let lines =
      [
        #"MSH|^~\&|LAB|N|TOCSIN|N|20261124081503+0000||ORU^R01|C1|P|2.5.1"#,
        "PID|1||990017^^^NORTH^MR||ZZTEST^ALPHA||19500101|F", "PV1|1|I|W4E^12^B",
        "OBR|1|P1^OE|F1^LAB|24323-8^Panel^LN|||20261124074500+0000",
        "OBX|1|NM|2823-3^Potassium^LN||7.1|mmol/L|3.5-5.1|HH|||F",
      ] + rows
    let message = try HL7Message(parsing: Array(lines.joined(separator: "\r").utf8))
    var drafts: [AlertDraft] = []
    if case .drafts(let found, _) = integration.mapping.outcome(for: message) { drafts = found }
    return try #require(drafts.first)
  }

  @Test(arguments: readable)
  func `is known by its bytes, whatever its label says`(_ sample: EncapsulatedCase) throws {
    let draft = try Self.draft(["OBX|2|ED|11524-6^EKG^LN||\(sample.value)||||||F"])
    #expect(draft.attachments.map(\.bytes) == [sample.bytes])
    #expect(draft.attachments.map(\.mediaType) == [sample.mediaType])
    #expect(draft.attachments.map(\.title) == ["EKG"])
    #expect(draft.content.what.contains("Potassium"))
    #expect(draft.content.what.contains("\n1 document: "))
  }

  @Test(arguments: [
    "SYN^AP^PDF^Base64^JVBE*i0", "SYN^AP^PDF^Base64^JVBER", "SYN^AP^PDF^Base64^",
    "SYN^AP^PDF^Base64^JV==BERi", "^IM^JPEG^Hex^FFD", "^IM^JPEG^Hex^FFXX", #"^^^Base64^JV\E\BE"#,
  ])
  func `that is damaged is said on the page, and costs nothing else`(_ value: String) throws {
    let draft = try Self.draft(["OBX|2|ED|11524-6^EKG^LN||\(value)||||||F"])
    #expect(draft.attachments.isEmpty)
    #expect(draft.content.what.contains("7.1 mmol/L"))
    #expect(
      draft.content.what.contains("a document came that cannot be read: ask the source"))
  }

  @Test func `that lies elsewhere is shown as a place`() throws {
    let draft = try Self.draft([#"OBX|2|RP|11524-6^EKG^LN||\E\\E\pacs\E\ecg\E\1.pdf^PACS||||||F"#])
    #expect(draft.attachments.isEmpty)
    #expect(draft.content.what.contains(#"a document lies at: \\pacs\ecg\1.pdf"#))
  }

  @Test func `beside others is counted with its kind and size`() throws {
    let row = "OBX|2|ED|11524-6^EKG^LN||^^PDF^Base64^JVBERi0xLjQK~^^^Hex^FFD8FFE0||||||F"
    let draft = try Self.draft([row])
    #expect(draft.content.what.contains("\n2 documents: PDF, 9 B; JPEG, 4 B"))
  }

  @Test func `beyond the bound is said to have come`() throws {
    let rows = (10...38).map { "OBX|\($0)|ED|11524-6^EKG^LN||^^^Hex^FFD8FF\($0)||||||F" }
    let draft = try Self.draft(rows)
    #expect(draft.attachments.count == MappingLimits.attachmentsMax)
    #expect(draft.content.what.contains("13 more came that are too large to keep"))
  }

  @Test func `of another order does not come along`() throws {
    let draft = try Self.draft([
      "OBR|2|P2^OE|F2^LAB|11524-6^EKG^LN", "OBX|1|ED|11524-6^EKG^LN||^^^Hex^FFD8FF||||||F",
    ])
    #expect(draft.attachments.isEmpty)
  }
}
