// Tocsin — Gateway: leaving, as one transaction
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

extension Accounts {
  /// Alerts that one unit passes on; what is beyond goes into further units.
  package static let alertsOfUnitMax = 4_096
  /// Accounts that one pass over the dates ends, each in a unit of its own.
  static let overdueMax = 256

  /// Ends an account with all that belongs to it, in one transaction: sessions, devices with their
  /// keys and mailboxes, links, credentials, handovers; and passes every open alert of the person
  /// on to the next responder. An account that has ended already stays as it is.
  ///
  /// - Parameter reason: a word or a few for the trail, without a name of anybody.
  /// - Throws: `.unknown`, `.lastAdministrator`, `.notNow`.
  @discardableResult
  package func end(
    _ id: ResponderID, reason: String, by actor: TrailActor
  ) async throws(AccountError) -> Departure {
    let surroundings = surroundings
    let left = try await commit { store -> Result<Departed, AccountError> in
      guard let account = try store.account(id) else { return .failure(.unknown) }
      guard account.endedAt == nil else {
        return .success(Departed(departure: Departure(account: id)))
      }
      if try surroundings.isLastAdministrator(account, becomes: nil, by: actor, in: store) {
        return .failure(.lastAdministrator)
      }
      return .success(try surroundings.depart(account, reason: reason, by: actor, in: store))
    }
    return try await finish(left)
  }

  /// Ends every account whose date has passed. Called by the pager's loop each second. One that
  /// cannot be ended is said and tried again by the next call; it holds up no other.
  ///
  /// - Returns: who was ended.
  @discardableResult
  package func endOverdue() async throws(AccountError) -> [ResponderID] {
    let surroundings = surroundings
    let overdue = try await read {
      try $0.overdueAccounts(at: surroundings.time.now(), limit: Self.overdueMax)
    }
    var ended: [ResponderID] = []
    for id in overdue {
      do {
        try await end(id, reason: "date", by: .gateway)
        ended.append(id)
      } catch {
        surroundings.logger.critical(
          "an account whose date has passed cannot be ended: \(error)",
          metadata: ["account": "\(id)"])
      }
    }
    return ended
  }

  /// What follows once a departure is durable: connections are cut, the courier seals for the next
  /// responders, and alerts beyond the bound of a unit are passed on.
  @discardableResult
  func finish(_ left: Departed) async throws(AccountError) -> Departure {
    let surroundings = surroundings
    var departure = left.departure
    surroundings.hints.accountEnded(departure.account, devices: departure.devices)
    var batch = left.batch
    surroundings.tell(batch.transitions)
    while batch.hasMore {
      surroundings.logger.warning(
        "more than \(Self.alertsOfUnitMax) alerts were open with a person who left: passing on",
        metadata: ["account": "\(departure.account)"])
      let (account, unchanged) = (departure.account, batch.unchanged)
      batch = try await commit { store -> Result<ReleaseBatch, AccountError> in
        .success(
          try surroundings.release(
            account, except: unchanged, limit: Self.alertsOfUnitMax, in: store))
      }
      surroundings.tell(batch.transitions)
      departure.releasedCount += batch.transitions.count
    }
    return departure
  }
}

/// A departure as its unit leaves it.
struct Departed: Sendable {
  var departure: Departure
  var batch = ReleaseBatch()
}

extension Surroundings {
  /// The whole of leaving, inside a unit.
  func depart(
    _ account: Account, reason: String, by actor: TrailActor, in store: any StoreTransaction
  ) throws -> Departed {
    let now = time.now()
    var ended = account
    ended.endedAt = now
    ended.changedAt = now
    try store.upsert(ended)
    try store.endHandovers(of: account.id, at: now)
    // Before the devices are cleared, so that what this withdraws from them is forgotten with them.
    let batch = try release(
      account.id, except: [], limit: Accounts.alertsOfUnitMax, in: store)
    var departure = Departure(account: account.id)
    departure.releasedCount = batch.transitions.count
    departure.devices = try store.clearDevices(of: account.id, at: now)
    departure.sessionCount = try store.endSessions(of: account.id)
    try store.clearCredentials(of: account.id, at: now)
    try note(.accountEnded, account.id, by: actor, reason: reason, in: store)
    return Departed(departure: departure, batch: batch)
  }
}
