// Tocsin — Core: what somebody calls for, as a draft
// SPDX-License-Identifier: Apache-2.0

/// What the caller gave.
package struct CallWords: Hashable, Sendable {
  package var place: String
  package var words: String
  package var callBack: String
  /// The ward by which access and routes go; empty when it is not known.
  package var ward: String

  package init(place: String, words: String = "", callBack: String = "", ward: String = "") {
    self.place = place
    self.words = words
    self.callBack = callBack
    self.ward = ward
  }
}

extension CallWords: CustomStringConvertible {
  package var description: String { "[redacted]" }
}

extension CallWords {
  /// Bytes of one field at most (I10): what a lock screen shows, and some more.
  package static let placeBytesMax = 120
  package static let wordsBytesMax = 1_000
  package static let callBackBytesMax = 40

  /// The first field that cannot be taken as it is; nil when all can.
  package var fault: CallField? {
    if place.isEmpty || !Self.isLine(place, Self.placeBytesMax) { return .place }
    if words.utf8.count > Self.wordsBytesMax || words.utf8.contains(0) { return .words }
    let isDialled = callBack.allSatisfy { "+0123456789-/(). #*".contains($0) }
    return isDialled && callBack.utf8.count <= Self.callBackBytesMax ? nil : .callBack
  }

  private static func isLine(_ text: String, _ bytesMax: Int) -> Bool {
    text.utf8.count <= bytesMax && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
  }
}

/// What the caller corrects; nil leaves a part as it is.
package struct CallCorrection: Hashable, Sendable {
  package var place: String?
  package var words: String?
  package var callBack: String?

  package init(place: String? = nil, words: String? = nil, callBack: String? = nil) {
    self.place = place
    self.words = words
    self.callBack = callBack
  }

  /// The first field that cannot be taken as it is; nil when all can.
  package var fault: CallField? {
    CallWords(place: place ?? "-", words: words ?? "", callBack: callBack ?? "").fault
  }

  /// The content as it is then. The first line of `what`, the title of the call, stays.
  func applied(to old: AlertContent) -> AlertContent {
    var content = old
    if let place, place != old.location {
      content.location = place
      content.reportedLocation = old.location
    }
    if let callBack { content.callBack = callBack }
    if let words {
      let title = old.what.prefix { $0 != "\n" }
      content.what = words.isEmpty ? String(title) : "\(title)\n\(words)"
      if content.what != old.what { content.before = old.what }
    }
    return content
  }
}

extension CallCorrection: CustomStringConvertible {
  package var description: String { "[redacted]" }
}

extension AlertDraft {
  /// The integration under which alerts stand that people open by hand.
  package static let switchboard = "switchboard"
  /// The integration under which alerts stand that the gateway itself reports.
  package static let gateway = "tocsin"

  /// The draft of a call: the type says what it is, the caller says where.
  ///
  /// - Parameters:
  ///   - key: what makes two drafts the same call.
  ///   - language: of the page's words.
  package init(
    _ type: CallType, _ said: CallWords, key: String, in language: SiteLanguage, as world: World
  ) {
    let title = type.title(in: language)
    var content = AlertContent(
      location: said.place, ward: said.ward,
      what: said.words.isEmpty ? title : "\(title)\n\(said.words)")
    content.callBack = said.callBack
    self.init(
      integration: Self.switchboard, dedupKey: key, priority: type.priority, kind: type.kind,
      content: content)
    self.world = world
  }
}
