// Tocsin — Gateway: on which channels people are not reached
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension Surroundings {
  /// On which channels a person was not reached when they were last tried, and for which the
  /// directory has no address of theirs.
  ///
  /// - Throws: what the store throws.
  package func troubles(of person: ResponderID) async throws -> [ChannelTrouble] {
    let (staffing, now) = ((try? directory.snapshot())?.staffing, time.now())
    return try await store.read { store in
      let tried = try store.channelTroubles(of: person)
      guard let staffing, staffing.rotas.values.contains(where: { $0.names(person, after: now) })
      else { return tried }
      return tried + (try Self.missing(of: person, staffing.contacts, beside: tried, in: store))
    }
  }

  /// The same of everybody whom one of these rotas names from `now` on.
  ///
  /// - Throws: what the store throws.
  package func troubles(
    on rotas: Set<RotaID>, at now: Timestamp
  ) async throws -> [ChannelTrouble] {
    guard let staffing = (try? directory.snapshot())?.staffing else { return [] }
    return try await store.read { store in
      let all = try store.channelTroubles().filter { trouble in
        rotas.contains { staffing.rotas[$0]?.names(trouble.responder, after: now) == true }
      }
      guard staffing.contacts.channels.contains(where: { $0.addresses != nil }) else { return all }
      let people = staffing.responders.keys.sorted().filter { person in
        rotas.contains { staffing.rotas[$0]?.names(person, after: now) == true }
      }
      return all
        + (try people.flatMap { person in
          try Self.missing(
            of: person, staffing.contacts, beside: all.filter { $0.responder == person }, in: store)
        })
    }
  }

  private static func missing(
    of person: ResponderID, _ contacts: ContactTable, beside tried: [ChannelTrouble],
    in store: any StoreReader
  ) throws -> [ChannelTrouble] {
    let without = contacts.channelsWithout(person).filter { channel in
      !tried.contains { $0.channel == channel.name }
    }
    guard !without.isEmpty, let account = try store.account(person), account.endedAt == nil else {
      return []
    }
    return without.map { channel in
      let kind = channel.addresses?.rawValue ?? ""
      return ChannelTrouble(
        of: person, on: channel.name, since: account.changedAt,
        note: "the directory has no address that this channel can take: \(kind)")
    }
  }
}
