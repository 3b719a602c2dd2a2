// Tocsin — Core: what may stand on a locked screen
// SPDX-License-Identifier: Apache-2.0

/// What a locked screen may show of a page beside its priority: words of the site's own documents,
/// never of a message (S5, I8).
package struct PublicLine: Hashable, Sendable {
  /// What kind of page it is, such as "Crash call".
  package let call: String
  /// Where, as the site names it in public; empty when that may not be said.
  package let place: String

  package init(call: String, place: String) {
    self.call = call
    self.place = place
  }

  /// No words.
  package static let nothing = PublicLine(call: "", place: "")
}

/// The site's tables of what locked screens may show. A site without them shows nothing.
///
/// Invariant: every word of a `PublicLine` is one of these tables or the title of a type of call.
package struct LockScreenRule: Hashable, Codable, Sendable {
  /// Bytes of one name at most: a lock screen has one line.
  package static let nameBytesMax = 40

  /// What alerts of a kind are called; of other kinds nothing is shown, but of crash calls by hand.
  package var kinds: [String: String] = [:]
  /// The public names of wards.
  package var wards: [String: String] = [:]
  /// Wards of whose pages nothing is shown, whatever their kind.
  package var sensitive: Set<String> = []

  package init() {}

  /// The line of a page; nil when its screen may show no more than the priority.
  ///
  /// - Parameter calls: what can be called for by hand: crash calls are shown by their title, since
  ///   an arrest call that says nothing is useless.
  package func line(of alert: AlertTraits, _ calls: CallTable) -> PublicLine? {
    let ward = alert.isByHand && alert.ward.isEmpty ? ward(in: alert.place) : alert.ward
    guard !sensitive.contains(ward) else { return nil }
    guard let name = kinds[alert.kind] ?? crashTitle(of: alert, calls) else { return nil }
    return PublicLine(call: name, place: wards[ward] ?? "")
  }

  /// What the preview of a page may say on a device that is locked: what kind of page it is, where
  /// the tables or the types of calls have a title, and the ward alone, where it is not a sensitive
  /// one. A preview is sealed for the device and stands in the client, not on a lock screen; still
  /// it says nothing of a patient, nor of the bed.
  package func preview(of alert: AlertTraits, _ calls: CallTable) -> PublicLine {
    let ward = alert.isByHand && alert.ward.isEmpty ? ward(in: alert.place) : alert.ward
    guard !sensitive.contains(ward) else { return .nothing }
    let type = alert.isByHand ? calls.type(ofKind: alert.kind) : nil
    let isShort = ward.utf8.count <= Self.nameBytesMax
    return PublicLine(
      call: kinds[alert.kind] ?? type?.title(in: calls.language) ?? "",
      place: wards[ward] ?? (isShort ? ward : ""))
  }

  private func crashTitle(of alert: AlertTraits, _ calls: CallTable) -> String? {
    guard alert.isByHand, let type = calls.type(ofKind: alert.kind), type.priority == .crash else {
      return nil
    }
    return type.title(in: calls.language)
  }

  /// The ward whose public name begins what the caller said of the place; empty when there is none.
  /// The longest name counts. Nothing else of what was said is used.
  private func ward(in place: String) -> String {
    let said = place.lowercased()
    let found = wards.filter { _, name in
      guard said.hasPrefix(name.lowercased()) else { return false }
      let next = said.dropFirst(name.lowercased().count).first
      return next.map { !$0.isLetter && !$0.isNumber } ?? true
    }
    let longest = found.max { ($0.value.utf8.count, $1.key) < ($1.value.utf8.count, $0.key) }
    return longest?.key ?? ""
  }
}

/// What the rule looks at.
package struct AlertTraits: Hashable, Sendable {
  package let kind: String
  /// Somebody called by hand.
  package let isByHand: Bool
  package let ward: String
  /// Free text: compared with the site's own names, never shown.
  package let place: String

  package init(kind: String, integration: String, ward: String, place: String) {
    self.kind = kind
    isByHand = integration == AlertDraft.switchboard
    self.ward = ward
    self.place = place
  }
}

extension AlertTraits: CustomStringConvertible {
  package var description: String { "[redacted]" }
}
