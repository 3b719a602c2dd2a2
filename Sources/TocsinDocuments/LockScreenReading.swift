// Tocsin — Documents: the part of routes.yaml about locked screens
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension LockScreenRule {
  /// Reads `lock-screen:`; what is wrong is logged, and then the document does not load.
  init(_ value: YAMLValue) {
    self.init()
    guard let object = value.object(["kinds", "wards", "sensitive"]) else { return }
    for entry in object["kinds"]?.list() ?? [] {
      Self.read(entry, as: "kind", kind: { $0.name() }, into: &kinds)
    }
    for ward in object["sensitive"]?.items() ?? [] {
      if let text = ward.text() { sensitive.insert(text) }
    }
    for entry in object["wards"]?.list() ?? [] {
      Self.read(entry, as: "ward", kind: { $0.text() }, into: &wards)
    }
    for ward in sensitive.sorted() where wards[ward] != nil {
      value.refuse(
        "the ward \"\(ward)\" is sensitive and has a public name: keep it in one of the two")
    }
  }

  /// One entry `{ KEY: …, name: … }`.
  private static func read(
    _ entry: YAMLValue, as key: String, kind: (YAMLValue) -> String?,
    into table: inout [String: String]
  ) {
    guard let object = entry.object([key, "name"]) else { return }
    let word = object.required(key, example: "\(key): and what it is called in messages")
    let name = object.required("name", example: "name: what a locked screen says")
    guard let word = word.flatMap(kind), let name, let text = name.text() else { return }
    guard text.utf8.count <= nameBytesMax else {
      name.refuse("\(name.label) is too long for a locked screen: at most \(nameBytesMax) bytes")
      return
    }
    if table.updateValue(text, forKey: word) != nil {
      entry.refuse("the \(key) \"\(word)\" stands twice here: keep one of the two")
    }
  }
}
