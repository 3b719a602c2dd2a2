// Tocsin — GatewayTests: calendars in the form of RFC 5545
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinGateway

@Suite struct `A calendar as text` {
  private let from = Timestamp(milliseconds: 1_795_500_000_000)

  private func lines(_ summary: String) -> [String] {
    var text = ICalendarText(name: "Ärzte; Nacht")
    text.event(
      "medicine.1", from: from, until: from + .hours(8), at: from,
      EventTexts(summary: summary, description: "", category: "On call"))
    text.end()
    let whole = String(decoding: text.bytes, as: UTF8.self)
    #expect(whole.hasSuffix("END:VCALENDAR\r\n"))
    return whole.split(separator: "\r\n").map(String.init)
  }

  @Test func `writes instants in UTC, and escapes what has a meaning`() {
    let lines = lines("Anaesthesia, night; on\nfoot \\ bike\u{7}")
    #expect(lines.contains("DTSTART:20261124T060000Z"))
    #expect(lines.contains("DTEND:20261124T140000Z"))
    #expect(lines.contains("NAME:Ärzte\\; Nacht"))
    #expect(lines.contains("SUMMARY:Anaesthesia\\, night\\; on\\nfoot \\\\ bike"))
  }

  @Test(arguments: [66, 67, 68, 140, 141, 300])
  func `folds lines at 75 octets and never within a character`(_ length: Int) {
    let summary = String(repeating: "ä🫀", count: length / 6 + 1)
    let lines = lines(summary)
    #expect(lines.allSatisfy { $0.utf8.count <= 75 })
    let unfolded = lines.reduce(into: [String]()) { all, line in
      if line.hasPrefix(" "), let last = all.popLast() {
        all.append(last + line.dropFirst())
      } else {
        all.append(line)
      }
    }
    #expect(unfolded.contains("SUMMARY:" + summary))
  }
}
