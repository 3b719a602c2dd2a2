// Tocsin — Documents: how a mapping's rule follows results
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

extension MappingRuleReading {
  /// The word of a document for each standing that conditions describe.
  private static let words: [(word: String, status: ResultStatus)] = [
    ("retracted", .retracted), ("corrected", .corrected), ("preliminary", .preliminary),
    ("silent", .unreported),
  ]

  func results(_ value: YAMLValue, of segment: String, notes: String?) -> MappingResults? {
    let keys = ["order", "observation", "value", "flags", "patient", "alike", "collected"]
    guard let object = value.object(keys + ["reported"] + Self.words.map(\.word)) else {
      return nil
    }
    let order: FirstOf? = object.required("order", example: "order: \"{MSH-4}|{OBR-3.1|OBR-2.1}\"")
      .flatMap { firstOf($0) }
    let observation: MappingTemplate? =
      object.required("observation", example: "observation: \"{OBX-3.1}\"")
      .flatMap { template($0) }
    let shown: MappingTemplate? = object.required("value", example: "value: \"{OBX-5 as result}\"")
      .flatMap { template($0) }
    guard let order, let observation, let shown else { return nil }
    var results = MappingResults(order: order, observation: observation, value: shown)
    results.flags = object["flags"].flatMap { template($0) }
    results.patient = object["patient"].flatMap { firstOf($0) }
    results.alike = object["alike"].flatMap { template($0) }
    results.collected = object["collected"].map { paths($0) } ?? []
    results.reported = object["reported"].map { paths($0) } ?? []
    if results.alike != nil, results.patient == nil {
      value.refuse("\"alike\" needs \"patient\": two patients never have one result")
    }
    for (word, status) in Self.words {
      guard let stated = object[word] else {
        value.refuse("\"results\" lacks \"\(word)\": say how such a result looks, as OBX-11.1: …")
        continue
      }
      results.standings[status] = anyOf(stated, segment: segment, notes: notes)
    }
    return results
  }

  /// One set of conditions, or a list of sets of which one must hold.
  func anyOf(_ value: YAMLValue, segment: String, notes: String?) -> AnyOf {
    guard value.isList else {
      return AnyOf([conditions(value, segment: segment, notes: notes)])
    }
    let items = value.list(max: MappingLimits.alternativesMax) ?? []
    return AnyOf(items.map { conditions($0, segment: segment, notes: notes) })
  }

  func paths<Path: ValuePath>(_ value: YAMLValue) -> [Path] {
    (value.items(max: MappingLimits.alternativesMax) ?? []).compactMap { item in
      item.text().flatMap { read($0, line: item.line, Path.init(parsing:)) }
    }
  }
}
