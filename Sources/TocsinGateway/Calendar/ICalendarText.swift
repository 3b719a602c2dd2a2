// Tocsin — Gateway: a calendar as other programs read it
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Writes a calendar as iCalendar (RFC 5545): instants in UTC, lines folded at 75 octets.
struct ICalendarText {
  private(set) var bytes: [UInt8] = []

  /// Octets of a line, its end not counted (§3.1).
  private static let lineBytesMax = 75

  /// - Parameter name: what programs call the calendar (RFC 7986 §5.1).
  init(name: String) {
    line("BEGIN", "VCALENDAR")
    line("VERSION", "2.0")
    line("PRODID", "-//Tocsin//On call//EN")
    line("CALSCALE", "GREGORIAN")
    line("NAME", Self.escaped(name))
    line("X-WR-CALNAME", Self.escaped(name))
    line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
    line("X-PUBLISHED-TTL", "PT1H")
  }

  /// An event (§3.6.1). It does not make a person busy: being on call is no meeting.
  mutating func event(
    _ uid: String, from: Timestamp, until: Timestamp, at now: Timestamp, _ texts: EventTexts
  ) {
    line("BEGIN", "VEVENT")
    line("UID", Self.escaped(uid))
    line("DTSTAMP", Self.instant(now))
    line("DTSTART", Self.instant(from))
    line("DTEND", Self.instant(until))
    line("SUMMARY", Self.escaped(texts.summary))
    if !texts.description.isEmpty { line("DESCRIPTION", Self.escaped(texts.description)) }
    line("CATEGORIES", Self.escaped(texts.category))
    line("TRANSP", "TRANSPARENT")
    line("END", "VEVENT")
  }

  mutating func end() { line("END", "VCALENDAR") }

  /// `20261124T070000Z` (§3.3.5, form 2).
  static func instant(_ instant: Timestamp) -> String {
    RFC3339.text(instant).prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  /// §3.3.11; other control characters than a line's end are not allowed in a text.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\", ";", ",":
        out.unicodeScalars.append("\\")
        out.unicodeScalars.append(character)
      case "\n": out += "\\n"
      case _ where character.value < 0x20 || character.value == 0x7F: break
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }

  /// A content line; one that is too long goes on in lines that begin with a space, and none is cut
  /// within a character.
  private mutating func line(_ name: String, _ value: String) {
    var room = Self.lineBytesMax
    for character in (name + ":" + value).unicodeScalars {
      let octets = Array(String(character).utf8)
      if octets.count > room {
        bytes += [0x0D, 0x0A, 0x20]
        room = Self.lineBytesMax - 1
      }
      bytes += octets
      room -= octets.count
    }
    bytes += [0x0D, 0x0A]
  }
}

/// What an event says.
struct EventTexts {
  let summary: String
  let description: String
  let category: String
}
