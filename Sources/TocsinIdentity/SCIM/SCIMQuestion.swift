// Tocsin — Identity: the question of a list
// SPDX-License-Identifier: Apache-2.0

/// What a list is asked for, by the parameters of a GET or the body of a search (RFC 7644 §3.4.2,
/// §3.4.3).
package struct SCIMQuestion: Hashable, Sendable {
  package let filter: SCIMFilter?
  /// From 1.
  package let startIndex: Int
  package let count: Int
  package let projection: SCIMProjection

  /// Reads the query of a target, percent-encoded.
  package init(query: String) throws(SCIMError) {
    var values: [String: String] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = SCIMRoute.decoded(parts[0]),
        let value = SCIMRoute.decoded(parts.count > 1 ? parts[1] : "", isQuery: true)
      else { throw SCIMError(400, .invalidSyntax, "the query is not UTF-8 in percent signs") }
      values[name.lowercased()] = value
    }
    func names(_ key: String) -> [String] {
      values[key]?.split(separator: ",").map {
        $0.split(separator: " ").joined(separator: " ")
      } ?? []
    }
    try self.init(
      filter: values["filter"], start: Self.number(values["startindex"], "startIndex"),
      count: Self.number(values["count"], "count"),
      projection: SCIMProjection(
        wanted: names("attributes"), unwanted: names("excludedattributes")))
  }

  /// Reads the body of a search.
  package init(body: SCIMObject) throws(SCIMError) {
    func names(_ key: String) -> [String] { body[key]?.elements.compactMap(\.text) ?? [] }
    func number(_ key: String) throws(SCIMError) -> Int? {
      switch body[key] {
      case nil, .null: return nil
      case .number(let number): return Int(clamping: number)
      case .text(let text): return try Self.number(text, key)
      case .flag, .decimal, .list, .object:
        throw SCIMError(400, .invalidValue, "\(key) is a whole number")
      }
    }
    try self.init(
      filter: body["filter"]?.text, start: number("startIndex"), count: number("count"),
      projection: SCIMProjection(
        wanted: names("attributes"), unwanted: names("excludedAttributes")))
  }

  private init(
    filter: String?, start: Int?, count: Int?, projection: SCIMProjection
  ) throws(SCIMError) {
    if let filter, !filter.isEmpty {
      do {
        self.filter = try SCIMFilterParser.filter(filter)
      } catch {
        throw SCIMError(
          400, .invalidFilter, "the filter at \(error.position): \(error.reason)")
      }
    } else {
      self.filter = nil
    }
    startIndex = max(1, start ?? 1)
    self.count = min(SCIMLimits.pageMax, max(0, count ?? SCIMLimits.pageUsual))
    self.projection = projection
  }

  private static func number(_ text: String?, _ name: String) throws(SCIMError) -> Int? {
    guard let text else { return nil }
    guard let number = Int(text) else {
      throw SCIMError(400, .invalidValue, "\(name) is a whole number")
    }
    return number
  }

  /// The list (RFC 7644 §3.4.2): those that satisfy the filter, one page of them.
  package func answer(_ resources: [(SCIMObject, SCIMResourceType)]) -> SCIMObject {
    let found = resources.filter { resource, type in filter?.matches(resource, type) ?? true }
    let page = found.dropFirst(startIndex - 1).prefix(count)
    return Self.list(
      page.map { projection.of($0.0, $0.1) }, total: found.count, from: startIndex)
  }

  static func list(_ resources: [SCIMObject], total: Int, from start: Int) -> SCIMObject {
    [
      "schemas": .list([.text(SCIMName.list)]), "totalResults": .number(Int64(total)),
      "startIndex": .number(Int64(start)), "itemsPerPage": .number(Int64(resources.count)),
      "Resources": .list(resources.map(SCIMValue.object)),
    ]
  }
}
