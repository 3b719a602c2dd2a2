// Tocsin — Gateway: who is on call, on paper, for when nothing else works
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The on-call sheet of the next 48 hours with the numbers to ring (S26): one page of HTML that
/// needs nothing else, and the same as plain text. No patient is on it.
package struct DowntimeSheet: Sendable {
  /// How far it looks.
  package static let reach = Milliseconds.hours(48)
  /// How often it is written anew, at the latest.
  package static let every = Milliseconds.minutes(15)

  /// Who is on call on one rota.
  package struct Part: Sendable {
    package let title: String
    package let rows: [Row]
  }

  /// One stretch of time: who, and the number to ring.
  package struct Row: Hashable, Sendable {
    /// By the clock of the rota's zone, as people read it; empty for the last resort.
    package let from: String
    package let until: String
    package let who: String
    /// Empty when the site knows none.
    package let telephone: String
    package let isGap: Bool
  }

  private let words: SheetWords
  private let span: String
  package let parts: [Part]
  /// The last resort of the policies: names and numbers.
  package let last: [Row]

  /// - Parameters:
  ///   - snapshot: of the directory; its calls give the language.
  ///   - isShown: which rotas are on it.
  package init(
    _ snapshot: DirectorySnapshot, at now: Timestamp,
    where isShown: (RotaID) -> Bool = { _ in true }
  ) {
    let (staffing, words) = (snapshot.staffing, SheetWords(snapshot.calls.language))
    self.words = words
    let end = now + Self.reach
    let rotas = staffing.rotas.values.filter { isShown($0.id) }
      .sorted { ($0.title, $0.id) < ($1.title, $1.id) }
    parts = rotas.map { rota in
      let zone = staffing.zones[rota.zone] ?? .utc
      let entries = Self.joined(staffing.calendar(of: [rota.id], from: now, until: end))
        .sorted { ($0.from, $0.line.order) < ($1.from, $1.line.order) }
      return Part(
        title: rota.title,
        rows: entries.map { Self.row($0, staffing, words, in: zone) })
    }
    let zone = rotas.first.flatMap { staffing.zones[$0.zone] } ?? .utc
    span = words.span(words.moment(now, in: zone), words.moment(end, in: zone), zone.name)
    last = Self.lastResort(snapshot, at: now)
  }

  /// Turns of one person that follow each other are one row: on paper only the person counts.
  private static func joined(_ entries: [CalendarEntry]) -> [CalendarEntry] {
    entries.reduce(into: []) { all, entry in
      let index = all.lastIndex {
        $0.line == entry.line && $0.holder == entry.holder && $0.missing == entry.missing
          && $0.until == entry.from
      }
      if let index { all[index].until = entry.until } else { all.append(entry) }
    }
  }

  private static func row(
    _ entry: CalendarEntry, _ staffing: Staffing, _ words: SheetWords, in zone: ZoneRules
  ) -> Row {
    let (from, until) = (words.moment(entry.from, in: zone), words.moment(entry.until, in: zone))
    guard let holder = entry.holder else {
      return Row(
        from: from, until: until, who: words.nobody(entry.missing), telephone: "", isGap: true)
    }
    let person = staffing.responders[holder]
    return Row(
      from: from, until: until, who: (person?.name ?? holder.text) + words.line(entry.line),
      telephone: person?.telephone ?? "", isGap: false)
  }

  /// Whom the policies page in the end, each person once.
  package static func lastResort(_ snapshot: DirectorySnapshot, at now: Timestamp) -> [Row] {
    let targets = snapshot.policies.values.flatMap(\.fallback.targets)
    let persons = targets.compactMap { target in
      if case .responder(let id) = target { snapshot.staffing.responders[id] } else { nil }
    }
    let named = Set(persons.filter { $0.isValid(at: now) && !$0.telephone.isEmpty })
    return named.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map {
      Row(from: "", until: "", who: $0.name, telephone: $0.telephone, isGap: false)
    }
  }

  /// The sheet as text, in columns of spaces.
  package var text: String {
    var lines = [words.title, span, words.use, ""]
    for part in parts {
      lines.append(part.title.uppercased())
      lines += part.rows.map { row in
        let mark = row.isGap ? "!! " : "   "
        let who = row.telephone.isEmpty ? row.who : "\(row.who)  \(words.ring) \(row.telephone)"
        return "\(mark)\(row.from) - \(row.until)  \(who)"
      }
      lines.append("")
    }
    if !last.isEmpty {
      lines.append(words.last.uppercased())
      lines += last.map { "   \($0.who)  \(words.ring) \($0.telephone)" } + [""]
    }
    return lines.joined(separator: "\n")
  }

  /// The sheet as a page for A4, without scripts or anything from elsewhere.
  package var html: String {
    var out = """
      <!DOCTYPE html>
      <html lang="\(words.language.rawValue)"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(Self.escaped(words.title))</title><style>\(Self.style)</style></head><body>
      <h1>\(Self.escaped(words.title))</h1><p><strong>\(Self.escaped(span))</strong></p>
      <p>\(Self.escaped(words.use))</p>

      """
    for part in parts { out += table(part.title, part.rows, hasTimes: true) }
    if !last.isEmpty { out += table(words.last, last, hasTimes: false) }
    return out + "</body></html>\n"
  }

  private func table(_ title: String, _ rows: [Row], hasTimes: Bool) -> String {
    let heads = (hasTimes ? words.times : []) + [words.who, words.telephone]
    var out = "<section><h2>\(Self.escaped(title))</h2><table><thead><tr>"
    out += heads.map { "<th scope=\"col\">\(Self.escaped($0))</th>" }.joined()
    out += "</tr></thead><tbody>\n"
    for row in rows {
      let cells = (hasTimes ? [row.from, row.until] : []) + [row.who, row.telephone]
      out += row.isGap ? "<tr class=\"gap\">" : "<tr>"
      out += cells.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>\n"
    }
    return out + "</tbody></table></section>\n"
  }

  private static let style = """
    body{font:11pt/1.35 sans-serif;color:#000;background:#fff;margin:1.5cm;max-width:18cm}
    h1{font-size:18pt;margin:0 0 4pt}h2{font-size:13pt;margin:14pt 0 4pt}p{margin:0 0 6pt}
    section{break-inside:avoid}table{border-collapse:collapse;width:100%}
    th,td{text-align:left;padding:3pt 6pt;border-bottom:1px solid #777;vertical-align:top}
    th{font-weight:600;border-bottom:2px solid #000}
    td:nth-last-child(n+3),th:nth-last-child(n+3){white-space:nowrap;width:11.5em}
    td{font-variant-numeric:tabular-nums}td:last-child{font-weight:700;white-space:nowrap}
    .gap td{font-weight:700;border:3px double #000}
    """

  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.append(character)
      }
    }
    return out
  }
}

extension RotaLine {
  /// The first line first.
  fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
