// Tocsin — Gateway: what one person holds, hands over and takes
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a person holds on one line now.
package struct HeldDuty: Sendable {
  package let target: DutyLine
  package let title: String
  /// Without a break until then.
  package let until: Timestamp
  package let why: String
  /// Who is on it after them; empty when nobody is.
  package let next: [ResponderID]
  /// Whom they may hand it to: who comes next, then who else stands in the rota and can be paged.
  package let candidates: [ResponderID]
  /// The test page of its start is not answered yet.
  package let awaitsTest: Bool
  package let zone: ZoneRules
}

/// An open alert in a person's hand, without a word of what it says.
package struct AlertInHand: Hashable, Sendable {
  package let alert: AlertID
  /// The page under which their devices have it.
  package let page: PageID
  package let priority: Priority
  package let since: Timestamp
}

/// One screen: "what I hand over, what I take".
package struct OwnDuties: Sendable {
  package var held: [HeldDuty] = []
  /// Handovers that are offered by the person or to them, and those that run.
  package var handovers: [Handover] = []
  package var inHand: [AlertInHand] = []
  /// How much the giver of each handover to the person has in hand, by giver.
  package var inHandOfGivers: [ResponderID: Int] = [:]
}

extension Handovers {
  /// The open alerts that are looked at for one person.
  static let alertsMax = 200

  /// What a person holds, what is in their hands, and what is being handed over.
  package func own(of person: ResponderID) async throws(HandoverError) -> OwnDuties {
    let surroundings = surroundings
    let now = surroundings.time.now()
    return try await surroundings.read(or: HandoverError.notNow, "duties could not be read") {
      store in
      let staffing = try surroundings.staffing(in: store)
      var own = OwnDuties()
      own.held = staffing.held(by: person, at: now)
      own.handovers = staffing.handovers.filter { handover in
        (handover.to == person || handover.from == person) && now < handover.until
      }
      own.inHand = try store.inHand(of: person)
      for offer in own.handovers where offer.to == person && offer.acceptedAt == nil {
        own.inHandOfGivers[offer.from] = try store.inHand(of: offer.from).count
      }
      return own
    }
  }
}

extension StoreReader {
  /// The open alerts in a person's hand, most urgent and oldest first.
  fileprivate func inHand(of person: ResponderID) throws -> [AlertInHand] {
    let open = try openAlerts(of: person, limit: Handovers.alertsMax)
    let found = open.flatMap { alert in
      alert.duties.filter { $0.phase.holder == person }.compactMap { duty in
        duty.people.first { $0.responder == person }.map {
          AlertInHand(
            alert: alert.id, page: $0.page, priority: alert.priority, since: alert.openedAt)
        }
      }
    }
    return found.sorted { ($0.priority, $0.since) < ($1.priority, $1.since) }
  }
}

extension Staffing {
  /// What a person holds now, by rota and line; a trainee line as well.
  fileprivate func held(by person: ResponderID, at now: Timestamp) -> [HeldDuty] {
    rotas.values.sorted { $0.id < $1.id }.flatMap { rota in
      RotaLine.allCases.compactMap { line in
        let duty = DutyLine(rota.id, line)
        guard let why = onCall(duty.target, at: now).first(where: { $0.responder == person })?.why,
          let until = end(of: duty, with: person, at: now)
        else { return nil }
        let next = onCall(duty.target, at: until).map(\.responder).filter { $0 != person }
        return HeldDuty(
          target: duty, title: rota.title, until: until, why: why, next: next,
          candidates: candidates(rota, next, except: person, in: now..<until),
          awaitsTest: starts.contains {
            $0.responder == person && $0.rota == rota.id && $0.line == line
          }, zone: zones[rota.zone] ?? .utc)
      }
    }
  }

  private func candidates(
    _ rota: Rota, _ next: [ResponderID], except person: ResponderID, in time: Range<Timestamp>
  ) -> [ResponderID] {
    let members = rota.layers.flatMap(\.members) + rota.overrides.flatMap(\.responders)
    var seen: Set<ResponderID> = [person]
    return (next + Set(members).sorted()).filter { other in
      seen.insert(other).inserted && mayTake(other, from: time.lowerBound, until: time.upperBound)
    }
  }
}
