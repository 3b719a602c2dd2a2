// Tocsin — Gateway: one rota at one moment
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Who holds the lines of a rota at a moment, until when, and why.
package struct RotaNow: Sendable {
  package let rota: RotaID
  package let title: String
  package let at: Timestamp
  /// The next instant at which the answer may change.
  package let until: Timestamp
  /// The first line.
  package let holders: [Holder]
  package let second: [Holder]
  package let trainees: [Holder]
  package let zone: ZoneRules

  /// One person, with the reason.
  package struct Holder: Sendable {
    package let id: ResponderID
    package let name: String
    package let why: String
    /// A number that a person can ring; empty when none is known.
    package let telephone: String
  }

  /// The people of a line.
  package func holders(of line: RotaLine) -> [Holder] {
    switch line {
    case .first: holders
    case .second: second
    case .trainee: trainees
    }
  }

  package init(_ rota: Rota, _ staffing: Staffing, at now: Timestamp) {
    self.rota = rota.id
    title = rota.title
    at = now
    zone = staffing.zones[rota.zone] ?? .utc
    let answer = rota.onCall(at: now, zone: zone, handovers: staffing.handovers)
    until = answer.until
    holders = Self.holders(.rota(rota.id), staffing, at: now)
    second = Self.holders(.line(.second, rota.id), staffing, at: now)
    trainees = Self.holders(.line(.trainee, rota.id), staffing, at: now)
  }

  private static func holders(
    _ target: PageTarget, _ staffing: Staffing, at now: Timestamp
  ) -> [Holder] {
    staffing.onCall(target, at: now).map { found in
      let person = staffing.responders[found.responder]
      return Holder(
        id: found.responder, name: person?.name ?? found.responder.text, why: found.why,
        telephone: person?.telephone ?? "")
    }
  }
}
