// Tocsin — Mapping: a JSON text as a tree
// SPDX-License-Identifier: Apache-2.0

/// A JSON value as it was written (RFC 8259).
///
/// Numbers keep their text: a value of `7.10` is shown as `7.10`, and never rounded (S21). Members
/// keep their order.
package indirect enum JSONTree: Hashable, Sendable {
  case null
  case flag(Bool)
  /// The number as it was written, such as `7.10`.
  case number(String)
  case text(String)
  case list([JSONTree])
  case object([JSONMember])

  /// Reads a text of UTF-8. White space around it and a byte order mark before it do not count.
  ///
  /// - Throws: `JSONFault` for anything that is not JSON, and for what is over `limits`; the caller
  ///   refuses the whole text.
  package init(
    parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()
  ) throws(JSONFault) {
    var reader = JSONReader(bytes, limits)
    self = try reader.whole()
  }

  /// The value of a member; of one that stands twice the last, as most readers have it. Nil when it
  /// is not there, or this is no object.
  package subscript(name: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  /// The text of a scalar: a text itself, a number as written, `true` or `false`. Nil for null, and
  /// for lists and objects.
  package var scalar: String? {
    switch self {
    case .null, .list, .object: nil
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): number
    case .text(let text): text
    }
  }

  /// What kind of value it is, in the words of RFC 8259 §3.
  package var kind: String {
    switch self {
    case .null: "null"
    case .flag: "true or false"
    case .number: "a number"
    case .text: "a string"
    case .list: "an array"
    case .object: "an object"
    }
  }
}

/// One member of an object.
package struct JSONMember: Hashable, Sendable {
  package let name: String
  package let value: JSONTree

  package init(name: String, value: JSONTree) {
    self.name = name
    self.value = value
  }
}

/// What a JSON text may cost before it is refused.
package struct JSONLimits: Hashable, Sendable {
  /// The deepest nesting of arrays and objects.
  package var depth = 64
  /// Values and members in all.
  package var nodes = 100_000

  package init() {}
}

/// Why bytes are not read as JSON.
package struct JSONFault: Error, Hashable, Sendable {
  /// The byte at which it shows, from 0.
  package let byte: Int
  /// What is wrong there; never a piece of the text.
  package let text: String
}
