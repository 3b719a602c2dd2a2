// Tocsin — Documents: channels.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// By which channels the people of a site are reached, with the places of what the checks look up.
struct ChannelsDocument {
  /// One ladder as the document has it.
  struct Ladder {
    /// Nil for the site's.
    let person: ResponderID?
    let priority: Priority
    let rule: ContactRule
    let line: Int
  }

  let path: String
  let table: ContactTable
  /// Each channel and person with its line.
  let channels: [Lined<ChannelSettings>]
  let people: [Lined<ResponderID>]
  let ladders: [Ladder]

  private static let channelsMax = 20
  private static let peopleMax = 5_000

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue) {
    guard let object = root.object(["language", "call", "channels", "contact", "people"]) else {
      return nil
    }
    var reading = ChannelsReading()
    let list =
      object.required("channels", example: "channels: with a list under it")?
      .list(max: Self.channelsMax)
    for item in list ?? [] { reading.takeChannel(item) }
    let rules = object["contact"].map { reading.ladders($0, of: nil) } ?? [:]
    for item in object["people"]?.list(max: Self.peopleMax) ?? [] { reading.takePerson(item) }
    let language = object["language"].flatMap { $0.siteLanguage() } ?? .english
    let call = object["call"].flatMap { $0.telephone() } ?? ""
    guard !root.log.hasErrors else { return nil }
    var table = ContactTable(
      channels: reading.channels.map(\.value), rules: rules, contacts: reading.contacts)
    table.language = language
    table.call = call
    self.table = table
    channels = reading.channels
    people = reading.people
    ladders = reading.ladders
    path = root.log.path
  }
}

/// What was read so far: later parts refer to earlier ones.
private struct ChannelsReading {
  var channels: [Lined<ChannelSettings>] = []
  var contacts: [ResponderID: Contact] = [:]
  var people: [Lined<ResponderID>] = []
  var ladders: [ChannelsDocument.Ladder] = []

  mutating func takeChannel(_ value: YAMLValue) {
    guard let settings = ChannelReading.settings(value) else { return }
    if let same = channels.first(where: { $0.value.name == settings.name }) {
      value.refuse(
        "the channel \"\(settings.name)\" stands on line \(same.line) already: choose another name")
    }
    channels.append(Lined(value: settings, line: value.line))
  }

  mutating func takePerson(_ value: YAMLValue) {
    let names = channels.map(\.value).filter { !$0.kind.carriesEnvelopes }.map(\.name)
    guard let object = value.object(["person", "contact"] + names),
      let name = object.required("person", example: "person: dr.example")?.name()
    else { return }
    let person = ResponderID(name)
    if let same = people.first(where: { $0.value == person }) {
      value.refuse("\"\(name)\" stands on line \(same.line) already: keep one of the two")
    }
    people.append(Lined(value: person, line: value.line))
    var contact = Contact()
    for channel in channels.map(\.value) {
      guard !channel.kind.carriesEnvelopes, let place = object[channel.name] else { continue }
      contact.addresses[channel.name] = ChannelReading.address(place, on: channel)
    }
    contact.rules = object["contact"].map { ladders($0, of: person) } ?? [:]
    contacts[person] = contact
  }

  /// A ladder for each priority that has one.
  mutating func ladders(
    _ value: YAMLValue, of person: ResponderID?
  ) -> [Priority: ContactRule] {
    guard let object = value.object(Priority.allCases.map(\.word)) else { return [:] }
    var rules: [Priority: ContactRule] = [:]
    for priority in Priority.allCases {
      guard let place = object[priority.word], let rule = rule(place) else { continue }
      rules[priority] = rule
      ladders.append(
        ChannelsDocument.Ladder(
          person: person, priority: priority, rule: rule, line: place.line))
    }
    return rules
  }

  private func rule(_ value: YAMLValue) -> ContactRule? {
    var rungs: [ContactRung] = []
    var used: [String: Int] = [:]
    for item in value.list(max: ContactRule.rungsMax) ?? [] {
      guard let object = item.object(["channels", "after", "until"]) else { continue }
      let names =
        object.required("channels", example: "channels: [push]")?
        .items(max: ContactRule.channelsMax)?.compactMap { channel($0, &used) } ?? []
      let after = object["after"]?.duration(in: .zero ... .minutes(30)) ?? .zero
      if let last = rungs.last, after < last.after {
        item.refuse(
          "this rung comes after \(after.text), the one before it after \(last.after.text): put"
            + " them in the order of time")
      }
      let until = object["until"].flatMap(Self.isUntilAnswered) ?? false
      rungs.append(ContactRung(names, after: after, isUntilAnswered: until))
    }
    return rungs.isEmpty ? nil : ContactRule(rungs)
  }

  private func channel(_ value: YAMLValue, _ used: inout [String: Int]) -> String? {
    guard let name = value.name() else { return nil }
    guard channels.contains(where: { $0.value.name == name }) else {
      value.refuse("there is no channel \"\(name)\": add it under channels, or mend the name")
      return nil
    }
    if let line = used[name] {
      value.refuse("\"\(name)\" is begun on line \(line) already: keep one of the two")
    }
    used[name] = value.line
    return name
  }

  private static func isUntilAnswered(_ value: YAMLValue) -> Bool? {
    switch value.text() {
    case "answered": return true
    case "delivered": return false
    case nil: return nil
    case .some(let other):
      value.refuse("\(value.label) is \"\(other)\": write delivered or answered")
      return nil
    }
  }
}

extension YAMLValue {
  /// A language of the screens.
  func siteLanguage() -> SiteLanguage? {
    guard let text = text() else { return nil }
    guard let language = SiteLanguage(rawValue: text) else {
      refuse("\(label) is \"\(text)\": write en, de or fr")
      return nil
    }
    return language
  }

  /// What can be dialled.
  func telephone() -> String? {
    guard let text = text() else { return nil }
    let digits = text.filter { $0.isASCII && $0.isNumber }
    let others = text.filter { !$0.isASCII || !($0.isNumber || "+-/(). #*".contains($0)) }
    guard digits.count >= 2, others.isEmpty else {
      refuse("\(label) is \"\(text)\", which cannot be dialled: write digits, as in \"4321\"")
      return nil
    }
    return text
  }
}
