// Tocsin — DocumentsTests: lengths of time as documents write them
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

@Suite struct `A length of time in a document` {
  @Test(
    arguments: [
      ("45s", .seconds(45)), ("1m30s", .seconds(90)), ("2h", .hours(2)), ("1h5s", .seconds(3_605)),
      ("7d", .days(7)), ("1d12h", .hours(36)), ("1d1h1m1s", .seconds(90_061)), ("48h", .days(2)),
    ] as [(String, Milliseconds)])
  func `has the units d, h, m and s`(text: String, length: Milliseconds) {
    #expect(Milliseconds(document: text) == length)
  }

  @Test(arguments: ["", "5", "d", "1w", "1s1m", "1h1d", "2d2d", "-1d", "1.5h", "1d ", "1000000d"])
  func `is nothing else`(text: String) {
    #expect(Milliseconds(document: text) == nil)
  }

  /// The words of a mend are written by `text`: whoever does what it says must be understood.
  @Test(
    arguments: [
      .seconds(1), .seconds(90), .hours(24), .days(7), .seconds(694_861),
    ] as [Milliseconds])
  func `is read as it is written`(length: Milliseconds) {
    #expect(Milliseconds(document: length.text) == length)
  }
}
