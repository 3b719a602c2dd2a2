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

  /// The page of leaves before an index.
  ///
  /// - Parameter end: exclusive; nil for the newest page.
  package func page(before end: Int64?, in store: any TrailReader) throws -> TrailPage {
    try TrailPage(before: end, in: store, where: concerns)
  }
}
