// Tocsin — Gateway: one page of what is looked for on the trail
// SPDX-License-Identifier: Apache-2.0

/// Leaves that somebody asked for, newest first.
package struct TrailPage: Sendable {
  package let leaves: [LeafBody]
  /// Where the next page goes on; nil when everything was looked through. A page may be empty and
  /// still have a next.
  package let next: Int64?

  /// Leaves of one page at most.
  package static let leavesMax = 100
  /// Leaves that one page looks through at most: the trail has no index but its order, and its
  /// length must not set what a request costs.
  package static let lookedAtMax: Int64 = 20_000

  /// Looks for leaves before an index.
  ///
  /// - Parameter end: exclusive; nil for the newest page.
  package init(
    before end: Int64?, in store: any TrailReader, where isWanted: (LeafBody) -> Bool
  ) throws {
    let count = try store.leafCount()
    var before = min(end ?? count, count)
    let lowest = max(0, before - Self.lookedAtMax)
    var found: [LeafBody] = []
    while before > lowest, found.count < Self.leavesMax {
      let first = max(lowest, before - 1_000)
      let batch = try store.leaves(from: first, limit: Int(before - first), withDetails: false)
      before = first
      for leaf in batch.reversed() {
        guard let body = LeafBody(decoding: leaf.body), isWanted(body) else { continue }
        found.append(body)
        guard found.count == Self.leavesMax else { continue }
        before = leaf.index
        break
      }
    }
    leaves = found
    next = before > 0 ? before : nil
  }
}
