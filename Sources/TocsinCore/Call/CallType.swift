// Tocsin — Core: what can be called for by hand
// SPDX-License-Identifier: Apache-2.0

/// A language in which people read screens and pages.
package enum SiteLanguage: String, Hashable, Codable, Sendable, CaseIterable {
  case english = "en"
  case german = "de"
  case french = "fr"
}

/// What is asked when somebody calls by hand. At most all three; a crash call asks for the place
/// alone.
package enum CallField: String, Hashable, Codable, Sendable, CaseIterable {
  /// Where to come: a ward, a room, a bed. Never a name.
  case place
  /// What it is about, in the caller's words. May name a patient, so it is shown as content is.
  case words
  /// A number that rings the caller.
  case callBack = "call-back"
}

/// The moment of each day at which a team is called as a test, and each role must answer.
package struct RollCall: Hashable, Codable, Sendable {
  package let at: TimeOfDay
  /// The IANA name of the zone in which `at` is read.
  package let zone: String

  package init(at: TimeOfDay, zone: String) {
    self.at = at
    self.zone = zone
  }
}

/// One thing that can be called for by hand. It sets the priority and the policy: nobody types
/// either.
package struct CallType: Hashable, Codable, Sendable {
  /// Unique in the table.
  package let name: String
  /// A title in every language; never empty.
  package let titles: [SiteLanguage: String]
  /// The kind of the alerts that it opens.
  package let kind: String
  package let priority: Priority
  /// The policy's name; its newest revision is pinned when somebody calls.
  package let policy: String
  /// What is asked, in this order; holds `place`.
  package let fields: [CallField]
  package var rollCall: RollCall?

  package init(
    name: String, titles: [SiteLanguage: String], priority: Priority, policy: String,
    fields: [CallField]
  ) {
    self.init(
      name: name, titles: titles, kind: name, setting: (priority, policy), fields: fields)
  }

  /// A type whose alerts are of another kind than its name.
  ///
  /// - Parameter setting: the priority and the policy that it sets.
  package init(
    name: String, titles: [SiteLanguage: String], kind: String,
    setting: (priority: Priority, policy: String), fields: [CallField]
  ) {
    self.name = name
    self.titles = titles
    self.kind = kind
    priority = setting.priority
    policy = setting.policy
    self.fields = fields
    rollCall = nil
  }

  /// The title in a language, else in English, else the name.
  package func title(in language: SiteLanguage) -> String {
    titles[language] ?? titles[.english] ?? name
  }
}

/// Everything that can be called for by hand at a site.
package struct CallTable: Hashable, Codable, Sendable {
  /// The language of the pages of calls.
  package let language: SiteLanguage
  /// In the order of the document, which is the order on the screen.
  package let types: [CallType]

  package init(language: SiteLanguage = .english, types: [CallType] = []) {
    self.language = language
    self.types = types
  }

  package func type(named name: String) -> CallType? { types.first { $0.name == name } }

  /// The type that opened an alert of this kind: the first that makes it.
  package func type(ofKind kind: String) -> CallType? { types.first { $0.kind == kind } }
}
