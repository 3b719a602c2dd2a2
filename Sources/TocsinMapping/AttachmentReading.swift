// Tocsin — Mapping: the documents of a group
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

/// Reads what a group encapsulates (OBX-2 = ED) into documents beside the draft, and says on the
/// page what came, what cannot be read, and where a pointer (OBX-2 = RP) leads. A pointer is never
/// followed. Nothing of it ever costs the draft.
struct AttachmentReading {
  private let scope: GroupScope

  init(_ scope: GroupScope) { self.scope = scope }

  /// Adds the documents, and a line for what there is.
  func fill(_ draft: inout AlertDraft) {
    var lines: [String] = []
    var damaged = 0
    var tooLarge = 0
    var byteCount = 0
    for segment in enclosures() {
      let type = segment.field(2).component(1).raw
      if type.elementsEqual("RP".utf8) {
        if let line = Self.place(segment), lines.count < MappingLimits.pointersMax {
          lines.append(line)
        }
        continue
      }
      for value in segment.field(5).repetitions.prefix(MappingLimits.attachmentsMax) {
        guard value.presence == .value else { continue }
        guard let data = EncapsulatedValue(value) else {
          damaged += 1
          continue
        }
        let isRoom =
          draft.attachments.count < MappingLimits.attachmentsMax
          && byteCount + data.bytes.count <= MappingLimits.attachmentBytesMax
        guard isRoom else {
          tooLarge += 1
          continue
        }
        byteCount += data.bytes.count
        draft.attachments.append(
          AttachmentDraft(
            title: Self.title(of: segment), mediaType: data.mediaType, bytes: data.bytes))
      }
    }
    lines = Self.told(draft.attachments, damaged: damaged, tooLarge: tooLarge) + lines
    guard !lines.isEmpty else { return }
    draft.content.what = ([draft.content.what] + lines).filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  private func enclosures() -> [HL7Segment] {
    let segments = scope.message.segments
    let name = SegmentName("OBX")
    return scope.group.body.lazy.map { segments[$0] }.filter { segment in
      guard name.names(segment) else { return false }
      let type = segment.field(2).component(1).raw
      return type.elementsEqual("ED".utf8) || type.elementsEqual("RP".utf8)
    }
  }

  private static func title(of segment: HL7Segment) -> String {
    let code = segment.field(3)
    let text = code.component(2).text()
    return (text.isEmpty ? code.component(1).text() : text).cut(to: MappingLimits.titleBytesMax)
  }

  private static func place(_ segment: HL7Segment) -> String? {
    let pointer = segment.field(5).component(1).text()
    guard !pointer.isEmpty else { return nil }
    return "a document lies at: \(pointer.cut(to: MappingLimits.textBytesMax))"
  }

  private static func told(
    _ attachments: [AttachmentDraft], damaged: Int, tooLarge: Int
  ) -> [String] {
    var lines: [String] = []
    if !attachments.isEmpty {
      let kinds = attachments.map { "\(DocumentKinds.word($0.mediaType)), \(size($0.bytes.count))" }
      let noun = attachments.count == 1 ? "document" : "documents"
      lines.append("\(attachments.count) \(noun): \(kinds.joined(separator: "; "))")
    }
    if damaged > 0 {
      lines.append(
        damaged == 1
          ? "a document came that cannot be read: ask the source"
          : "\(damaged) documents came that cannot be read: ask the source")
    }
    if tooLarge > 0 {
      lines.append("\(tooLarge) more came that are too large to keep: ask the source")
    }
    return lines
  }

  private static func size(_ count: Int) -> String {
    count < 1_024 ? "\(count) B" : count < 1 << 20 ? "\(count / 1_024) KB" : "\(count >> 20) MB"
  }
}
