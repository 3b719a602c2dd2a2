// Tocsin — Identity: what the door says about itself
// SPDX-License-Identifier: Apache-2.0

/// The three discovery endpoints (RFC 7644 §4).
enum SCIMDiscovery {
  static let configuration: SCIMObject = [
    "schemas": .list([.text(SCIMName.configuration)]),
    "patch": ["supported": true],
    "bulk": ["supported": false, "maxOperations": .number(0), "maxPayloadSize": .number(0)],
    "filter": ["supported": true, "maxResults": .number(Int64(SCIMLimits.pageMax))],
    "changePassword": ["supported": false],
    "sort": ["supported": false],
    "etag": ["supported": true],
    "authenticationSchemes": .list([
      [
        "type": "oauthbearertoken", "name": "Directory key", "primary": true,
        "description": "The key that tocsin directory-key made, as a bearer token.",
        "specUri": "https://www.rfc-editor.org/info/rfc6750",
      ]
    ]),
    "meta": meta("ServiceProviderConfig", at: "/ServiceProviderConfig"),
  ]

  static let resourceTypes = SCIMResourceType.all.map { type -> SCIMObject in
    [
      "schemas": .list([.text(SCIMName.resourceType)]), "id": .text(type.name),
      "name": .text(type.name), "description": .text(type.description),
      "endpoint": .text(type.endpoint), "schema": .text(type.core.id),
      "schemaExtensions": .list(
        type.extensions.map { ["schema": .text($0.id), "required": false] }),
      "meta": meta("ResourceType", at: "/ResourceTypes/\(type.name)"),
    ]
  }

  static let schemas = SCIMResourceType.all.flatMap { [$0.core] + $0.extensions }
    .map { schema -> SCIMObject in
      [
        "schemas": .list([.text(SCIMName.schema)]), "id": .text(schema.id),
        "name": .text(schema.name), "description": .text(schema.description),
        "attributes": .list(schema.attributes.map { .object(described($0)) }),
        "meta": meta("Schema", at: "/Schemas/\(schema.id)"),
      ]
    }

  /// The one with this id; nil when there is none.
  static func find(_ id: String, in resources: [SCIMObject]) -> SCIMObject? {
    resources.first { $0["id"] == .text(id) }
  }

  private static func meta(_ type: String, at path: String) -> SCIMValue {
    ["resourceType": .text(type), "location": .text(SCIMRoute.base + path)]
  }

  private static func described(_ attribute: SCIMAttribute) -> SCIMObject {
    var object: SCIMObject = [
      "name": .text(attribute.name), "type": .text(attribute.form.rawValue),
      "multiValued": .flag(attribute.isMultiple), "description": .text(attribute.description),
      "required": .flag(attribute.isRequired), "caseExact": .flag(attribute.isCaseExact),
      "mutability": .text(attribute.mutability.rawValue),
      "returned": .text(attribute.returned.rawValue),
      "uniqueness": .text(attribute.uniqueness.rawValue),
    ]
    if !attribute.canonical.isEmpty {
      object["canonicalValues"] = .list(attribute.canonical.map(SCIMValue.text))
    }
    if !attribute.references.isEmpty {
      object["referenceTypes"] = .list(attribute.references.map(SCIMValue.text))
    }
    if !attribute.subs.isEmpty {
      object["subAttributes"] = .list(attribute.subs.map { .object(described($0)) })
    }
    return object
  }
}

extension SCIMValue: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, SCIMValue)...) {
    self = .object(SCIMObject(elements.map { SCIMObject.Member(name: $0.0, value: $0.1) }))
  }
}
