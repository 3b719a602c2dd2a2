// Tocsin — Identity: a filter asked of a resource
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Where a filter looks for values: in a resource, or in one element of a list.
struct SCIMScope {
  /// The attribute that a name means, and its values; nil when it means nothing.
  let find: (SCIMAttributePath) -> (attribute: SCIMAttribute, values: [SCIMValue])?
  /// The elements of a list, and their scope; nil when the name means no list.
  let elements: (SCIMAttributePath) -> [SCIMScope]?

  /// A whole resource.
  init(_ resource: SCIMObject, _ type: SCIMResourceType) {
    let values = { (path: SCIMAttributePath) -> (SCIMAttribute, SCIMAttribute?, [SCIMValue])? in
      guard case .attribute(let attribute, let sub, let owner) = type.meaning(of: path) else {
        return nil
      }
      let home = owner.map { resource[$0]?.object ?? SCIMObject() } ?? resource
      return (attribute, sub, home[attribute.name]?.elements ?? [])
    }
    find = { path in
      guard let (attribute, sub, found) = values(path) else { return nil }
      // A complex attribute without a name below it means its `value` (RFC 7644 §3.4.2.2).
      guard attribute.form == .complex, let below = sub ?? attribute.sub("value") else {
        return (attribute, found)
      }
      return (below, found.flatMap { $0.object?[below.name]?.elements ?? [] })
    }
    elements = { path in
      guard let (attribute, _, found) = values(path), attribute.form == .complex else { return nil }
      return found.map { SCIMScope(element: $0.object ?? SCIMObject(), attribute) }
    }
  }

  /// One element of the list that `attribute` is.
  init(element: SCIMObject, _ attribute: SCIMAttribute) {
    find = { path in
      guard path.schema == nil, path.sub == nil, let sub = attribute.sub(path.name) else {
        return nil
      }
      return (sub, element[sub.name]?.elements ?? [])
    }
    elements = { _ in nil }
  }
}

extension SCIMFilter {
  /// Whether a resource satisfies the filter. What a resource does not have satisfies nothing but
  /// `ne` and `not`.
  package func matches(_ resource: SCIMObject, _ type: SCIMResourceType) -> Bool {
    matches(SCIMScope(resource, type))
  }

  /// Whether an element of a list does.
  package func matches(element: SCIMObject, of attribute: SCIMAttribute) -> Bool {
    matches(SCIMScope(element: element, attribute))
  }

  func matches(_ scope: SCIMScope) -> Bool {
    switch self {
    case .and(let a, let b): a.matches(scope) && b.matches(scope)
    case .or(let a, let b): a.matches(scope) || b.matches(scope)
    case .not(let inner): !inner.matches(scope)
    case .present(let path): scope.find(path)?.values.contains { $0 != .text("") } ?? false
    case .element(let path, let inner):
      scope.elements(path)?.contains { inner.matches($0) } ?? false
    case .compare(let path, let comparison, let value):
      Self.compare(scope.find(path), comparison, value)
    }
  }

  private static func compare(
    _ found: (attribute: SCIMAttribute, values: [SCIMValue])?, _ comparison: Comparison,
    _ value: SCIMValue
  ) -> Bool {
    guard let found, !found.values.isEmpty else {
      return (comparison == .equal) == (value == .null) && [.equal, .unequal].contains(comparison)
    }
    if comparison == .unequal {
      return !found.values.contains { found.attribute.holds($0, .equal, value) }
    }
    return found.values.contains { found.attribute.holds($0, comparison, value) }
  }
}

extension SCIMAttribute {
  /// Whether `a` stands in this relation to `b`, compared as the attribute's form asks.
  fileprivate func holds(
    _ a: SCIMValue, _ comparison: SCIMFilter.Comparison, _ b: SCIMValue
  ) -> Bool {
    switch (a, b) {
    case (.text(let a), .text(let b)):
      if form == .dateTime, let a = RFC3339.parse(a), let b = RFC3339.parse(b) {
        return Self.inOrder(a, comparison, b)
      }
      return isCaseExact
        ? Self.holds(a, comparison, b) : Self.holds(a.lowercased(), comparison, b.lowercased())
    case (.flag(let a), .text(let b)) where comparison == .equal:
      // Some directories write truth in quotes.
      return String(a) == b.lowercased()
    case _: return comparison == .equal && a == b
    }
  }

  private static func holds(
    _ a: String, _ comparison: SCIMFilter.Comparison, _ b: String
  ) -> Bool {
    switch comparison {
    case .contains: b.isEmpty || a.contains(b)
    case .begins: a.hasPrefix(b)
    case .ends: a.hasSuffix(b)
    case .equal, .unequal, .greater, .greaterOrEqual, .less, .lessOrEqual:
      inOrder(a, comparison, b)
    }
  }

  private static func inOrder<Value: Comparable>(
    _ a: Value, _ comparison: SCIMFilter.Comparison, _ b: Value
  ) -> Bool {
    switch comparison {
    case .equal: a == b
    case .unequal: a != b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .contains, .begins, .ends: false
    }
  }
}
