// Tocsin — Mapping: the members of an object, read one by one
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Why a member of a JSON object cannot be used: where it stands, what is wrong, what to write.
/// Never holds a piece of the text.
package struct JSONFieldFault: Error, Hashable, Sendable {
  /// The member, as `subject.identifier`; empty for the whole.
  package let field: String
  package let text: String
  package let hint: String

  package init(_ field: String, _ text: String, hint: String) {
    self.field = field
    self.text = text
    self.hint = hint
  }
}

/// Reads known members of one object, and refuses the others: a name that is misspelt must not be
/// left out in silence.
struct JSONFields {
  private let members: [JSONMember]
  private let path: String

  /// - Parameter path: where the object stands; empty for the whole.
  init(_ tree: JSONTree, at path: String = "", known: [String]) throws(JSONFieldFault) {
    guard case .object(let members) = tree else {
      throw JSONFieldFault(path, "\(tree.kind) stands here", hint: "write an object")
    }
    self.members = members
    self.path = path
    var seen: Set<String> = []
    for member in members {
      guard known.contains(member.name) else {
        throw JSONFieldFault(
          path, "a member is not known here",
          hint: "the members are \(known.joined(separator: ", "))")
      }
      guard seen.insert(member.name).inserted else {
        throw JSONFieldFault(
          place(member.name), "the member stands twice", hint: "write it once")
      }
    }
  }

  func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// The member; nil when it is missing or null.
  func value(_ name: String) -> JSONTree? {
    guard let found = members.first(where: { $0.name == name })?.value, found != .null else {
      return nil
    }
    return found
  }

  func fault(_ name: String, _ text: String, hint: String) -> JSONFieldFault {
    JSONFieldFault(place(name), text, hint: hint)
  }

  private func wrong(_ name: String, _ found: JSONTree, _ wanted: String) -> JSONFieldFault {
    fault(name, "\(found.kind) stands here", hint: "write \(wanted)")
  }

  /// A text without control characters, line ends and tabs aside. Nil when the member is missing.
  func text(_ name: String, bytes limit: Int) throws(JSONFieldFault) -> String? {
    guard let found = value(name) else { return nil }
    guard case .text(let text) = found else { throw wrong(name, found, "a string") }
    guard text.utf8.count <= limit else {
      throw fault(name, "it has \(text.utf8.count) bytes", hint: "write at most \(limit)")
    }
    guard text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }) else {
      throw fault(name, "a control character stands in it", hint: "leave it out")
    }
    return text.trimmed
  }

  /// A text on one line.
  func line(_ name: String, bytes limit: Int) throws(JSONFieldFault) -> String? {
    guard let text = try text(name, bytes: limit) else { return nil }
    guard !text.utf8.contains(where: { $0 < 0x20 }) else {
      throw fault(name, "it has several lines", hint: "write it on one")
    }
    return text
  }

  func flag(_ name: String) throws(JSONFieldFault) -> Bool? {
    guard let found = value(name) else { return nil }
    guard case .flag(let flag) = found else { throw wrong(name, found, "true or false") }
    return flag
  }

  /// One of some words. Nil when the member is missing.
  func word<Word>(
    _ name: String, _ words: [(String, Word)]
  ) throws(JSONFieldFault) -> Word? {
    guard let found = value(name) else { return nil }
    var all: String { words.map(\.0).joined(separator: ", ") }
    guard case .text(let text) = found else { throw wrong(name, found, "one of \(all)") }
    guard let word = words.first(where: { $0.0 == text }) else {
      throw fault(name, "it is no word that is known here", hint: "write one of \(all)")
    }
    return word.1
  }

  func time(_ name: String) throws(JSONFieldFault) -> Timestamp? {
    guard let text = try line(name, bytes: 64) else { return nil }
    guard let time = RFC3339.parse(text) else {
      throw fault(
        name, "it is no time", hint: "write it as 2026-11-24T08:00:00+01:00 (RFC 3339)")
    }
    return time
  }

  /// Whole seconds.
  func seconds(
    _ name: String, in range: ClosedRange<Milliseconds>
  ) throws(JSONFieldFault) -> Milliseconds? {
    guard let found = value(name) else { return nil }
    let (low, high) = (range.lowerBound.count / 1_000, range.upperBound.count / 1_000)
    let hint = "write whole seconds, \(low) to \(high)"
    guard case .number(let text) = found else { throw wrong(name, found, "a number") }
    guard let count = Int64(text), (low...high).contains(count) else {
      throw fault(name, "it is out of its range", hint: hint)
    }
    return .seconds(count)
  }
}
