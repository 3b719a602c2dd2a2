// Tocsin — Core: by which channels a person is reached, and after how long
// SPDX-License-Identifier: Apache-2.0

/// One rung of a ladder: channels that are begun together.
package struct ContactRung: Hashable, Codable, Sendable {
  /// Names of channels; the device's own stream is always tried first and is not among them.
  package let channels: [String]
  /// How long after the page was put into the mailbox.
  package let after: Milliseconds
  /// Begun although a device has the page: until somebody has answered it.
  package let isUntilAnswered: Bool

  package init(_ channels: [String], after: Milliseconds = .zero, isUntilAnswered: Bool = false) {
    self.channels = channels
    self.after = after
    self.isUntilAnswered = isUntilAnswered
  }
}

/// The ladder of one person at one priority, in the order of time.
package struct ContactRule: Hashable, Codable, Sendable {
  package let rungs: [ContactRung]

  package init(_ rungs: [ContactRung]) { self.rungs = rungs }

  package static let rungsMax = 10
  package static let channelsMax = 10
}

/// How one person is reached.
package struct Contact: Hashable, Codable, Sendable {
  /// What to ring, write to or post to, by the name of the channel.
  package var addresses: [String: String]
  /// The person's own ladders; where there is none, the site's holds.
  package var rules: [Priority: ContactRule]

  package init(addresses: [String: String] = [:], rules: [Priority: ContactRule] = [:]) {
    self.addresses = addresses
    self.rules = rules
  }
}

/// The channels of a site, and by which of them everyone is reached.
package struct ContactTable: Hashable, Sendable {
  package var language = SiteLanguage.english
  /// What texts say that one can ring; empty for nothing.
  package var call = ""
  /// In the order of the document.
  package var channels: [ChannelSettings]
  /// The site's ladders.
  package var rules: [Priority: ContactRule]
  package var contacts: [ResponderID: Contact]
  /// What the directory has, by person and channel; see `withAddresses`.
  var directory: [ResponderID: [String: String]] = [:]

  package init(
    channels: [ChannelSettings] = [], rules: [Priority: ContactRule] = [:],
    contacts: [ResponderID: Contact] = [:]
  ) {
    self.channels = channels
    self.rules = rules
    self.contacts = contacts
  }

  package func channel(_ name: String) -> ChannelSettings? {
    channels.first { $0.name == name }
  }

  /// The ladder of a person: their own, else the site's, else what S1 asks for of the channels that
  /// there are.
  package func rule(for person: ResponderID, at priority: Priority) -> ContactRule {
    contacts[person]?.rules[priority] ?? rules[priority] ?? standard(priority)
  }

  /// Where a channel finds a person; nil for channels to devices.
  package func address(of person: ResponderID, on channel: String) -> String? {
    contacts[person]?.addresses[channel] ?? directory[person]?[channel]
  }

  /// Whether a channel that needs no device leads to a person.
  package func reaches(_ person: ResponderID) -> Bool {
    channels.contains { !$0.kind.carriesEnvelopes && address(of: person, on: $0.name) != nil }
  }

  /// What follows the stream where the site says nothing: devices are pushed to at once, and what
  /// needs no device begins when no device has the page after the time of S1.
  private func standard(_ priority: Priority) -> ContactRule {
    let atOnce = channels.filter { $0.kind == .webPush || $0.kind == .ntfy }.map(\.name)
    let others = channels.filter { $0.kind != .webPush && $0.kind != .ntfy }
    let spacing = Self.receiptWithin(priority)
    var rungs = atOnce.isEmpty ? [] : [ContactRung(atOnce)]
    for (index, channel) in others.prefix(ContactRule.rungsMax - 1).enumerated() {
      let after = priority == .crash ? .zero : spacing * Int64(index + 1)
      rungs.append(ContactRung([channel.name], after: after))
    }
    return ContactRule(rungs)
  }

  /// How long a receipt of a device is waited for before the next channel begins (S1).
  package static func receiptWithin(_ priority: Priority) -> Milliseconds {
    priority.rings ? .seconds(10) : .seconds(60)
  }
}
