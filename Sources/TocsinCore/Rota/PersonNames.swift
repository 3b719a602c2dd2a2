// Tocsin — Core: whom a name in another calendar means
// SPDX-License-Identifier: Apache-2.0

/// By what a name was recognised.
package enum NamedBy: String, Hashable, Sendable, CaseIterable {
  /// The person's id here.
  case id
  /// The mail address with which the account signs in.
  case mail
  /// The whole name; titles, capitals and the order of its words do not count.
  case name
  /// The family name, alone or with an initial, of one of those who stand in the rota.
  case familyName = "family-name"
  /// The manager said so.
  case manager
}

/// Whom a name means.
package enum NameFinding: Hashable, Sendable {
  case one(ResponderID, NamedBy)
  /// It could be any of these; sorted.
  case several([ResponderID])
  case nobody
}

/// Recognises the people of a rota by the names that other programs have for them. A name that fits
/// two people means nobody: who is on call is never guessed.
package struct PersonNames: Sendable {
  private var ids: Set<ResponderID> = []
  private var mails: [String: [ResponderID]] = [:]
  private var names: [[String]: [ResponderID]] = [:]
  /// Of the rota's own people alone, the words of their names.
  private var members: [(id: ResponderID, words: [String])] = []

  private static let titles: Set<String> = [
    "dr", "prof", "med", "pd", "priv", "doz", "dipl", "phd", "md", "mr", "mrs", "ms", "miss",
    "herr", "frau", "schwester", "pfleger", "oa", "oä", "m", "mme", "mlle", "docteur", "professeur",
  ]

  /// - Parameters:
  ///   - people: those who can be meant: not those whose account has ended.
  ///   - own: who stands in the rota.
  ///   - mails: the names with which accounts sign in.
  package init(_ people: [Responder], own: Set<ResponderID>, mails: [ResponderID: String]) {
    for person in people.sorted(by: { $0.id < $1.id }) {
      ids.insert(person.id)
      let words = Self.words(of: person.name)
      if !words.isEmpty { names[words.sorted(), default: []].append(person.id) }
      if own.contains(person.id) { members.append((person.id, words)) }
      if let mail = mails[person.id], mail.contains("@") {
        self.mails[mail.lowercased(), default: []].append(person.id)
      }
    }
  }

  package func find(_ text: String) -> NameFinding {
    let bare = Self.trimmed(text)
    let id = ResponderID(bare.lowercased())
    if ids.contains(id) { return .one(id, .id) }
    if let found = mails[bare.lowercased()] { return Self.finding(found, .mail) }
    let words = Self.words(of: bare)
    guard !words.isEmpty, !bare.contains("@") else { return .nobody }
    if let found = names[words.sorted()] { return Self.finding(found, .name) }
    let own = members.filter { Self.isShort(words, for: $0.words) }
    return Self.finding(own.map(\.id), .familyName)
  }

  private static func finding(_ found: [ResponderID], _ by: NamedBy) -> NameFinding {
    found.isEmpty ? .nobody : found.count == 1 ? .one(found[0], by) : .several(found)
  }

  /// A family name, or one with the initial of the first name on either side.
  private static func isShort(_ words: [String], for name: [String]) -> Bool {
    guard let family = name.last, words.contains(family), words.count <= 2 else { return false }
    guard words.count == 2 else { return true }
    let other = words[0] == family ? words[1] : words[0]
    return other.count == 1 && name.dropLast().contains { $0.hasPrefix(other) }
  }

  /// The words of a name in lower case, without titles and marks.
  private static func words(of name: String) -> [String] {
    name.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "'" || $0 == "’") }
      .map(String.init).filter { !titles.contains($0) }
  }

  private static func trimmed(_ text: String) -> String {
    let rest = text.drop(while: \.isWhitespace)
    let end = rest.lastIndex { !$0.isWhitespace }.map { rest.index(after: $0) }
    return String(rest[..<(end ?? rest.startIndex)])
  }
}
