// Tocsin — Core: what a change of a rota comes to, before it is made
// SPDX-License-Identifier: Apache-2.0

/// A rota as it is and as it would be.
package struct RotaChange: Sendable {
  package let before: Rota
  package let after: Rota

  package init(from before: Rota, to after: Rota) {
    self.before = before
    self.after = after
  }
}

/// A stretch of time, half-open, in which other people hold a line of the rota than did before.
package struct RotaDifference: Equatable, Sendable {
  package let line: RotaLine
  package let from: Timestamp
  package let until: Timestamp
  package let before: [ResponderID]
  package let after: [ResponderID]

  /// Who holds it now and did not.
  package var gaining: [ResponderID] { after.filter { !before.contains($0) } }
  /// Who held it and no longer does.
  package var losing: [ResponderID] { before.filter { !after.contains($0) } }
}

/// A stretch of time, half-open, in which fewer people answer than the rota needs.
///
/// The first line needs what the rota says. Of the second line a change leaves uncovered what
/// somebody held before it; a trainee line owes no answer and has no gaps.
package struct RotaGap: Equatable, Sendable {
  package let from: Timestamp
  package let until: Timestamp
  /// At least 1.
  package let missing: Int
  /// Who is there none the less.
  package let present: [ResponderID]
  package var line = RotaLine.first
}

/// Something about one person's duty that somebody should look at.
package struct DutyRemark: Equatable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// There is no such account.
    case unknown
    /// The account is not valid in that time: nobody is paged.
    case accountEnded
    /// The person has no device now.
    case noDevice
    /// Paged beside the duty, without one of their own (S7).
    case trainee
    /// On call on that rota as well, or on both lines of one.
    case alsoOn(RotaID)
  }

  package let responder: ResponderID
  /// Which line of the rota the person holds.
  package let line: RotaLine
  package let from: Timestamp
  package let until: Timestamp
  package let cause: Cause
  /// The person holds the line then only by the change.
  package let isNew: Bool
}

/// A rest after a night that one of the shifts of the rota breaks.
package struct RestRemark: Equatable, Sendable {
  package let broken: BrokenRest
  /// It is broken only by the change, or shorter by it.
  package let isNew: Bool
}

/// What a change comes to between two instants: every list in the order of time, then of lines.
package struct RotaPreview: Equatable, Sendable {
  package let from: Timestamp
  package let until: Timestamp
  package internal(set) var differences: [RotaDifference] = []
  /// All that the rota leaves uncovered after the change.
  package internal(set) var gaps: [RotaGap] = []
  /// What is uncovered by the change: before it fewer people were missing.
  package internal(set) var newGaps: [RotaGap] = []
  /// Who cannot be reached, or has no duty.
  package internal(set) var unreachable: [DutyRemark] = []
  /// Who has two duties at once. A trainee owes no answer and is passed over.
  package internal(set) var doubled: [DutyRemark] = []
  /// Whose rest after a night is too short.
  package internal(set) var brokenRests: [RestRemark] = []
  /// The last day of the holidays that the rota observes, where it lies within a year of `from`.
  package internal(set) var holidaysEnd: CivilDate?

  /// How far a preview looks.
  package static let reach = Milliseconds.days(91)

  init(from: Timestamp, until: Timestamp) {
    self.from = from
    self.until = until
  }
}

extension Shift {
  /// Who holds any of the lines, each once.
  package var everyone: [ResponderID] {
    var seen: Set<ResponderID> = []
    return (holders + second + trainees).map(\.responder).filter { seen.insert($0).inserted }
  }
}

// What follows without a break, and says the same, is one.
extension [RotaDifference] {
  mutating func join(_ next: RotaDifference) {
    guard let last, last.until == next.from, last.line == next.line, last.before == next.before,
      last.after == next.after
    else { return append(next) }
    self[count - 1] = RotaDifference(
      line: last.line, from: last.from, until: next.until, before: last.before, after: last.after)
  }
}

extension [RotaGap] {
  mutating func join(_ next: RotaGap) {
    guard let last, last.until == next.from, last.missing == next.missing,
      last.present == next.present, last.line == next.line
    else { return append(next) }
    self[count - 1] = RotaGap(
      from: last.from, until: next.until, missing: last.missing, present: last.present,
      line: last.line)
  }
}

extension [DutyRemark] {
  mutating func join(_ next: [DutyRemark]) {
    for remark in next {
      let open = indices.suffix(Limits.targetsMax).last { index in
        self[index].responder == remark.responder && self[index].until == remark.from
          && self[index].cause == remark.cause && self[index].isNew == remark.isNew
          && self[index].line == remark.line
      }
      guard let open else {
        append(remark)
        continue
      }
      self[open] = DutyRemark(
        responder: remark.responder, line: remark.line, from: self[open].from,
        until: remark.until, cause: remark.cause, isNew: remark.isNew)
    }
  }
}
