// Tocsin — Gateway: what of a message is shown without break-glass
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// Says which parts of a message may be seen by whoever only has to understand how it was read.
///
/// It is a list of what is shown, so that whatever is not thought of stays hidden: structure, codes
/// of tests, units, flags, statuses, times, wards. A value that is longer than a code, or holds a
/// line end, is hidden wherever it stands: sources put free text into any field.
package enum MessageMask {
  /// What stands for a hidden value. It says nothing about its length.
  package static let sign = "•••"

  /// The longest value that is shown, in bytes.
  package static let shownBytesMax = 80

  /// Whether a component of a field may be seen.
  package static func shows(_ segment: String, _ field: Int, _ component: Int) -> Bool {
    guard let fields = table[segment.uppercased()], let components = fields[field] else {
      return false
    }
    return components?.contains(component) ?? true
  }

  /// The same for a value that stands there.
  static func shows(
    _ element: HL7Element, _ segment: String, _ field: Int, _ component: Int
  ) -> Bool {
    let bytes = element.raw
    return shows(segment, field, component) && bytes.count <= shownBytesMax
      && !bytes.contains { $0 < 0x20 || $0 == 0x7F }
  }

  /// A text in which every run of letters and digits is hidden, for bytes that are no message.
  package static func outline(_ text: String) -> String {
    var out = ""
    var isInside = false
    for character in text {
      let isHidden = character.isLetter || character.isNumber || !character.isASCII
      let isPicture = character.unicodeScalars.allSatisfy { (0x2400...0x2421).contains($0.value) }
      guard isHidden, !isPicture else {
        out.append(character)
        isInside = false
        continue
      }
      if !isInside { out += sign }
      isInside = true
    }
    return out
  }

  /// By segment and field, the components that are shown; nil for all of them.
  private static let table: [String: [Int: Set<Int>?]] = Dictionary(
    uniqueKeysWithValues: shown.map { line in
      let parts = line.split(separator: " ")
      return (String(parts[0]), fields(parts.dropFirst()))
    })

  private static func fields(_ texts: ArraySlice<Substring>) -> [Int: Set<Int>?] {
    var fields: [Int: Set<Int>?] = [:]
    for text in texts {
      let numbers = text.split(separator: ".").compactMap { Int($0) }
      guard numbers.count > 1 else {
        fields[numbers[0]] = .some(nil)
        continue
      }
      let before = fields[numbers[0]].flatMap { $0 } ?? []
      fields[numbers[0]] = before.union(numbers.dropFirst())
    }
    return fields
  }

  /// `SEG field field.component …`. Of numbers of people and orders the authority and the kind are
  /// shown, never the number.
  private static let shown = [
    "MSH 1 2 3 4 5 6 7 9 10 11 12 13 15 16 17 18 19 20 21",
    "MSA 1 2 4", "ERR 1 2 3 4 5", "EVN 1 2 3 4 6 7",
    "PID 1 3.4.5 18.4.5", "PD1 1", "MRG 1.4.5",
    "PV1 1 2 3.1.4.6 4 6.1.4.6 10 14 19.4.5 36 42.1.4 44 45",
    "NK1 1", "AL1 1 2", "DG1 1 2 5 6", "GT1 1", "IN1 1", "PR1 1",
    "ORC 1 2.2.3.4 3.2.3.4 4.2.3.4 5 6 7.4.5.6 9 15",
    "OBR 1 2.2.3.4 3.2.3.4 4 5 6 7 8 11 14 22 24 25 27.4.5.6 36",
    "OBX 1 2 3 4 6 7 8 9 10 11 12 14 15 17 19",
    "NTE 1 2 4", "SPM 1 4 11 17 18", "TQ1 1 7 8 9",
    "TXA 1 2 3 4 6 7 8 17 18 19", "SCH 8 9 10", "RXR 1 2", "PRT 2 4", "ROL 2 3",
    "BHS 1 2 3 4 5 6 7 9 11", "BTS 1", "FHS 1 2 3 4 5 6 7 9 11", "FTS 1", "DSC 1 2",
    "AIS 1 2", "AIL 1 2", "AIP 1 2", "RGS 1 2",
  ]
}
