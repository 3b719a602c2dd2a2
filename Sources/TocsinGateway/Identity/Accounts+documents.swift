// Tocsin — Gateway: accounts follow the list of people in the documents
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a list of people came to, inside its unit; `Accounts.finish` draws the consequences once it
/// is durable.
package struct Listing: Sendable {
  var departed: [Departed] = []
}

extension Accounts {
  /// Brings accounts into line with a list of people, inside a unit that the caller has begun. Who
  /// is not on the list stays as they are; an end that has passed ends the account with all that
  /// belongs to it.
  package func take(
    _ people: [ListedPerson], by actor: TrailActor, in store: any StoreTransaction
  ) throws -> Listing {
    var listing = Listing()
    let now = surroundings.time.now()
    for person in people {
      let known = try store.account(person.id)
      var account = person.applied(to: known, at: now)
      guard account != known else { continue }
      account.changedAt = now
      try store.upsert(account)
      let action: TrailAction = known == nil ? .accountAdded : .accountChanged
      try surroundings.note(action, person.id, by: actor, reason: "documents", in: store)
      guard account.isOverdue(at: now), let stored = try store.account(person.id) else { continue }
      listing.departed.append(
        try surroundings.depart(stored, reason: "documents", by: actor, in: store))
    }
    return listing
  }

  /// Cuts connections and seals for the next responders, when the unit of `take` is durable.
  package func finish(_ listing: Listing) async throws(AccountError) {
    for departed in listing.departed { try await finish(departed) }
  }
}
