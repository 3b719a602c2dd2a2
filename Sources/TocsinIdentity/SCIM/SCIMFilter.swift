// Tocsin — Identity: a filter as a tree
// SPDX-License-Identifier: Apache-2.0

/// The name of an attribute in a filter or a path (RFC 7644 §3.10): an optional schema, a name and
/// an optional name below it. Names are compared without case.
package struct SCIMAttributePath: Hashable, Sendable {
  package let schema: String?
  package let name: String
  package let sub: String?

  package init(schema: String? = nil, _ name: String, _ sub: String? = nil) {
    self.schema = schema
    self.name = name
    self.sub = sub
  }

  /// The text form.
  package var text: String {
    (schema.map { $0 + ":" } ?? "") + name + (sub.map { "." + $0 } ?? "")
  }
}

/// A condition on a resource (RFC 7644 §3.4.2.2).
package indirect enum SCIMFilter: Hashable, Sendable {
  /// The operators that compare; `pr` is a case of its own.
  package enum Comparison: String, Sendable, CaseIterable {
    case equal = "eq"
    case unequal = "ne"
    case contains = "co"
    case begins = "sw"
    case ends = "ew"
    case greater = "gt"
    case greaterOrEqual = "ge"
    case less = "lt"
    case lessOrEqual = "le"
  }

  case compare(SCIMAttributePath, Comparison, SCIMValue)
  case present(SCIMAttributePath)
  case and(SCIMFilter, SCIMFilter)
  case or(SCIMFilter, SCIMFilter)
  case not(SCIMFilter)
  /// One element of a list satisfies all of the filter: `phoneNumbers[type eq "work"]`.
  case element(SCIMAttributePath, SCIMFilter)
}

/// The target of a PATCH operation (RFC 7644 §3.5.2): an attribute, or the elements of a list that
/// a filter selects, or a value below either.
package struct SCIMPath: Hashable, Sendable {
  package let attribute: SCIMAttributePath
  package let selection: SCIMFilter?

  package init(_ attribute: SCIMAttributePath, selection: SCIMFilter? = nil) {
    self.attribute = attribute
    self.selection = selection
  }
}

/// Where a filter or a path cannot be read, and why.
package struct SCIMSyntaxError: Error, Hashable, Sendable {
  /// Bytes before the fault.
  package let position: Int
  package let reason: String
}
