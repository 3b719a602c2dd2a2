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

  private static let resultKeys = [
    "order", "observation", "value", "flags", "patient", "alike", "collected", "reported",
  ]

  /// - Parameters:
  ///   - more: keys beside those that all results have.
  ///   - conditions: reads how a standing looks.
  func results<Path: ValuePath>(
    _ value: YAMLValue, more: [String] = [],
    conditions: (YAMLValue) -> AnyOf<Path>
  ) -> PathResults<Path>? {
    let keys = Self.resultKeys + more + Self.words.map(\.word)
    guard let object = value.object(keys) else { return nil }
    let order: PathTexts<Path>? = object.required(
      "order", example: "order: \"{MSH-4}|{OBR-3.1|OBR-2.1}\""
    )
    .flatMap { firstOf($0) }
    let observation: PathTexts<Path>? =
      object.required("observation", example: "observation: \"{OBX-3.1}\"")
      .flatMap { firstOf($0) }
    let shown: PathTexts<Path>? =
      object.required("value", example: "value: \"{OBX-5 as result}\"")
      .flatMap { firstOf($0) }
    guard let order, let observation, let shown else { return nil }
    var results = PathResults(order: order, observation: observation, value: shown)
    results.flags = object["flags"].flatMap { template($0) }
    results.patient = object["patient"].flatMap { firstOf($0) }
    results.alike = object["alike"].flatMap { template($0) }
    results.collected = object["collected"].map { paths($0) } ?? []
    results.reported = object["reported"].map { paths($0) } ?? []
    results.sent = object["sent"].map { paths($0) } ?? []
    if results.alike != nil, results.patient == nil {
      value.refuse("\"alike\" needs \"patient\": two patients never have one result")
    }
    for (word, status) in Self.words {
      guard let stated = object[word] else {
        value.refuse("\"results\" lacks \"\(word)\": say how such a result looks, as OBX-11.1: …")
        continue
      }
      results.standings[status] = conditions(stated)
    }
    return results
  }

  /// One set of conditions, or a list of sets of which one must hold.
  func anyOf<Path: ValuePath>(
    _ value: YAMLValue, _ conditions: (YAMLValue) -> [PathCondition<Path>]
  ) -> AnyOf<Path> {
    guard value.isList else { return AnyOf([conditions(value)]) }
    return AnyOf((value.list(max: MappingLimits.alternativesMax) ?? []).map(conditions))
  }

  func paths<Path: ValuePath>(_ value: YAMLValue) -> [Path] {
    (value.items(max: MappingLimits.alternativesMax) ?? []).compactMap { item in
      item.text().flatMap { read($0, line: item.line, Path.init(parsing:)) }
    }
  }
}
