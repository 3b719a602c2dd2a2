// Tocsin — Gateway: the words of the on-call sheet
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What the sheet says, in the site's language.
struct SheetWords: Sendable {
  let language: SiteLanguage

  init(_ language: SiteLanguage) { self.language = language }

  private func said(_ english: String, _ german: String, _ french: String) -> String {
    switch language {
    case .english: english
    case .german: german
    case .french: french
    }
  }

  var title: String { said("Who is on call", "Wer Dienst hat", "Qui est de garde") }

  var use: String {
    said(
      "For when Tocsin cannot be reached: ring these numbers. Written again every 15 minutes; an"
        + " older sheet may be wrong.",
      "Für den Fall, dass Tocsin nicht erreichbar ist: diese Nummern anrufen. Wird alle 15 Minuten"
        + " neu geschrieben; ein älteres Blatt kann falsch sein.",
      "Pour le cas où Tocsin n’est pas joignable : appeler ces numéros. Réécrit toutes les 15"
        + " minutes ; une feuille plus ancienne peut être fausse.")
  }

  func span(_ from: String, _ until: String, _ zone: String) -> String {
    said(
      "From \(from) to \(until) (\(zone))", "Von \(from) bis \(until) (\(zone))",
      "Du \(from) au \(until) (\(zone))")
  }

  var times: [String] {
    [said("From", "Von", "De"), said("Until", "Bis", "Jusqu’à")]
  }

  var who: String { said("Who", "Wer", "Qui") }
  var telephone: String { said("Telephone", "Telefon", "Téléphone") }
  var ring: String { said("ring", "Tel.", "tél.") }
  var last: String { said("Last resort", "Letzte Instanz", "Dernier recours") }

  func nobody(_ missing: Int) -> String {
    let count = missing > 1 ? " (\(missing))" : ""
    return said("NOBODY", "NIEMAND", "PERSONNE") + count
  }

  func line(_ line: RotaLine) -> String {
    switch line {
    case .first: ""
    case .second: said(", second line", ", zweite Linie", ", deuxième ligne")
    case .trainee: said(", trainee", ", in Ausbildung", ", en formation")
    }
  }

  /// `Mon 2026-11-30 08:00`, by the clock of the zone.
  func moment(_ instant: Timestamp, in zone: ZoneRules) -> String {
    let civil = zone.civil(at: instant)
    let days = said(
      "Mon Tue Wed Thu Fri Sat Sun", "Mo Di Mi Do Fr Sa So", "lun mar mer jeu ven sam dim")
    let day = days.split(separator: " ")[civil.date.weekday.rawValue - 1]
    let (hour, minute, _, _) = civil.time.parts
    return "\(day) \(civil.date) \(Self.two(hour)):\(Self.two(minute))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
