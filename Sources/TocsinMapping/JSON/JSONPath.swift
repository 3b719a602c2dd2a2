// Tocsin — Mapping: the address of a value in JSON
// SPDX-License-Identifier: Apache-2.0

/// The address of values in a JSON text: member names with dots between them.
///
/// ```
/// alerts.labels.severity        members; a list on the way stands for each of its elements
/// code.coding[0].code           one element, counted from 0
/// identifier[type.text=MRN].value   the elements of which a member is exactly this text
/// labels["app.kubernetes.io/name"]  a member whose name has dots
/// subject.resolve().birthDate   what a FHIR reference points to, in the same Bundle
/// $.commonLabels.cluster        from the root, where a rule takes the elements of a list
/// @.valueQuantity.value         from the finding at hand, where an element has several
/// ```
///
/// In templates the first value counts, in conditions any. A path never looks upwards, and ends: it
/// has `stepsMax` steps, and all paths of one text share one bounded amount of work.
package struct JSONPath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case member(String)
    case element(Int)
    /// Those of which the member at the end of a path is this text.
    case chosen([String], String)
    /// What the reference points to (FHIRPath `resolve()`).
    case resolved
  }

  package static let stepsMax = 16
  package static let bytesMax = 200

  /// Where it begins.
  enum Start: Hashable, Sendable {
    case element, root, finding
  }

  /// As the document has it.
  package let text: String
  let start: Start
  let steps: [Step]

  /// Reads the text form.
  package init(parsing text: String) throws(MappingSyntaxError) {
    var reader = JSONPathReader(text)
    self.text = text
    (start, steps) = try reader.whole()
  }

  /// Calls `found` with each value, in order, until it says that it has enough. A list at the end
  /// gives its elements.
  func visit(_ scope: JSONScope, _ found: (JSONTree) -> Bool) {
    let tree =
      switch start {
      case .element: scope.element
      case .root: scope.document.root
      case .finding: scope.finding
      }
    _ = walk(tree, 0, JSONWalk(scope.document, in: scope.element), found)
  }

  /// - Returns: whether `found` has enough.
  private func walk(
    _ tree: JSONTree, _ index: Int, _ way: JSONWalk, _ found: (JSONTree) -> Bool
  ) -> Bool {
    guard way.document.spend(1) else { return true }
    guard index < steps.count else {
      guard case .list(let values) = tree else { return found(tree) }
      return values.contains { walk($0, index, way, found) }
    }
    switch (steps[index], tree) {
    case (.element(let number), .list(let values)):
      return values.indices.contains(number) && walk(values[number], index + 1, way, found)
    case (.element, _): return false
    case (_, .list(let values)): return values.contains { walk($0, index, way, found) }
    case (.member(let name), .object(let members)):
      guard way.document.spend(members.count), let value = tree[name] else { return false }
      return walk(value, index + 1, way, found)
    case (.chosen(let path, let text), .object):
      return way.document.has(tree, path[...], text) && walk(tree, index + 1, way, found)
    case (.resolved, .object):
      guard let (resource, within) = way.resolved(tree) else { return false }
      return walk(resource, index + 1, within, found)
    case (_, .null), (_, .flag), (_, .number), (_, .text): return false
    }
  }
}

/// Where references of a walk lead.
struct JSONWalk {
  let document: JSONDocument
  /// The resource at hand, in which `#ID` is looked for.
  private let container: JSONTree

  init(_ document: JSONDocument, in container: JSONTree) {
    self.document = document
    self.container = container
  }

  /// What a FHIR Reference points to, and the walk from there; nil for what is elsewhere.
  func resolved(_ reference: JSONTree) -> (JSONTree, JSONWalk)? {
    guard case .text(let text)? = reference["reference"] else { return nil }
    if text.utf8.first == UInt8(ascii: "#") {
      let found = document.contained(String(text.dropFirst()), in: container)
      return found.map { ($0, self) }
    }
    return document.resource(text).map { ($0, JSONWalk(document, in: $0)) }
  }
}

/// Reads a path, front to back.
private struct JSONPathReader {
  private let text: String
  private var rest: Substring

  init(_ text: String) {
    self.text = text
    rest = text[...]
  }

  mutating func whole() throws(MappingSyntaxError) -> (JSONPath.Start, [JSONPath.Step]) {
    guard text.utf8.count <= JSONPath.bytesMax else {
      throw MappingSyntaxError("a path is longer than \(JSONPath.bytesMax) bytes: shorten it")
    }
    var steps: [JSONPath.Step] = []
    let start = try start()
    if start != .element {
      if rest.isEmpty { return (start, []) }
      if rest.first == "." { rest.removeFirst() }
    }
    while true {
      if rest.first != "[" || !steps.isEmpty { steps.append(try name()) }
      while rest.first == "[" { steps.append(try selection()) }
      guard !rest.isEmpty else { break }
      guard rest.popFirst() == ".", !rest.isEmpty else { throw fault }
    }
    guard steps.count <= JSONPath.stepsMax else {
      throw MappingSyntaxError(
        "\"\(text)\" has more than \(JSONPath.stepsMax) steps: shorten it")
    }
    return (start, steps)
  }

  /// `$` or `@` alone, or with a dot or a bracket behind it; a name may begin with `@` as well.
  private mutating func start() throws(MappingSyntaxError) -> JSONPath.Start {
    guard let first = rest.first, first == "$" || first == "@" else { return .element }
    let isAlone = rest.dropFirst().first.map { ".[".contains($0) } ?? true
    guard isAlone else {
      if first == "@" { return .element }
      throw fault
    }
    rest.removeFirst()
    return first == "$" ? .root : .finding
  }

  private var fault: MappingSyntaxError {
    MappingSyntaxError(
      "\"\(text)\" is not a path: write names with dots, as in labels.severity or"
        + " coding[system=urn:x].code")
  }

  private mutating func name() throws(MappingSyntaxError) -> JSONPath.Step {
    let word = rest.prefix { !".[]".contains($0) }
    rest = rest[word.endIndex...]
    if word == "resolve()" { return .resolved }
    guard !word.isEmpty, word.allSatisfy(Self.isPlain) else { throw fault }
    return .member(String(word))
  }

  private static func isPlain(_ character: Character) -> Bool {
    !"\"'=()$*".contains(character) && !character.isWhitespace
  }

  /// `[3]`, `["name"]` or `[path=text]`.
  private mutating func selection() throws(MappingSyntaxError) -> JSONPath.Step {
    rest.removeFirst()
    guard let end = rest.firstIndex(of: "]") else {
      throw MappingSyntaxError("[ has no ] behind it in \"\(text)\": add it")
    }
    let inner = rest[..<end]
    rest = rest[rest.index(after: end)...]
    if inner.count > 2, inner.first == "\"", inner.last == "\"" {
      return .member(String(inner.dropFirst().dropLast()))
    }
    let digits = inner.utf8.allSatisfy { (0x30...0x39).contains($0) }
    if digits, let number = Int(inner), number < 10_000 { return .element(number) }
    let parts = inner.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw MappingSyntaxError(
        "[\(inner)] chooses nothing: write [0], [MEMBER=TEXT] or [\"NAME\"]")
    }
    let path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard path.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isPlain) }) else { throw fault }
    return .chosen(path, String(parts[1]))
  }
}
