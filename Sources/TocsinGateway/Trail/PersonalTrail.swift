// Tocsin — Gateway: the part of the trail that concerns one person
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Which leaves concern an employee: those that they or their devices have brought about, and those
/// about their account or devices. Leaves hold words and opaque ids, so nothing of a patient is in
/// what is found.
package struct PersonalTrail: Sendable {
  private let actor: String
  private let objects: Set<String>
  private let devices: Set<DeviceID>

  /// Leaves of one page at most.
  package static let pageMax = 100
  /// Leaves that one page looks through at most: the trail has no index by person, and its length
  /// must not set what a request costs.
  package static let lookedAtMax: Int64 = 20_000

  /// - Parameter devices: all that the person ever had.
  package init(of person: ResponderID, devices: some Sequence<DeviceID>) {
    self.devices = Set(devices)
    actor = TrailActor.person(person).text
    objects = Set(self.devices.map { "device:\($0)" } + ["account:\(person)"])
  }

  /// Whether the person or a device of theirs has done it.
  package func isBy(_ body: LeafBody) -> Bool {
    body.actor == actor || body.device.map(devices.contains) ?? false
  }

  package func concerns(_ body: LeafBody) -> Bool { isBy(body) || objects.contains(body.object) }

  /// One page, newest first.
  package struct Page: Sendable {
    package let leaves: [LeafBody]
    /// Where the next page goes on; nil when everything was looked through. A page may be empty and
    /// still have a next.
    package let next: Int64?
  }

  /// The page of leaves before an index.
  ///
  /// - Parameter end: exclusive; nil for the newest page.
  package func page(before end: Int64?, in store: any TrailReader) throws -> Page {
    let count = try store.leafCount()
    var before = min(end ?? count, count)
    let lowest = max(0, before - Self.lookedAtMax)
    var found: [LeafBody] = []
    while before > lowest {
      let first = max(lowest, before - 1_000)
      let batch = try store.leaves(from: first, limit: Int(before - first), withDetails: false)
      for leaf in batch.reversed() {
        guard let body = LeafBody(decoding: leaf.body), concerns(body) else { continue }
        found.append(body)
        if found.count == Self.pageMax { return Page(leaves: found, next: Self.rest(leaf.index)) }
      }
      before = first
    }
    return Page(leaves: found, next: Self.rest(before))
  }

  private static func rest(_ index: Int64) -> Int64? { index > 0 ? index : nil }
}
