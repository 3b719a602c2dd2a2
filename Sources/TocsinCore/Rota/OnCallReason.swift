// Tocsin — Core: why someone is on call
// SPDX-License-Identifier: Apache-2.0

/// The part of a rota that a reason names.
package struct RotaName: Hashable, Codable, Sendable {
  package let id: RotaID
  package let title: String
  package let line: RotaLine

  package init(id: RotaID, title: String, line: RotaLine = .first) {
    self.id = id
    self.title = title
    self.line = line
  }
}

/// An instant with the offset under which it is shown, so that it reads without zone rules.
package struct LocalInstant: Hashable, Codable, Sendable {
  package let at: Timestamp
  /// Seconds east of UTC at that instant.
  package let offsetSeconds: Int

  package init(_ at: Timestamp, in zone: ZoneRules) {
    self.at = at
    self.offsetSeconds = zone.offset(at: at)
  }

  /// RFC 3339 to the minute, as in `2026-11-25T08:00+01:00`.
  package var text: String {
    let bound = ZoneRules.offsetSecondsMax
    let offset = min(max(offsetSeconds, -bound), bound)
    let zone = ZoneRules(name: "", initialOffsetSeconds: offset, transitions: [])
    return RFC3339.minuteText(at, in: zone)
  }
}

/// Why a responder is the one to page.
package enum OnCallReason: Hashable, Codable, Sendable {
  /// A layer's turn, with the shift it makes, [from, until).
  case layer(RotaName, layer: String, from: LocalInstant, until: LocalInstant)
  /// An override, with its reason and end.
  case override(RotaName, reason: String, until: LocalInstant)
  /// A handover that was accepted, from whom, and its end.
  case handover(RotaName, from: ResponderID, until: LocalInstant)
  /// The policy names the person.
  case named

  /// One English clause, as in `on call for Medicine registrar until 2026-11-25T08:00+01:00`.
  package var text: String { reason.text }

  /// The same as a code with its facts.
  package var reason: PageReason {
    switch self {
    case .layer(let rota, _, _, let until):
      .onCall(rota: rota.title, line: rota.line, until: until.text)
    case .override(let rota, let reason, let until):
      .override(rota: rota.title, line: rota.line, until: until.text, note: reason)
    case .handover(let rota, let from, let until):
      .handover(rota: rota.title, line: rota.line, from: from.text, until: until.text)
    case .named: .namedByPolicy
    }
  }

  /// The line that the reason rests on; the first when the policy names the person.
  package var line: RotaLine {
    switch self {
    case .layer(let rota, _, _, _), .override(let rota, _, _), .handover(let rota, _, _): rota.line
    case .named: .first
    }
  }

  /// The rota that the reason rests on; nil when the policy names the person.
  package var rota: RotaID? {
    switch self {
    case .layer(let rota, _, _, _), .override(let rota, _, _), .handover(let rota, _, _): rota.id
    case .named: nil
    }
  }
}
