// Tocsin — Identity: a value of SCIM's JSON
// SPDX-License-Identifier: Apache-2.0

/// A JSON value (RFC 8259) as SCIM uses it (RFC 7643 §2).
package enum SCIMValue: Hashable, Sendable {
  case null
  case flag(Bool)
  case number(Int64)
  case decimal(Double)
  case text(String)
  case list([SCIMValue])
  case object(SCIMObject)

  /// The members of an object; nil for anything else.
  package var object: SCIMObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The text; nil for anything else.
  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The elements of a list; a single value is a list of one, null and an empty list are none.
  package var elements: [SCIMValue] {
    switch self {
    case .null: []
    case .list(let values): values
    case .flag, .number, .decimal, .text, .object: [self]
    }
  }

  /// Null, and what SCIM holds to be the same (RFC 7643 §2.5).
  package var isUnassigned: Bool { self == .null || self == .list([]) }
}

/// A JSON object whose names are compared without case (RFC 7643 §2.1). Members keep the order in
/// which they came.
package struct SCIMObject: Hashable, Sendable {
  /// One member; the name is as it came.
  package struct Member: Hashable, Sendable {
    package let name: String
    package var value: SCIMValue

    package init(name: String, value: SCIMValue) {
      self.name = name
      self.value = value
    }
  }

  package private(set) var members: [Member]

  package init(_ members: [Member] = []) { self.members = members }

  /// The value of a member. Setting nil takes it away; setting another keeps the first name.
  package subscript(name: String) -> SCIMValue? {
    get {
      let key = name.lowercased()
      return members.first { $0.name.lowercased() == key }?.value
    }
    set {
      let key = name.lowercased()
      let place = members.firstIndex { $0.name.lowercased() == key }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

/// Objects are the same whatever the order and the case of their names.
extension SCIMObject {
  package static func == (a: SCIMObject, b: SCIMObject) -> Bool { a.byKey == b.byKey }

  package func hash(into hasher: inout Hasher) { hasher.combine(byKey) }

  private var byKey: [String: SCIMValue] {
    Dictionary(members.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
  }
}

extension SCIMObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, SCIMValue)...) {
    self.init(elements.map { Member(name: $0.0, value: $0.1) })
  }
}

extension SCIMValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
  package init(booleanLiteral value: Bool) { self = .flag(value) }
}
