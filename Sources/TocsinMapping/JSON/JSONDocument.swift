// Tocsin — Mapping: one JSON text that rules read
// SPDX-License-Identifier: Apache-2.0

/// One JSON text while its rules are read, with what is left of the work that reading it may cost,
/// so that no text and no document can hold the gateway up.
package final class JSONDocument {
  /// Steps, members and pieces of text that all paths of one text may look at together.
  package static let workMax = 5_000_000

  let root: JSONTree
  private var work = JSONDocument.workMax
  /// Resources of a FHIR Bundle by their addresses; nil until the first reference, an entry of nil
  /// for an address that two resources have.
  private var resources: [String: JSONTree?]?

  package init(_ root: JSONTree) { self.root = root }

  /// Whether reading the text cost more than it may; then nothing that was read counts.
  var isExhausted: Bool { work < 0 }

  /// Takes some of what is left.
  ///
  /// - Returns: whether there was so much.
  func spend(_ amount: Int) -> Bool {
    work -= amount
    return work >= 0
  }

  /// Whether a member below a tree is exactly this text; of a list, that of any element.
  func has(_ tree: JSONTree, _ path: ArraySlice<String>, _ text: String) -> Bool {
    guard spend(1) else { return false }
    if case .list(let values) = tree { return values.contains { has($0, path, text) } }
    guard let name = path.first else { return tree.scalar == text }
    guard case .object(let members) = tree, spend(members.count), let value = tree[name] else {
      return false
    }
    return has(value, path.dropFirst(), text)
  }

  // MARK: - References (FHIR R4 §2.3.0.1, Bundle §2.36.4)

  /// The resource of the Bundle with this address: its `fullUrl`, or `TYPE/ID`. Nil for one that is
  /// not in it, and for an address that two resources have: nobody may be taken for another.
  func resource(_ reference: String) -> JSONTree? {
    let known = resources ?? indexed()
    if resources == nil { resources = known }
    return known[Self.withoutVersion(reference)].flatMap { $0 }
  }

  /// The resource that another one contains under this id.
  func contained(_ id: String, in container: JSONTree) -> JSONTree? {
    guard case .list(let all)? = container["contained"], spend(all.count) else { return nil }
    let found = all.filter { $0["id"]?.scalar == id }
    return found.count == 1 ? found.first : nil
  }

  private func indexed() -> [String: JSONTree?] {
    guard root["resourceType"]?.scalar == "Bundle", case .list(let entries)? = root["entry"],
      spend(entries.count)
    else { return [:] }
    var known: [String: JSONTree?] = [:]
    for entry in entries {
      guard let resource = entry["resource"] else { continue }
      var names = entry["fullUrl"]?.scalar.map { [$0] } ?? []
      if let type = resource["resourceType"]?.scalar, let id = resource["id"]?.scalar {
        let short = "\(type)/\(id)"
        if !names.contains(short) { names.append(short) }
      }
      for name in names {
        if known[name] == nil { known[name] = .some(resource) } else { known[name] = .some(nil) }
      }
    }
    return known
  }

  private static func withoutVersion(_ reference: String) -> String {
    let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[parts.count - 2] == "_history" else { return reference }
    return parts.dropLast(2).joined(separator: "/")
  }
}

/// Where paths of a rule are looked up: the text, the element of it at hand, and of that the
/// finding.
package struct JSONScope {
  let document: JSONDocument
  let element: JSONTree
  /// The element itself where it has no others.
  var finding: JSONTree

  init(_ document: JSONDocument, at element: JSONTree) {
    self.document = document
    self.element = element
    finding = element
  }

  /// The whole text.
  package init(_ document: JSONDocument) { self.init(document, at: document.root) }
}
