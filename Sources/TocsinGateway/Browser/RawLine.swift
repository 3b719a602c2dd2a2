// Tocsin — Gateway: a message as lines, as it came
// SPDX-License-Identifier: Apache-2.0

package import TocsinHL7

/// One segment as it came, with its control characters visible.
package struct RawLine: Hashable, Sendable {
  package let text: String
  /// Bytes of the line that are not shown because there are too many.
  package var furtherBytes = 0

  /// Lines that are shown, and bytes of one.
  package static let linesMax = 1_000
  package static let bytesMax = 4_000

  /// The lines of a message.
  package static func lines(of message: HL7Message, masked: Bool) -> [RawLine] {
    message.segments.prefix(linesMax).map { segment in
      if masked { return RawLine(text: hidden(segment, message.delimiters)) }
      return RawLine(
        text: segment.rawText(bytesMax: bytesMax),
        furtherBytes: max(0, segment.byteCount - bytesMax))
    }
  }

  /// The lines of bytes in which no message is found, or of a reply.
  ///
  /// - Parameter isRequest: they came over HTTP, where a line ends with LF too.
  package static func lines(
    of bytes: [UInt8], masked: Bool, isRequest: Bool = false
  ) -> [RawLine] {
    let lines = bytes.split(omittingEmptySubsequences: true) { byte in
      byte == 0x0D || isRequest && byte == 0x0A
    }
    return lines.prefix(linesMax).map { line in
      let text = VisibleText.text(of: line.prefix(bytesMax))
      return RawLine(
        text: masked ? MessageMask.outline(text) : text,
        furtherBytes: max(0, line.count - bytesMax))
    }
  }

  /// A segment with its delimiters, and its values hidden but those that are shown.
  private static func hidden(_ segment: HL7Segment, _ delimiters: HL7Delimiters) -> String {
    let code = segment.name
    let declares = ["MSH", "FHS", "BHS"].contains(code.uppercased())
    let field = text(delimiters.field)
    var fields: [String] = []
    for (offset, element) in segment.fields.enumerated() {
      guard fields.count < MessageTree.partsMax else { break }
      let number = declares ? offset + 2 : offset + 1
      fields.append(
        declares && number == 2
          ? segment.field(2).rawText : hidden(element, code, number, delimiters))
    }
    return ([code] + fields).joined(separator: field)
  }

  private static func hidden(
    _ element: HL7Element, _ code: String, _ number: Int, _ delimiters: HL7Delimiters
  ) -> String {
    let repetitions = element.repetitions.prefix(MessageTree.breadthMax).map { repetition in
      var parts: [String] = []
      while parts.count < MessageTree.breadthMax {
        let part = repetition.component(parts.count + 1)
        guard part.presence != .absent else { break }
        let isShown = MessageMask.shows(part, code, number, parts.count + 1)
        parts.append(
          part.presence == .value && !isShown ? MessageMask.sign : part.rawText)
      }
      return parts.joined(separator: delimiters.component.map(text) ?? "")
    }
    return repetitions.joined(separator: delimiters.repetition.map(text) ?? "")
  }

  private static func text(_ byte: UInt8) -> String { String(Unicode.Scalar(byte)) }
}
