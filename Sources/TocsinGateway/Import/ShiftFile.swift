// Tocsin — Gateway: shifts as a file has them, before anybody knows whom it means
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One line of a file with what is to be said of it. The text never repeats what stands there.
package struct FileRemark: Hashable, Sendable {
  /// From 1.
  package let line: Int
  package let text: String
}

/// Why a file is not read at all.
package struct ShiftFileFault: Error, Hashable, Sendable {
  package let line: Int
  package let reason: String

  init(_ line: Int, _ reason: String) {
    self.line = line
    self.reason = reason
  }
}

/// One shift of a file.
struct FileShift: Hashable, Sendable {
  /// Where it stands.
  let line: Int
  let from: Timestamp
  let until: Timestamp
  /// What names the person, as the file has it.
  let name: String
  /// Parts of `name` that may name them when the whole does not.
  var parts: [String] = []
  /// Whom the file names beside it.
  var people: [String] = []
  /// What only one of our own calendars says.
  var own: OwnEvent?
  /// The line of the rota, where the file says so.
  var rotaLine: RotaLine?
}

/// What the UID of an event of this site's calendars holds: see `CalendarLinks`.
struct OwnEvent: Hashable, Sendable {
  let rota: RotaID
  let line: RotaLine
  /// Nil for a gap.
  let holder: ResponderID?

  /// `ROTA.LINE.BEGIN.WHO@SITE`; nil for any other text.
  init?(uid: String, site: SiteID) {
    guard uid.hasSuffix("@\(site.text)") else { return nil }
    let parts = uid.dropLast(site.text.count + 1).split(
      separator: ".", omittingEmptySubsequences: false)
    // Rotas and people have dots in their names, a begin of this form has not.
    let place = parts.indices.dropFirst().first { index in
      index + 2 < parts.count && RotaLine(rawValue: String(parts[index])) != nil
        && parts[index + 1].utf8.count == 16 && parts[index + 1].hasSuffix("Z")
    }
    guard let place, let line = RotaLine(rawValue: String(parts[place])) else { return nil }
    rota = RotaID(parts[..<place].joined(separator: "."))
    let who = parts[(place + 2)...].joined(separator: ".")
    self.line = line
    holder = who == "nobody" ? nil : ResponderID(who)
  }
}

/// What a file holds.
struct ShiftFile: Sendable {
  /// Files are read up to here.
  static let bytesMax = 512 << 10
  /// Shifts that one file may have in the time that is looked at.
  static let shiftsMax = 2_000

  var shifts: [FileShift] = []
  /// What stands there and cannot be read as a shift.
  var refused: [FileRemark] = []
  /// Events that say that they do not take place.
  var cancelled = 0
  /// Stretches of our own calendars in which nobody is on call.
  var gaps = 0
}

/// What reading a file needs to know besides.
struct FileSurroundings: Sendable {
  let site: SiteID
  /// The rules of the rota's zone: for times that name none, and for whole days.
  let zone: ZoneRules
  /// Rules of a zone by its IANA name; nil when it is not known.
  let rules: @Sendable (String) -> ZoneRules?
  /// Nothing that ends before is looked for, and nothing that begins later.
  let from: Timestamp
  let until: Timestamp
}
