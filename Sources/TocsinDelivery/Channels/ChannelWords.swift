// Tocsin — Delivery: the fixed words of channels, in the site's language
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What stands over a notification, whatever the alert is about.
enum ChannelWords {
  /// Of a page that somebody has to answer.
  static func title(_ priority: Priority, in language: SiteLanguage) -> String {
    switch (language, priority.rings) {
    case (.english, true): "Tocsin: urgent page"
    case (.english, false): "Tocsin: new page"
    case (.german, true): "Tocsin: dringender Ruf"
    case (.german, false): "Tocsin: neuer Ruf"
    case (.french, true): "Tocsin : appel urgent"
    case (.french, false): "Tocsin : nouvel appel"
    }
  }

  /// Of what comes after: a page that is over, taken back or withdrawn.
  static func update(in language: SiteLanguage) -> String {
    switch language {
    case .english: "Tocsin: a page has changed"
    case .german: "Tocsin: ein Ruf hat sich geändert"
    case .french: "Tocsin : un appel a changé"
    }
  }

  /// What to do with it.
  static func open(in language: SiteLanguage) -> String {
    switch language {
    case .english: "Open Tocsin."
    case .german: "Tocsin öffnen."
    case .french: "Ouvrez Tocsin."
    }
  }

  /// A button by which somebody says that a page has arrived, and no more (S3).
  static func received(in language: SiteLanguage) -> String {
    switch language {
    case .english: "Received"
    case .german: "Erhalten"
    case .french: "Reçu"
    }
  }
}
