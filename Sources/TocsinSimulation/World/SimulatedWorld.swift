// Tocsin — Simulation: the whole gateway in virtual time
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinGateway
internal import TocsinSQLite

/// One world: a hospital with its sources, people and devices around one gateway on the real store
/// in memory, under one seed.
///
/// The agenda gives one thing at a time; it is awaited to its end before the next; what an activity
/// leaves to be done (a deadline, a page to seal) is put down on the agenda by `settle`, never
/// later than the gateway's periodic pass would find it. Hints are all lost. Passes that would find
/// nothing are left out, mostly: nothing happens in them.
///
/// Proof of `@unchecked Sendable`: one task runs a world, and awaits one step at a time. Closures
/// of a world that cross a port are called before the port's call returns.
final class SimulatedWorld: @unchecked Sendable {
  let seed: UInt64
  let hours: Int
  let start: Timestamp
  var chance: Chance
  var agenda = Agenda<Happening>()
  var hospital: Hospital
  /// What was so at each version of the store's directory.
  var truths: [Int64: Truth] = [:]
  let ports: WorldPorts
  let judge: Judge
  var life: Life?
  var arranged = Arrangements()

  var parcels: [Parcel] = []
  /// Which parcel has a control id.
  var parcelNumbers: [String: Int] = [:]
  var listed: [String: ListedMessage] = [:]
  var lines: SourceLines
  var laboratory: Laboratory
  /// What is so by the messages that were taken.
  var account = LaboratoryAccount()
  /// What it is owed of its alerts.
  var statuses = StatusAccount()
  /// What push services have for devices.
  var pushes: [Push] = []
  /// There are channels beside the streams of devices.
  let hasChannels: Bool
  /// The chance of what is about channels, so that it moves no other.
  var channelChance: Chance
  /// What was so at the last look at duties.
  var dutyMemory = DutyMemory()
  /// The chance of what is about duties, so that it moves no other.
  var dutyChance: Chance
  var lastMessage: Int64 = 0
  var orders = 0
  var calls = 0
  var recentResults: [LabResult] = []

  var devices: [PocketDevice] = []
  var deviceIndex: [DeviceID: Int] = [:]
  var mailboxes: [DeviceID: Mailbox] = [:]
  var letters: [Letter] = []
  /// Mean time between results; nil for a world that a scenario drives.
  var reportEvery: Milliseconds?

  var time: VirtualTime { ports.time }
  var now: Timestamp { ports.time.present }
  var rates: FaultRates { ports.misfortune.rates }
  /// The gateway's own clock; true time while there is no gateway.
  var gatewayNow: Timestamp { life?.clock.now() ?? time.rawReading }

  init(_ seed: UInt64, _ options: WorldOptions) throws {
    self.seed = seed
    hours = options.hours
    var chance = Chance(seed: seed &+ options.salt)
    let zone = options.zone ?? chance.pick(WorldZones.all)
    start = options.start ?? Self.start(in: zone, &chance)
    let time = VirtualTime(
      startingAt: start, driftPPM: options.rates.episodes > 0 ? Int64(chance.within(-200...200)) : 0
    )
    hospital = Hospital(&chance, zone: zone, start: start)
    let identifiers = SeededIdentifiers(chance.split())
    let site = SiteID(high: 1, low: 1)
    var inline = SQLiteStore.Options(vault: TransparentVault())
    inline.isInline = true
    let misfortune = Misfortune(.none, chance: chance.split(), time: time)
    var ownChance = Chance(seed: ~(seed &+ options.salt))
    lines = SourceLines(ownChance.split())
    laboratory = Laboratory(ownChance.split())
    dutyChance = Chance(seed: ~(seed &+ options.salt) ^ 0xD0)
    if options.isWide { hospital.widen(&dutyChance, start: start) }
    hasChannels = options.hasChannels
    channelChance = Chance(seed: ~(seed &+ options.salt) ^ 0xC4)
    if hasChannels {
      hospital.contacts = Self.contacts(
        of: hospital.doctors + [Hospital.switchboard], &channelChance)
      hospital.truth.addressed = Set(hospital.contacts.contacts.keys)
    }
    let provider = Provider(channelChance.split(), misfortune: misfortune)
    let receiver = StatusReceiver(ownChance.split(), time: time, misfortune: misfortune)
    ports = WorldPorts(
      time: time, misfortune: misfortune, store: try SQLiteStore.inMemory(inline),
      shelf: Shelf(
        routing: Hospital.routing, mapping: try MessageWriter.mapping(),
        returnPath: options.tells ? Self.returnPath : nil),
      identifiers: identifiers, sealer: TransparentSealer(site: site, random: identifiers),
      site: site, breakage: options.breakage.map(Breakage.init),
      receiver: options.tells ? receiver : nil, provider: provider)
    judge = Judge(seed: seed, hours: options.hours, time: time, keepsText: options.keepsTrail)
    reportEvery = options.reportEvery
    self.chance = chance
    useDocuments()
  }

  /// A day of 2026: any, or one whose night changes the clocks.
  private static func start(in zone: ZoneRules, _ chance: inout Chance) -> Timestamp {
    let change = chance.pick(zone.transitions).at
    guard chance.below(3) > 0 else { return change - .hours(Int64(chance.within(1...12))) }
    let day = CivilDate(year: 2026, month: 1, day: 1).map { $0 + chance.below(600) }
    let noon = CivilTime(day ?? CivilDate(dayNumber: 20_454), .midnight)
    return zone.instant(of: noon) + .minutes(Int64(chance.below(1_440)))
  }

  // MARK: - Running

  /// Lives through everything up to `end`, by true time.
  func run(until end: Timestamp) async throws {
    while judge.violations.isEmpty, let at = agenda.nextAt, at <= end, let next = agenda.next() {
      time.advance(to: max(next.at, now))
      judge.occasion = next.item.words
      try await perform(next.item)
      settle()
    }
    if judge.violations.isEmpty { time.advance(to: max(end, now)) }
  }

  private func perform(_ item: Happening) async throws {
    switch item {
    case .report: report(storm: false)
    case .storm: report(storm: true)
    case .revise: revise()
    case .send(let parcel): try await send(parcel)
    case .bytes(let line): try await arrive(line)
    case .call: await call()
    case .place(let call): await place(call)
    case .pager: await passPager()
    case .courier: await passCourier()
    case .tell: await passTeller()
    case .carrier: await passCarrier()
    case .pushed(let push): takePush(push)
    case .notice: await readDocuments()
    case .leavers: await releaseLeavers()
    case .duties: await passDuties()
    case .offer: await offerDuty()
    case .take(let offered): await takeDuty(offered)
    case .giveUp(let taken): await giveUpDuty(taken)
    case .fetch(let device): await fetch(device)
    case .decide(let device, let page): decide(device, page)
    case .followUp(let device, let page): followUp(device, page)
    case .letter(let letter): await post(letter)
    case .openList(let device): await openList(device)
    case .edit: try await edit()
    case .event: await raiseEvent()
    case .episode: beginEpisode()
    case .restart: await startGateway()
    case .staleHand: await writeStale()
    case .sweep: try await sweep()
    }
  }

  func arrange(_ item: Happening, after wait: Milliseconds) { agenda.add(item, at: now + wait) }
}

/// How a world is made.
package struct WorldOptions: Sendable {
  package var hours = 24
  package var rates = FaultRates.none
  /// Mean time between results; nil for none but those that a scenario reports.
  package var reportEvery: Milliseconds?
  package var keepsTrail = false
  var zone: ZoneRules?
  var start: Timestamp?
  var breakage: BrokenPart?
  /// Second lines, holidays, routes by the hour, and a test page at each start of duty.
  var isWide = false
  /// The laboratory is told what became of its alerts.
  var tells = false
  /// There are channels beside the streams of devices.
  var hasChannels = false
  /// Added to the seed; only a canary has one.
  var salt: UInt64 = 0

  package init() {}
}

/// What is put down already, so that it is not put down twice.
struct Arrangements {
  var pagerAt: Timestamp?
  var courierAt: Timestamp?
  var tellAt: Timestamp?
  var carrierAt: Timestamp?
  /// When the carrier could not finish a pass, or the store did not take what came of it.
  var carrierFailedAt: Timestamp?
  var leaversAt: Timestamp?
  var dutiesAt: Timestamp?
  /// A decision became durable since the pager was known.
  var isPagerStale = true
  /// Pages or withdrawals were decided since the courier's last whole pass.
  var hasOutbox = false
  /// The version of the directory that the judge goes by: the one that the gateway knows.
  var knownVersion: Int64 = -1
  /// Until when the gateway stays down; for an outage.
  var downUntil: Timestamp?
  var crashes = 0
}

/// What has been deposited for a device, as seen from outside.
struct Mailbox {
  var lastSeq: Int64 = 0
  var pages: [PageID: Int] = [:]
  /// Pages that were folded for it and have not been sealed since.
  var folded: Set<PageID> = []
  /// How many pages its "N more" page says.
  var more = 0
}
