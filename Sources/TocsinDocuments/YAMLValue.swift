// Tocsin — Documents: one value of a document, read as what it must be
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import Yams

/// One value with its line. Each reading function gives the value, or logs what is wrong with it
/// and gives nil.
struct YAMLValue {
  let node: Node
  /// How findings name it, as in `"wait"`.
  let label: String
  let log: FindingLog

  var line: Int { node.mark?.line ?? 1 }

  /// Logs an error at this value.
  func refuse(_ text: String) { log.error(line, text) }

  /// Whether it is a list.
  var isList: Bool { if case .sequence = node { true } else { false } }

  /// Whether it has keys.
  var isObject: Bool { if case .mapping = node { true } else { false } }

  /// Keys with values, of which `known` are the only ones.
  func object(_ known: [String]) -> YAMLObject? {
    guard let entries = entries() else { return nil }
    for entry in entries where !known.contains(entry.key) {
      log.error(entry.keyLine, unknownKey(entry.key, known))
    }
    return YAMLObject(
      entries: Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { a, _ in a }),
      line: line, label: label, log: log)
  }

  /// Keys of any name with their values, in order.
  func entries() -> [YAMLEntry]? {
    guard case .mapping(let pairs) = node else {
      refuse("\(label) must have keys: write KEY: VALUE lines under it")
      return nil
    }
    return pairs.compactMap { key, value in
      guard case .scalar(let name) = key else {
        log.error(key.mark?.line ?? line, "a key must be a plain word: mend it")
        return nil
      }
      return YAMLEntry(
        key: name.string, keyLine: key.mark?.line ?? line,
        value: YAMLValue(node: value, label: "\"\(name.string)\"", log: log))
    }
  }

  /// A list with at least one item and at most `max`.
  func list(max: Int = DocumentLimits.listMax) -> [YAMLValue]? {
    guard case .sequence(let items) = node else {
      refuse("\(label) must be a list: write its items as - ITEM, or as [ITEM, ITEM]")
      return nil
    }
    guard !items.isEmpty else {
      refuse("\(label) is empty: add an item, or remove the key")
      return nil
    }
    guard items.count <= max else {
      refuse("\(label) has \(items.count) items: at most \(max) are read")
      return nil
    }
    return items.map { YAMLValue(node: $0, label: "an item of \(label)", log: log) }
  }

  /// A list, or a single item without the list around it.
  func items(max: Int = DocumentLimits.listMax) -> [YAMLValue]? {
    isList ? list(max: max) : [self]
  }

  /// Text that is not empty and stands on one line.
  func text() -> String? {
    guard case .scalar(let scalar) = node else {
      refuse("\(label) must be a text, not a list or keys: write it on one line")
      return nil
    }
    guard !scalar.string.isEmpty, !(scalar.style == .plain && scalar.string == "~") else {
      refuse("\(label) is empty: write its value, or remove the key")
      return nil
    }
    guard scalar.string.utf8.count <= DocumentLimits.textBytesMax else {
      refuse("\(label) is too long: at most \(DocumentLimits.textBytesMax) bytes are read")
      return nil
    }
    guard !scalar.string.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else {
      refuse("\(label) holds a line end or a control character: write it on one line")
      return nil
    }
    return scalar.string
  }

  /// Text that may be empty and of any length.
  func anyText() -> String? {
    guard case .scalar(let scalar) = node else {
      refuse("\(label) must be a text, not a list or keys: write it on one line")
      return nil
    }
    return scalar.string
  }

  private func unknownKey(_ key: String, _ known: [String]) -> String {
    let near = known.filter { distance(from: key, to: $0) <= 2 }
      .min { distance(from: key, to: $0) < distance(from: key, to: $1) }
    if let near { return "the key \"\(key)\" is not known here: write \"\(near)\"" }
    return "the key \"\(key)\" is not known here: use \(known.joined(separator: ", "))"
  }

  /// How many letters to change, add or remove to get from one word to the other.
  private func distance(from a: String, to b: String) -> Int {
    let (a, b) = (Array(a.utf8.prefix(40)), Array(b.utf8.prefix(40)))
    var row = Array(0...b.count)
    for (index, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in b.enumerated() {
        let change = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}

/// One key and its value.
struct YAMLEntry {
  let key: String
  let keyLine: Int
  let value: YAMLValue
}

/// Keys with values, all known.
struct YAMLObject {
  fileprivate let entries: [String: YAMLValue]
  let line: Int
  let label: String
  let log: FindingLog

  /// The value of a key, or nil when the key is missing.
  subscript(key: String) -> YAMLValue? { entries[key] }

  /// The value of a key that must be there; `example` completes the mend.
  func required(_ key: String, example: String) -> YAMLValue? {
    guard let value = entries[key] else {
      log.error(line, "\(label) lacks \"\(key)\": add \(example)")
      return nil
    }
    return value
  }
}
