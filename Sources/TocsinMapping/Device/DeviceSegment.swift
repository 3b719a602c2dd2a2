// Tocsin — Mapping: a device's alert as a segment that templates can name
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// The segment `ALT`, which no message has: what was read of a device's alert, in one form for all
/// dialects, so that a mapping names it by paths. `Integrations/README.md` lists its fields.
enum DeviceSegment {
  /// The segment of an alert.
  static func segment(of alert: DeviceAlert) -> HL7Segment? {
    let repeats = alert.inactivation.map(escaped).joined(separator: "~")
    let fields = [
      escaped(alert.text), escaped(alert.event), escaped(alert.source), escaped(alert.value),
      escaped(alert.limits), alert.phase ?? "", alert.state ?? "", repeats,
      escaped(alert.priority), alert.type, alert.transition.rawValue, escaped(alert.key),
      escaped(alert.device), escaped(alert.time), alert.isGone ? "gone" : "",
    ]
    let header = "MSH|^~\\&|" + String(repeating: "|", count: 15) + "UNICODE UTF-8"
    let text = "\(header)\rALT|\(fields.joined(separator: "|"))\r"
    return (try? HL7Message(parsing: Array(text.utf8)))?.first("ALT")
  }

  /// The text with what the segment's own delimiters would cut escaped, on one line.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\E\\"
      case "|": out += "\\F\\"
      case "^": out += "\\S\\"
      case "&": out += "\\T\\"
      case "~": out += "\\R\\"
      default: out.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar)
      }
    }
    return out
  }
}
