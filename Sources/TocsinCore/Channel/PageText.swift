// Tocsin — Core: the words that an unsealed channel may carry
// SPDX-License-Identifier: Apache-2.0

/// Why a text is sent.
package enum PageTextKind: String, Hashable, Codable, Sendable, CaseIterable {
  /// Somebody has to answer.
  case asks
  /// Nobody has to come any more (S15).
  case stoodDown = "stood-down"
  /// The page is answered, or no longer needed.
  case over
}

/// What an unsealed channel may say of a page: these fields and no others (S5). There is no way to
/// hand it anything of what the alert says.
package struct PageText: Hashable, Sendable {
  package let priority: Priority
  /// A one-time code, as both sides of a telephone call name the page.
  package let code: String
  package var kind = PageTextKind.asks
  /// The role in a team, as the policy names it; empty for none.
  package var role = ""
  /// The number that can be rung; empty for none.
  package var call = ""
  /// Words of the site's own tables (S5).
  package var publicLine: PublicLine?
  package var isTest = false
  /// How many more pages wait for the person that do not ring, and are not told one by one.
  package var more = 0
  /// How long ago it was decided, where that is late (I7).
  package var lateBy: Milliseconds?

  package init(_ priority: Priority, code: String) {
    self.priority = priority
    self.code = code
  }

  /// The whole in one line of at most 160 characters but for long words of the site's own; each of
  /// them is in the alphabet of SMS (GSM 03.38).
  package func line(in language: SiteLanguage) -> String {
    let words = PageWords.of(language)
    var parts: [String] = []
    if isTest { parts.append("TEST.") }
    if let lateBy { parts.append(words.late(lateBy)) }
    parts.append(head(words))
    if more > 0 { parts.append(words.more(more)) }
    switch kind {
    case .asks: parts.append(call.isEmpty ? words.open : words.openOrCall(call))
    case .stoodDown: parts.append(words.stoodDown)
    case .over: parts.append(words.over)
    }
    return parts.joined(separator: " ")
  }

  private func head(_ words: PageWords) -> String {
    var head = "Tocsin \(words.priority[priority] ?? "") \(words.page) \(code)"
    if !role.isEmpty { head += " \(words.for) \(role)" }
    if let publicLine {
      head += ": \(publicLine.call)"
      if !publicLine.place.isEmpty { head += ", \(publicLine.place)" }
    }
    return head + "."
  }

  /// Letters and digits that nobody mistakes for another on paper or by ear.
  private static let codeAlphabet = Array("23456789ABCDEFHJKLMNPRSTUVWXYZ".utf8)

  /// A code of four signs out of 64 random bits.
  package static func code(from random: UInt64) -> String {
    var rest = random
    let signs = (0..<4).map { _ in
      defer { rest /= UInt64(codeAlphabet.count) }
      return codeAlphabet[Int(rest % UInt64(codeAlphabet.count))]
    }
    return String(decoding: signs, as: UTF8.self)
  }
}

/// The fixed words of a text in one language.
private struct PageWords {
  let priority: [Priority: String]
  let page: String
  let `for`: String
  let open: String
  let openOrCall: (String) -> String
  let stoodDown: String
  let over: String
  let late: (Milliseconds) -> String
  let more: (Int) -> String

  static func of(_ language: SiteLanguage) -> PageWords {
    switch language {
    case .english: english
    case .german: german
    case .french: french
    }
  }

  private static func minutes(_ duration: Milliseconds) -> Int64 { max(1, duration.count / 60_000) }

  private static var english: PageWords {
    PageWords(
      priority: [.crash: "CRASH", .high: "URGENT", .medium: "medium", .low: "low"],
      page: "page", for: "for", open: "Open the app.",
      openOrCall: { "Open the app or call \($0)." }, stoodDown: "STAND DOWN: nobody has to come.",
      over: "Answered, nothing to do.", late: { "LATE by \(minutes($0)) min." },
      more: { "\($0) more wait." })
  }

  private static var german: PageWords {
    PageWords(
      priority: [.crash: "NOTFALL", .high: "DRINGEND", .medium: "mittel", .low: "niedrig"],
      page: "Ruf", for: "für", open: "Bitte die App öffnen.",
      openOrCall: { "App öffnen oder \($0) anrufen." },
      stoodDown: "ENTWARNUNG: niemand muss kommen.", over: "Beantwortet, nichts zu tun.",
      late: { "VERSPÄTET um \(minutes($0)) Min." },
      more: { $0 == 1 ? "1 weiterer wartet." : "\($0) weitere warten." })
  }

  private static var french: PageWords {
    PageWords(
      priority: [.crash: "URGENCE VITALE", .high: "URGENT", .medium: "moyen", .low: "faible"],
      page: "appel", for: "pour", open: "Ouvrez l'application.",
      openOrCall: { "Ouvrez l'application ou appelez le \($0)." },
      stoodDown: "FIN D'ALERTE : personne ne doit venir.", over: "Répondu, rien à faire.",
      late: { "EN RETARD de \(minutes($0)) min." },
      more: { $0 == 1 ? "1 autre attend." : "\($0) autres attendent." })
  }
}
