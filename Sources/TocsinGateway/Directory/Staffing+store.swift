// Tocsin — Gateway: the staffing that a unit decides on
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension Surroundings {
  /// Reads what the directory does not know yet, after a unit of this process: nothing else tells
  /// the directory of it.
  func refreshDirectory() async throws {
    let directory = directory
    try await store.read { _ = try directory.refresh(from: $0) }
  }

  /// What a unit decides on: the staffing of the last snapshot, and where the store has moved on
  /// since, people, devices and handovers as the unit sees them. So who has just been ended by
  /// another process is not paged, although the next pass over the directory is still to come.
  ///
  /// - Throws: `DirectoryError.empty` before the first successful refresh.
  package func staffing(in store: any StoreReader) throws -> Staffing {
    let snapshot = try directory.snapshot()
    if try store.directoryVersion() == snapshot.version { return snapshot.staffing }
    return try snapshot.staffing.withPeople(of: store)
  }
}

extension Surroundings {
  /// The same for an alert of this world: about a canary nobody is asked but its own person.
  func staffing(in store: any StoreReader, for world: World) throws -> Staffing {
    world == .canary ? Canary.staffing : try staffing(in: store)
  }
}

extension Staffing {
  /// The same rotas and zones, with people, devices and handovers as the store has them now.
  func withPeople(of store: any StoreReader) throws -> Staffing {
    var fresh = Staffing(rotas: rotas, zones: zones, handovers: try store.handovers())
    fresh.calendars = calendars
    fresh.starts = try store.dutyStarts()
    for person in try store.responders() { fresh.responders[person.id] = person }
    fresh.contacts = contacts.withAddresses(of: fresh.responders.values)
    for device in try store.devices() where device.endedAt == nil {
      fresh.devices[device.responder, default: []].append(device.id)
    }
    for id in fresh.devices.keys { fresh.devices[id]?.sort() }
    return fresh
  }
}
