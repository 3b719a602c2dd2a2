// Tocsin — Gateway: what is begun on a ladder, and what came of it
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Surroundings {
  /// A channel that asks for more patience than this has failed.
  private static let patience = Milliseconds.seconds(5)
  private static let triesMax = 2
  /// A ladder whose alert cannot be read now is looked at again then.
  private static let damagedRetry = Milliseconds.seconds(60)

  /// Looks at one ladder, inside a unit.
  func carry(
    _ ladder: LadderRecord, in store: any StoreTransaction, at now: Timestamp
  ) throws -> CarryStep {
    guard let alert = try store.alert(ladder.alert) else {
      try store.look(at: ladder.page, again: now + Self.damagedRetry)
      return CarryStep()
    }
    let staffing = try staffing(in: store, for: alert.world)
    let view = try LadderView(ladder, of: alert, with: staffing, in: store)
    let work = LadderWork(surroundings: self, view: view, store: store, now: now)
    return view.isWanted ? try work.goOn() : try work.end()
  }

  // MARK: - Settling

  /// Stores what came of a hand-over, inside a unit. A failure is looked at again soon: the next
  /// channel begins within two seconds of it.
  func settle(
    _ carried: CarriedHandOver, in store: any StoreTransaction, at now: Timestamp
  ) throws {
    var record = carried.record
    record.changedAt = now
    record.nextAt = nil
    switch carried.outcome {
    case .handedOver(let reference):
      record.state = .handedOver
      record.reference = String(reference.prefix(200))
      if record.device == nil { try store.markPageWithoutDevice(record.page, state: .handedOver) }
    case .notNow(let wait, let note) where record.tries < Self.triesMax:
      let pause = wait ?? .seconds(1)
      record.note = note
      record.state = pause <= Self.patience ? .waiting : .failed
      record.nextAt = record.state == .waiting ? now + pause : nil
    case .notNow(_, let note), .refused(let note), .misconfigured(let note):
      record.state = .failed
      record.note = note
    case .gone(let note):
      record.state = .failed
      record.note = note
      if let device = record.device { _ = try store.dropSubscription(of: device) }
    case .tooLarge, nil:
      record.state = .failed
      record.note = "too large for the channel"
    }
    try store.update(record)
    try noteTrouble(of: record, for: carried.responder, in: store)
    if let nextAt = record.nextAt {
      try store.look(at: record.page, noLaterThan: nextAt)
    } else if record.state == .failed, record.kind == .asks {
      try store.look(at: record.page, noLaterThan: now + ContactRule.failurePause)
    }
  }

  /// Keeps what the person, and whoever looks after their rotas, are told: on which channel the
  /// person was not reached, until it takes something again.
  func noteTrouble(
    of record: HandOverRecord, for responder: ResponderID, in store: any StoreTransaction
  ) throws {
    switch record.state {
    case .failed:
      try store.note(
        ChannelTrouble(
          of: responder, on: record.channel, since: record.changedAt, note: record.note))
    case .handedOver: try store.clearTrouble(of: responder, on: record.channel)
    case .waiting, .begun, .moot: break
    }
  }
}
