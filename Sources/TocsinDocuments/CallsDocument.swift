// Tocsin — Documents: calls.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What can be called for by hand, with the places of what the checks look up.
struct CallsDocument {
  let path: String
  let table: CallTable
  /// Each type with its line, in the table's order.
  let types: [Lined<CallType>]

  /// Types that one screen can show.
  private static let typesMax = 60

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue) {
    guard let object = root.object(["language", "calls"]) else { return nil }
    let language = object["language"].map { $0.siteLanguage() } ?? .english
    let items =
      object.required("calls", example: "calls: with a list under it")?.list(max: Self.typesMax)
    var read: [Lined<CallType>] = []
    for item in items ?? [] {
      guard let type = Self.type(item) else { continue }
      if let same = read.first(where: { $0.value.name == type.name }) {
        item.refuse(
          "the call \"\(type.name)\" stands on line \(same.line) already: choose another name")
      }
      read.append(Lined(value: type, line: item.line))
    }
    guard let language, !read.isEmpty, !root.log.hasErrors else { return nil }
    types = read
    table = CallTable(language: language, types: read.map(\.value))
    path = root.log.path
  }

  private static func type(_ value: YAMLValue) -> CallType? {
    let keys = ["call", "title", "kind", "priority", "policy", "ask", "roll-call"]
    guard let object = value.object(keys) else { return nil }
    let name = object.required("call", example: "call: crash")?.name()
    let titles =
      object.required("title", example: "title: { en: Crash call, de: …, fr: … }").map(titles)
    let kind = object["kind"].map { $0.name() } ?? name
    let priority = object.required("priority", example: "priority: crash")?.priority()
    let policy = object.required("policy", example: "policy: NAME")?.name()
    let fields = object["ask"].map(fields) ?? [.place]
    let rollCall = object["roll-call"].flatMap(rollCall)
    guard let name, let titles, let kind, let priority, let policy else { return nil }
    if !fields.contains(.place) {
      value.refuse("a call says where to come: add place to \"ask\"")
    }
    if priority == .crash, fields != [.place] {
      value.log.warning(
        value.line, "a crash call asks for more than the place: each field costs seconds (S15)")
    }
    var type = CallType(
      name: name, titles: titles, kind: kind, setting: (priority, policy), fields: fields)
    type.rollCall = rollCall
    return type
  }

  /// A title in every language of the screens: who reads French is not to guess.
  private static func titles(_ value: YAMLValue) -> [SiteLanguage: String] {
    guard let object = value.object(SiteLanguage.allCases.map(\.rawValue)) else { return [:] }
    var titles: [SiteLanguage: String] = [:]
    for language in SiteLanguage.allCases {
      titles[language] =
        object.required(language.rawValue, example: "\(language.rawValue): TITLE")?.text()
    }
    return titles
  }

  private static func fields(_ value: YAMLValue) -> [CallField] {
    var fields: [CallField] = []
    for item in value.items(max: CallField.allCases.count) ?? [] {
      guard let text = item.text() else { continue }
      guard let field = CallField(rawValue: text) else {
        item.refuse("\(item.label) is \"\(text)\": write place, words or call-back")
        continue
      }
      if fields.contains(field) {
        item.refuse("\(text) stands twice here: keep one of the two")
      } else {
        fields.append(field)
      }
    }
    return fields
  }

  private static func rollCall(_ value: YAMLValue) -> RollCall? {
    guard let object = value.object(["at", "zone"]) else { return nil }
    let at = object.required("at", example: "at: \"08:00\"")?.timeOfDay(through: lastMinute)
    let zone = object.required("zone", example: "zone: Europe/Berlin")?.zone()
    guard let at, let zone else { return nil }
    return RollCall(at: at, zone: zone)
  }

  private static let lastMinute = TimeOfDay(milliseconds: 86_340_000)
}
