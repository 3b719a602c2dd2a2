// Tocsin — Identity: what an attribute of a resource is
// SPDX-License-Identifier: Apache-2.0

/// The definition of an attribute (RFC 7643 §7).
package struct SCIMAttribute: Hashable, Sendable {
  package enum Form: String, Sendable, CaseIterable {
    case text = "string"
    case flag = "boolean"
    case dateTime
    case reference
    case complex
  }

  package enum Mutability: String, Sendable, CaseIterable { case readOnly, readWrite, immutable }
  package enum Returned: String, Sendable, CaseIterable {
    case always
    case byDefault = "default"
  }
  package enum Uniqueness: String, Sendable, CaseIterable { case none, server }

  package let name: String
  package let form: Form
  package let description: String
  package var isMultiple = false
  package var isRequired = false
  package var isCaseExact = false
  package var mutability = Mutability.readWrite
  package var returned = Returned.byDefault
  package var uniqueness = Uniqueness.none
  /// The values that are taken; empty for any.
  package var canonical: [String] = []
  /// Values beside the canonical ones are read, and not kept.
  package var readsOthers = false
  /// What a reference may point to.
  package var references: [String] = []
  /// The attributes of a complex one.
  package var subs: [SCIMAttribute] = []

  package init(_ name: String, _ form: Form = .text, _ description: String) {
    self.name = name
    self.form = form
    self.description = description
  }

  /// The same with one thing changed, for tables.
  package func with<Value>(
    _ path: WritableKeyPath<SCIMAttribute, Value>, _ value: Value
  ) -> SCIMAttribute {
    var changed = self
    changed[keyPath: path] = value
    return changed
  }

  package func sub(_ name: String) -> SCIMAttribute? {
    subs.first { $0.name.lowercased() == name.lowercased() }
  }
}

/// A schema (RFC 7643 §7).
package struct SCIMSchema: Hashable, Sendable {
  package let id: String
  package let name: String
  package let description: String
  package let attributes: [SCIMAttribute]

  package func attribute(_ name: String) -> SCIMAttribute? {
    attributes.first { $0.name.lowercased() == name.lowercased() }
  }
}

/// A kind of resource (RFC 7643 §6).
package struct SCIMResourceType: Hashable, Sendable {
  package let name: String
  /// Below the base, such as `/Users`.
  package let endpoint: String
  package let description: String
  package let core: SCIMSchema
  package let extensions: [SCIMSchema]
  /// Attributes of the standard that are not kept: what is said of them is passed over, because
  /// directories send them to everybody. In lower case.
  package let passedOver: Set<String>

  /// What every resource has (RFC 7643 §3.1).
  static let common = [
    SCIMAttribute("schemas", .reference, "The schemas of the resource.")
      .with(\.isMultiple, true).with(\.isRequired, true).with(\.mutability, .readOnly)
      .with(\.returned, .always).with(\.isCaseExact, true).with(\.references, ["uri"]),
    SCIMAttribute("id", "The gateway's own name of the resource.")
      .with(\.isCaseExact, true).with(\.mutability, .readOnly).with(\.returned, .always)
      .with(\.uniqueness, .server),
    SCIMAttribute("externalId", "The directory's own key of the resource; opaque.")
      .with(\.isCaseExact, true),
    SCIMAttribute("meta", .complex, "What the gateway says about the resource.")
      .with(\.mutability, .readOnly)
      .with(
        \.subs,
        [
          SCIMAttribute("resourceType", "The kind of resource.").with(\.isCaseExact, true),
          SCIMAttribute("lastModified", .dateTime, "When it was last changed."),
          SCIMAttribute("location", .reference, "Where it is.").with(\.isCaseExact, true),
          SCIMAttribute("version", "Its entity tag.").with(\.isCaseExact, true),
        ]),
  ]

  /// What a name means for a resource of this kind.
  package enum Meaning: Hashable, Sendable {
    /// An attribute of the core or of the extension with this id, or one below it.
    case attribute(SCIMAttribute, sub: SCIMAttribute?, extension: String?)
    /// All of an extension.
    case whole(SCIMSchema)
    /// Known to the standard and not kept here.
    case passedOver
  }

  /// Finds what a name means; nil when it means nothing.
  package func meaning(of path: SCIMAttributePath) -> Meaning? {
    if let whole = extensions.first(where: { same($0.id, path.text) }) { return .whole(whole) }
    guard let schema = path.schema, !same(schema, core.id) else {
      let known =
        core.attribute(path.name)
        ?? Self.common.first { same($0.name, path.name) }
      if let known { return meaning(known, path, in: nil) }
      return passedOver.contains(path.name.lowercased()) ? .passedOver : nil
    }
    if let owner = extensions.first(where: { same($0.id, schema) }) {
      return owner.attribute(path.name).flatMap { meaning($0, path, in: owner.id) }
    }
    let isStandard = schema.lowercased().hasPrefix("urn:ietf:params:scim:schemas:")
    return isStandard ? .passedOver : nil
  }

  private func meaning(
    _ attribute: SCIMAttribute, _ path: SCIMAttributePath, in owner: String?
  ) -> Meaning? {
    guard let name = path.sub else { return .attribute(attribute, sub: nil, extension: owner) }
    return attribute.sub(name).map { .attribute(attribute, sub: $0, extension: owner) }
  }

  private func same(_ a: String, _ b: String) -> Bool { a.lowercased() == b.lowercased() }
}

extension SCIMAttribute {
  package init(_ name: String, _ description: String) { self.init(name, .text, description) }
}
