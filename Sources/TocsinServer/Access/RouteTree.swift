// Tocsin — Server: finds the routes of a path
// SPDX-License-Identifier: Apache-2.0

/// The patterns of all routes, segment by segment, so that finding one does not cost more with each
/// that is added.
final class RouteTree: Sendable {
  private let next: [Substring: RouteTree]
  /// Behind a segment that is left open.
  private let open: RouteTree?
  /// The routes that end here, and those that take any rest from here on.
  private let ending: [Int]
  private let rest: [Int]

  convenience init(_ routes: [WebRoute]) {
    self.init(routes.enumerated().map { ($0.offset, $0.element.segments[...]) })
  }

  private init(_ patterns: [(index: Int, left: ArraySlice<Substring>)]) {
    var literal: [Substring: [(Int, ArraySlice<Substring>)]] = [:]
    var open: [(Int, ArraySlice<Substring>)] = []
    for (index, left) in patterns where !left.isEmpty && left != ["*"] {
      if left.first?.utf8.first == 0x7B {
        open.append((index, left.dropFirst()))
      } else if let first = left.first {
        literal[first, default: []].append((index, left.dropFirst()))
      }
    }
    next = literal.mapValues { RouteTree($0) }
    self.open = open.isEmpty ? nil : RouteTree(open)
    ending = patterns.filter { $0.left.isEmpty }.map(\.index)
    rest = patterns.filter { $0.left == ["*"] }.map(\.index)
  }

  /// The places in the table of the routes whose pattern a path has, in order.
  func routes(of path: [Substring]) -> [Int] {
    var found: [Int] = []
    collect(path[...], into: &found)
    return found.count > 1 ? found.sorted() : found
  }

  private func collect(_ left: ArraySlice<Substring>, into found: inout [Int]) {
    guard let segment = left.first else {
      found += ending
      return
    }
    found += rest
    next[segment]?.collect(left.dropFirst(), into: &found)
    open?.collect(left.dropFirst(), into: &found)
  }
}
