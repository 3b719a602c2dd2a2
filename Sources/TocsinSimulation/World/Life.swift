// Tocsin — Simulation: one life of the gateway, from start to crash
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The gateway as one process: the four activities over the store, with a memory that dies with it.
final class Life {
  let pulse: Pulse
  let clock: VirtualClock
  let store: GatewayStore
  let directory: Directory
  let intake: Intake
  let pager: Pager
  let courier: Courier
  let carrier: Carrier
  let provider: Provider
  let duties: DutyWatch
  let desk: Desk
  let accounts: Accounts
  let switchboard: Switchboard
  /// Nil in a world whose laboratory is told nothing.
  let teller: Teller?
  let surroundings: Surroundings
  /// By its own clock.
  private(set) var beganAt = Timestamp(milliseconds: 0)

  init(_ ports: WorldPorts, onDurable: @escaping (Observation) -> Void) {
    let pulse = Pulse()
    let misfortune = ports.misfortune
    self.pulse = pulse
    clock = VirtualClock(ports.time)
    store = GatewayStore(
      ports.store, pulse: pulse, misfortune: misfortune,
      view: StoreView(clock: clock, breakage: ports.breakage), onDurable: onDurable)
    directory = Directory(reader: ports.shelf, zones: WorldZones())
    var surroundings = Surroundings(
      store: store, directory: directory, time: clock, identifiers: ports.identifiers,
      sealer: ports.sealer
    ).at(ports.site).silent
    surroundings.faults = Faults { stop in
      if !pulse.isOver, misfortune.endsLife(at: stop) { pulse.end("at \(stop.name)") }
    }
    intake = Intake(surroundings)
    pager = Pager(surroundings)
    courier = Courier(surroundings)
    provider = ports.provider
    carrier = Carrier(
      surroundings, channel: LivingChannel(provider: ports.provider, pulse: pulse))
    duties = DutyWatch(surroundings)
    desk = Desk(surroundings)
    accounts = Accounts(surroundings)
    switchboard = Switchboard(surroundings)
    let told = surroundings
    teller = ports.receiver.map { Teller(told, dialler: $0) }
    self.surroundings = surroundings
  }

  /// Begins as the program does: its time by the newest moment of the store, then the directory.
  func begin() async throws {
    let floor = try await store.read { try $0.newestMoment() }
    clock.begin(notBefore: floor)
    try await refresh()
    try await carrier.resume()
    beganAt = clock.now()
  }

  /// Reads the documents and people that the store has now.
  func refresh() async throws {
    let directory = directory
    try await store.read { _ = try directory.refresh(from: $0) }
  }

  /// The version of what it knows; nil before it knows anything.
  var directoryVersion: Int64? { try? directory.snapshot().version }
}

/// What outlives the gateway's lives.
struct WorldPorts {
  let time: VirtualTime
  let misfortune: Misfortune
  let store: any AlertStore
  let shelf: Shelf
  let identifiers: SeededIdentifiers
  let sealer: TransparentSealer
  let site: SiteID
  let breakage: Breakage?
  /// Where the laboratory is told what became of its alerts; nil tells it nothing.
  let receiver: StatusReceiver?
  /// The far side of every channel.
  let provider: Provider
}
