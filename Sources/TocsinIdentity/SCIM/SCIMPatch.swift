// Tocsin — Identity: changes to a resource by PATCH
// SPDX-License-Identifier: Apache-2.0

/// The operations of a PATCH (RFC 7644 §3.5.2), in order. All are applied or none.
///
/// Read as well, because the large directories send it: operations in capitals, truth in quotes, a
/// list of elements to remove in the value of `remove`, and names with full stops as members of a
/// value without a path.
package struct SCIMPatch: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable { case add, replace, remove }

  package struct Operation: Hashable, Sendable {
    package let kind: Kind
    package let path: SCIMPath?
    package let value: SCIMValue?
  }

  package let operations: [Operation]

  /// Reads a body.
  package init(_ body: SCIMObject) throws(SCIMError) {
    guard case .list(let list) = body["Operations"], !list.isEmpty else {
      throw SCIMError(400, .invalidSyntax, "Operations is a list of one operation or more")
    }
    guard list.count <= SCIMLimits.operationsMax else {
      throw SCIMError(400, .tooMany, "a PATCH has at most \(SCIMLimits.operationsMax) operations")
    }
    var operations: [Operation] = []
    for (index, element) in list.enumerated() {
      operations.append(try Self.operation(element, index))
    }
    self.operations = operations
  }

  private static func operation(
    _ value: SCIMValue, _ index: Int
  ) throws(SCIMError) -> Operation {
    guard let object = value.object, let word = object["op"]?.text,
      let kind = Kind(rawValue: word.lowercased())
    else {
      throw SCIMError(
        400, .invalidSyntax, "operation \(index + 1): op is add, replace or remove")
    }
    var path: SCIMPath?
    if let text = object["path"]?.text, !text.isEmpty { path = try Self.path(text) }
    let given = object["value"]
    switch (kind, path, given) {
    case (.remove, nil, _):
      throw SCIMError(400, .noTarget, "operation \(index + 1): remove needs a path")
    case (.add, _, nil), (.replace, _, nil):
      throw SCIMError(400, .invalidValue, "operation \(index + 1): a value is missing")
    case (.add, _, .some), (.replace, _, .some), (.remove, .some, _): break
    }
    return Operation(kind: kind, path: path, value: given)
  }

  static func path(_ text: String) throws(SCIMError) -> SCIMPath {
    do {
      return try SCIMFilterParser.path(text)
    } catch {
      throw SCIMError(400, .invalidPath, "the path at \(error.position): \(error.reason)")
    }
  }

  /// The resource with all operations applied.
  package func applied(
    to resource: SCIMObject, _ type: SCIMResourceType
  ) throws(SCIMError) -> SCIMObject {
    var changed = resource
    for operation in operations {
      if let path = operation.path {
        try Self.apply(operation.kind, path, operation.value, to: &changed, type)
      } else {
        try Self.merge(operation.kind, operation.value, into: &changed, type)
      }
    }
    return changed
  }

  /// A value without a path: each member's name is one. What cannot be written is passed over, as
  /// in a body.
  private static func merge(
    _ kind: Kind, _ value: SCIMValue?, into resource: inout SCIMObject, _ type: SCIMResourceType
  ) throws(SCIMError) {
    guard let object = value?.object else {
      throw SCIMError(400, .invalidValue, "without a path the value is an object")
    }
    for member in object.members {
      let path = try path(member.name)
      if case .attribute(let attribute, _, _) = type.meaning(of: path.attribute),
        attribute.mutability == .readOnly
      {
        continue
      }
      try apply(kind, path, member.value, to: &resource, type)
    }
  }

  private static func apply(
    _ kind: Kind, _ path: SCIMPath, _ value: SCIMValue?, to resource: inout SCIMObject,
    _ type: SCIMResourceType
  ) throws(SCIMError) {
    switch type.meaning(of: path.attribute) {
    case nil:
      throw SCIMError(
        400, .invalidPath, "\(type.name) has no attribute \(path.attribute.text)")
    case .passedOver: return
    case .whole(let schema):
      try apply(kind, all: schema, value, to: &resource, type)
    case .attribute(let attribute, let sub, let owner):
      guard attribute.mutability != .readOnly, sub?.mutability != .readOnly else {
        throw SCIMError(400, .mutability, "\(path.attribute.text) cannot be written")
      }
      var home = owner.map { resource[$0]?.object ?? SCIMObject() } ?? resource
      let edit = SCIMEdit(kind: kind, attribute: attribute, sub: sub, selection: path.selection)
      try edit.apply(value, to: &home)
      guard let owner else {
        resource = home
        return
      }
      resource[owner] = home.members.isEmpty ? nil : .object(home)
    }
  }

  private static func apply(
    _ kind: Kind, all schema: SCIMSchema, _ value: SCIMValue?, to resource: inout SCIMObject,
    _ type: SCIMResourceType
  ) throws(SCIMError) {
    guard kind != .remove else { return try removeAll(of: schema, from: &resource) }
    guard let object = value?.object else {
      throw SCIMError(400, .invalidValue, "\(schema.id) is an object")
    }
    for member in object.members {
      guard let attribute = schema.attribute(member.name), attribute.mutability != .readOnly else {
        continue
      }
      let path = SCIMPath(SCIMAttributePath(schema: schema.id, attribute.name))
      try apply(kind, path, member.value, to: &resource, type)
    }
  }

  private static func removeAll(
    of schema: SCIMSchema, from resource: inout SCIMObject
  ) throws(SCIMError) {
    guard var home = resource[schema.id]?.object else { return }
    for attribute in schema.attributes where attribute.mutability != .readOnly {
      home[attribute.name] = nil
    }
    resource[schema.id] = home.members.isEmpty ? nil : .object(home)
  }
}
