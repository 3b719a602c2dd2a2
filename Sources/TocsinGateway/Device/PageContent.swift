// Tocsin — Gateway: what a page says, under the seal
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The content of an envelope: UTF-8 JSON, version 1, at most `contentBytesMax` bytes of
/// `PaddedContent`.
///
/// ```
/// {"v":1,"alert":"UUID","why":"…","who":{"name":"…","MRN":"…"},"where":"…","what":"…",
///  "priority":"high","since":"2026-03-01T10:00:00.000Z","movesOnAt":"2026-03-01T10:05:00.000Z"}
/// ```
///
/// Then `"public":{"call","place"}`, the words that a locked screen may show beside the priority,
/// `"by"`, who stood everyone down, `"callBack"`, where there is a number, `"listed":true`, where
/// the person has opened the list of which it is one, `"readBack"`, the seconds within which
/// whoever accepts has to read the value back, `"locked":true` where it is a preview for a
/// device that has to be unlocked, and `"cut":true`, where anything was left
/// out. `"reasons"` says what `why` says as a list of codes with their facts (`PageReason`), where
/// it is of such a form, and `"start":{"lines":[…]}` what the test page of a start of duty says: a
/// client that speaks another language than English makes its sentences of them. `"ownTest":true`
/// marks the test page that the person has asked for.
/// `since` and `movesOnAt` are null when they are not known.
///
/// A page always fits: a hospital that sends too much text still pages. What gives way, in this
/// order and only as far as it must: `reasons` and `start`; the end of `what`, down to its first
/// 1024 bytes, and so the value and its unit must stand first in it; the ends of `why` and `where`,
/// down to 256 bytes each; whole entries at the end of `who`, until it has 1024 bytes, since half
/// an identifier is another patient's (S21). Texts are cut between characters. The client says that
/// a page was cut.
package struct PageContent: Hashable, Sendable {
  package var alert: AlertID
  /// Why this person.
  package var why: String
  /// Name and identifiers, the most important first. Of one name there is one entry: the values of
  /// further ones are joined to it.
  package var who: [ContentField]
  package var location: String
  /// The finding, its value and unit first.
  package var what: String
  package var priority: Priority
  /// When the condition began.
  package var since: Timestamp?
  /// When the next person is paged if nobody answers.
  package var movesOnAt: Timestamp?
  /// A number that dials back to the source; empty when there is none.
  package var callBack = ""
  /// What a locked screen may show beside the priority; nil for nothing (S5).
  package var publicLine: PublicLine?
  /// Who said that nobody has to come any more; empty on every other page.
  package var by = ""
  /// Of the test page of a start of duty: what it says.
  package var start: DutyStartText?
  /// The test page that the person has asked for.
  package var isOwnTest = false
  /// One of the list that an "N more" page opened: it makes no sound.
  package var isListed = false
  /// How long after an acceptance the value may be read back (S13); nil where it need not be.
  package var readBack: Milliseconds?
  /// A preview, for a device that its person has to unlock first.
  package private(set) var isLocked = false

  /// The content of a page for an alert with that content and priority.
  package init(_ content: AlertContent, of alert: AlertID, priority: Priority, why: String) {
    self.alert = alert
    self.why = why
    self.who = content.who
    self.location = content.location
    self.what =
      content.before.isEmpty ? content.what : "\(content.what)\nbefore: \(content.before)"
    self.priority = priority
    self.since = content.since
    self.callBack = content.callBack
  }

  /// A page of type "stood down". The reason says it in words too: a client that does not know the
  /// type shows them.
  mutating func sayStoodDown(by name: String) {
    by = name
    let who = name.isEmpty ? "Stood down" : "Stood down by \(name)"
    why = "\(who): nobody has to come any more"
  }

  /// Leaves nothing of the patient: in the place of what was found and where stand words of the
  /// site's own documents, or none. Why this person, and a number to ring, say nothing of anybody.
  mutating func lock(showing line: PublicLine) {
    who = []
    location = line.place
    what = line.call
    isLocked = true
  }

  /// The JSON, at most `PaddedContent.contentBytesMax` bytes.
  package var encoded: [UInt8] {
    var fitted = self
    fitted.who = Self.merged(who)
    let limit = PaddedContent.contentBytesMax
    for hasCodes in [true, false] {
      let whole = fitted.json(isCut: false, hasCodes: hasCodes)
      if whole.count <= limit { return whole }
    }
    fitted.callBack = JSONText.prefix(callBack, bytesMax: Self.callBackBytesMax)
    fitted.by = JSONText.prefix(by, bytesMax: Self.sideTextBytes)
    fitted.shortenWhat(to: limit)
    var out = fitted.json(isCut: true)
    if out.count <= limit { return out }
    fitted.why = JSONText.prefix(why, bytesMax: Self.sideTextBytes)
    fitted.location = JSONText.prefix(location, bytesMax: Self.sideTextBytes)
    fitted.what = what
    fitted.shortenWhat(to: limit)
    out = fitted.json(isCut: true)
    if out.count <= limit { return out }
    fitted.dropWho(to: Self.whoBytes)
    fitted.what = what
    fitted.shortenWhat(to: limit)
    out = fitted.json(isCut: true)
    assert(out.count <= limit)
    return out
  }

  private static let whatBytesMin = 1024
  private static let sideTextBytes = 256
  private static let whoBytes = 1024
  private static let callBackBytesMax = 64

  /// Cuts the end of `what` as far as the limit asks and the floor allows.
  private mutating func shortenWhat(to limit: Int) {
    let over = json(isCut: true).count - limit
    guard over > 0 else { return }
    let room = max(Self.whatBytesMin, JSONText.count(what) - over)
    what = JSONText.prefix(what, bytesMax: room)
  }

  /// Leaves out entries from the end until the rest has at most `limit` bytes of JSON.
  private mutating func dropWho(to limit: Int) {
    var bytes = 0
    let kept = who.prefix { field in
      bytes += JSONText.count(field.name) + JSONText.count(field.value) + 6
      return bytes <= limit
    }
    who = Array(kept)
  }

  /// One entry a name, in the order in which the names first stand.
  private static func merged(_ who: [ContentField]) -> [ContentField] {
    var out: [ContentField] = []
    for field in who {
      if let index = out.firstIndex(where: { $0.name == field.name }) {
        out[index] = ContentField(
          name: field.name, value: out[index].value + ", " + field.value)
      } else {
        out.append(field)
      }
    }
    return out
  }

  /// What `why` and `what` say as codes.
  private func codes(_ out: inout JSONText) {
    if let reasons = PageReason.reasons(in: why) {
      out.raw(",\"reasons\":")
      out.list(reasons) { out, reason in
        out.raw("{\"code\":")
        out.string(reason.code)
        for (name, value) in reason.facts {
          out.raw(",")
          out.string(name)
          out.raw(":")
          out.string(value)
        }
        out.raw("}")
      }
    }
    if let start {
      out.raw(",\"start\":{\"lines\":")
      out.list(start.lines) { out, line in
        out.raw("{\"title\":")
        out.string(line.title)
        out.raw(",\"line\":")
        out.string(line.line.rawValue)
        out.raw("}")
      }
      out.raw("}")
    }
  }

  private func json(isCut: Bool, hasCodes: Bool = false) -> [UInt8] {
    var out = JSONText()
    out.raw("{\"v\":1,\"alert\":")
    out.string(alert.text)
    out.raw(",\"why\":")
    out.string(why)
    out.raw(",\"who\":{")
    for (index, field) in who.enumerated() {
      if index > 0 { out.raw(",") }
      out.string(field.name)
      out.raw(":")
      out.string(field.value)
    }
    out.raw("},\"where\":")
    out.string(location)
    out.raw(",\"what\":")
    out.string(what)
    out.raw(",\"priority\":")
    out.string(priority.word)
    out.raw(",\"since\":")
    out.time(since)
    out.raw(",\"movesOnAt\":")
    out.time(movesOnAt)
    if let publicLine {
      out.raw(",\"public\":{\"call\":")
      out.string(publicLine.call)
      out.raw(",\"place\":")
      out.string(publicLine.place)
      out.raw("}")
    }
    if !by.isEmpty {
      out.raw(",\"by\":")
      out.string(by)
    }
    if !callBack.isEmpty {
      out.raw(",\"callBack\":")
      out.string(callBack)
    }
    if isListed { out.raw(",\"listed\":true") }
    if isOwnTest { out.raw(",\"ownTest\":true") }
    if let readBack {
      out.raw(",\"readBack\":")
      out.number(Int(readBack.count / 1_000))
    }
    if isLocked { out.raw(",\"locked\":true") }
    if hasCodes { codes(&out) }
    out.raw(isCut ? ",\"cut\":true}" : "}")
    return out.bytes
  }
}

extension PageContent: CustomStringConvertible {
  package var description: String { "[redacted]" }
}
