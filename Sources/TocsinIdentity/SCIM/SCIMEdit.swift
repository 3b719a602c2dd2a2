// Tocsin — Identity: one change to one attribute
// SPDX-License-Identifier: Apache-2.0

/// One operation on one attribute, once it is known which.
struct SCIMEdit {
  let kind: SCIMPatch.Kind
  let attribute: SCIMAttribute
  let sub: SCIMAttribute?
  let selection: SCIMFilter?

  /// Applies the operation to the object that holds the attribute.
  func apply(_ value: SCIMValue?, to home: inout SCIMObject) throws(SCIMError) {
    let asked = value ?? .null
    if selection != nil {
      home[attribute.name] = try selected(asked, in: home[attribute.name]?.elements ?? [])
    } else if let sub {
      home[attribute.name] = try below(sub, asked, in: home[attribute.name])
    } else if kind == .remove {
      home[attribute.name] = try removed(value, from: home[attribute.name])
    } else {
      home[attribute.name] = try written(asked, over: home[attribute.name])
    }
    if attribute.isRequired, home[attribute.name] == nil {
      throw SCIMError(400, .mutability, "\(attribute.name) cannot be taken away")
    }
  }

  private func written(
    _ value: SCIMValue, over present: SCIMValue?
  ) throws(SCIMError) -> SCIMValue? {
    let taken = try attribute.taken(value)
    if taken.isUnassigned { return kind == .add ? present : nil }
    switch (attribute.isMultiple, attribute.form) {
    case (true, _):
      guard kind == .add else { return taken }
      return .list(Self.joined(present?.elements ?? [], taken.elements))
    case (false, .complex): return Self.merged(present ?? .null, taken)
    case (false, .text), (false, .flag), (false, .dateTime), (false, .reference): return taken
    }
  }

  /// Removes all, or with a value the elements that it names.
  private func removed(
    _ value: SCIMValue?, from present: SCIMValue?
  ) throws(SCIMError) -> SCIMValue? {
    guard attribute.isMultiple, let value, !value.isUnassigned, let present else { return nil }
    let named = try attribute.taken(value).elements
    let keys = Set(named.map(Self.key))
    return Self.list(present.elements.filter { !keys.contains(Self.key($0)) })
  }

  /// A value below a single attribute, or below every element of a list.
  private func below(
    _ sub: SCIMAttribute, _ value: SCIMValue, in present: SCIMValue?
  ) throws(SCIMError) -> SCIMValue? {
    let taken = kind == .remove ? .null : try sub.taken(value)
    var elements = present?.elements ?? []
    if elements.isEmpty, kind != .remove { elements = [.object([:])] }
    let changed = elements.map { Self.setting(sub, taken, in: $0) }.filter { $0 != .object([:]) }
    return attribute.isMultiple ? Self.list(changed) : changed.first
  }

  private func selected(
    _ value: SCIMValue, in elements: [SCIMValue]
  ) throws(SCIMError) -> SCIMValue? {
    guard let selection, attribute.isMultiple, attribute.form == .complex else {
      throw SCIMError(400, .invalidPath, "\(attribute.name) is not a list")
    }
    let isChosen = { (element: SCIMValue) in
      selection.matches(element: element.object ?? [:], of: attribute)
    }
    if kind == .remove, sub == nil { return Self.list(elements.filter { !isChosen($0) }) }
    var elements = elements
    if !elements.contains(where: isChosen) {
      // A value that is to be there is added with what the filter says of it; directories replace
      // the value of a type that they have sent before, whether it was kept or not.
      let isOfType = sub != nil && selection.example?.members.map(\.name) == ["type"]
      guard kind == .add || kind == .replace && isOfType, let made = selection.example else {
        if kind == .remove { return Self.list(elements) }
        throw SCIMError(400, .noTarget, "no value of \(attribute.name) is selected")
      }
      elements.append(.object(made))
    }
    var out: [SCIMValue] = []
    for element in elements {
      out.append(isChosen(element) ? try changed(element, value) : element)
    }
    return Self.list(out)
  }

  private func changed(_ element: SCIMValue, _ value: SCIMValue) throws(SCIMError) -> SCIMValue {
    if let sub {
      return Self.setting(sub, kind == .remove ? .null : try sub.taken(value), in: element)
    }
    return Self.merged(element, try attribute.taken(value).elements.first ?? .null)
  }

  // MARK: - Values

  private static func setting(
    _ sub: SCIMAttribute, _ value: SCIMValue, in element: SCIMValue
  ) -> SCIMValue {
    var object = element.object ?? [:]
    object[sub.name] = value.isUnassigned ? nil : value
    return .object(object)
  }

  private static func merged(_ present: SCIMValue, _ more: SCIMValue) -> SCIMValue {
    guard var object = present.object, let more = more.object else { return more }
    for member in more.members { object[member.name] = member.value }
    return .object(object)
  }

  /// Elements with the same key are one.
  private static func joined(_ present: [SCIMValue], _ more: [SCIMValue]) -> [SCIMValue] {
    var out = present
    var known = Set(present.map(key))
    for element in more where known.insert(key(element)).inserted { out.append(element) }
    return out
  }

  /// What tells the elements of a list apart: their value.
  private static func key(_ element: SCIMValue) -> SCIMValue {
    element.object?["value"] ?? element
  }

  private static func list(_ elements: [SCIMValue]) -> SCIMValue? {
    elements.isEmpty ? nil : .list(elements)
  }
}

extension SCIMFilter {
  /// An element that satisfies a filter of nothing but equalities; nil for other filters.
  var example: SCIMObject? {
    switch self {
    case .compare(let path, .equal, let value) where path.sub == nil && path.schema == nil:
      return [path.name: value]
    case .and(let a, let b):
      guard var object = a.example, let more = b.example else { return nil }
      for member in more.members { object[member.name] = member.value }
      return object
    case .compare, .present, .or, .not, .element: return nil
    }
  }
}
