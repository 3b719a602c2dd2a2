// Tocsin — Identity: values as their attributes ask for them
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension SCIMAttribute {
  /// The value in the attribute's form, or why it cannot be taken. What the standard leaves to the
  /// sender is read: truth in quotes, one element without its list, names below in any case. What
  /// a complex value has beyond the attributes below it is passed over.
  package func taken(_ value: SCIMValue) throws(SCIMError) -> SCIMValue {
    guard isMultiple else { return try one(value) }
    guard value.elements.count <= SCIMLimits.membersMax else {
      throw SCIMError(400, .tooMany, "\(name) has at most \(SCIMLimits.membersMax) values")
    }
    var list: [SCIMValue] = []
    for element in value.elements { list.append(try one(element)) }
    return .list(list)
  }

  private func one(_ value: SCIMValue) throws(SCIMError) -> SCIMValue {
    switch (form, value) {
    case (_, .null): return .null
    case (.flag, .flag): return value
    case (.flag, .text(let text)) where ["true", "false"].contains(text.lowercased()):
      return .flag(text.lowercased() == "true")
    case (.dateTime, .text(let text)):
      guard RFC3339.parse(text) != nil else {
        throw refusal("is a time such as 2026-11-25T08:00:00Z")
      }
      return value
    case (.text, .text(let text)), (.reference, .text(let text)):
      return .text(try word(text))
    case (.complex, .object(let object)): return .object(try complex(object))
    case (.complex, .text) where sub("value") != nil: return .object(["value": value])
    case _: throw refusal("is of the type \(form.rawValue)")
    }
  }

  private func word(_ text: String) throws(SCIMError) -> String {
    guard text.utf8.count <= SCIMLimits.textBytesMax else {
      throw refusal("has at most \(SCIMLimits.textBytesMax) bytes")
    }
    guard !canonical.isEmpty else { return text }
    guard let known = canonical.first(where: { $0.lowercased() == text.lowercased() }) else {
      if readsOthers { return text }
      throw refusal("is one of: \(canonical.joined(separator: ", "))")
    }
    return known
  }

  private func complex(_ object: SCIMObject) throws(SCIMError) -> SCIMObject {
    var taken = SCIMObject()
    for sub in subs {
      guard let value = object[sub.name], sub.mutability != .readOnly else { continue }
      taken[sub.name] = try sub.taken(value)
    }
    return taken
  }

  private func refusal(_ reason: String) -> SCIMError {
    SCIMError(400, .invalidValue, "\(name) \(reason)")
  }
}

extension SCIMResourceType {
  /// A body of POST or PUT with the attributes that can be written, in their forms; all others are
  /// passed over (RFC 7644 §3.3, §3.5.1).
  package func taken(_ body: SCIMObject) throws(SCIMError) -> SCIMObject {
    var taken = SCIMObject()
    let common = Self.common.filter { $0.mutability != .readOnly }
    try Self.take(core.attributes + common, from: body, into: &taken)
    for schema in extensions {
      guard let value = body[schema.id], value != .null else { continue }
      guard let object = value.object else {
        throw SCIMError(400, .invalidValue, "\(schema.id) is an object")
      }
      var part = SCIMObject()
      try Self.take(schema.attributes, from: object, into: &part)
      taken[schema.id] = .object(part)
    }
    return taken
  }

  private static func take(
    _ attributes: [SCIMAttribute], from body: SCIMObject, into taken: inout SCIMObject
  ) throws(SCIMError) {
    for attribute in attributes where attribute.mutability != .readOnly {
      guard let value = body[attribute.name] else { continue }
      let read = try attribute.taken(value)
      if !read.isUnassigned { taken[attribute.name] = read }
    }
  }
}
