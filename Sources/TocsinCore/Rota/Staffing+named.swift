// Tocsin — Core: whom a message names, as persons of the site
// SPDX-License-Identifier: Apache-2.0

extension Staffing {
  /// The persons whom references name, each once, in their order.
  ///
  /// A person is found by an identifier of theirs under its authority, never by a name. An
  /// identifier that two persons have names nobody: the team that covers the location is paged.
  package func persons(_ references: [ProviderReference]) -> [ResponderID] {
    guard !references.isEmpty else { return [] }
    var found: [ProviderReference: [ResponderID]] = [:]
    let wanted = Set(references)
    for person in responders.values where !person.identifiers.isEmpty {
      for identifier in Set(person.identifiers) where wanted.contains(identifier) {
        found[identifier, default: []].append(person.id)
      }
    }
    var seen: Set<ResponderID> = []
    return references.compactMap { reference in
      guard let persons = found[reference], persons.count == 1 else { return nil }
      return seen.insert(persons[0]).inserted ? persons[0] : nil
    }
  }

  /// Those of `persons` who are on call on some rota at `now`, on its first line or its second, and
  /// on which, after why they are asked.
  package func onCall(
    at now: Timestamp, of persons: [ResponderID], because reason: PageReason,
    excluding: Set<ResponderID> = []
  ) -> [OnCall] {
    guard !persons.isEmpty else { return [] }
    var reasons: [ResponderID: String] = [:]
    for id in rotas.keys.sorted() {
      let holders = onCall(.rota(id), at: now) + onCall(.line(.second, id), at: now)
      for who in holders where reasons[who.responder] == nil {
        reasons[who.responder] = who.why
      }
    }
    return persons.compactMap { person in
      guard !excluding.contains(person), let why = reasons[person] else { return nil }
      return OnCall(responder: person, why: reason.text + why)
    }
  }
}
