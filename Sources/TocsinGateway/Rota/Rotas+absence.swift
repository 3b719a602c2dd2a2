// Tocsin — Gateway: somebody cannot come, and others take what they hold
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A duty that its holder cannot do and nobody has taken yet: an override of the rota that takes
/// the holder out and puts nobody in. What lies below answers meanwhile.
package struct DutyOffer: Hashable, Sendable {
  package let rota: RotaID
  package let giver: ResponderID
  package let from: Timestamp
  package let until: Timestamp
  package var line = RotaLine.first

  package init(_ rota: RotaID, of giver: ResponderID, from: Timestamp, until: Timestamp) {
    self.rota = rota
    self.giver = giver
    self.from = from
    self.until = until
  }

  /// The same time and place with these people.
  func override(_ people: [ResponderID], _ reason: String) -> RotaOverride {
    var override = RotaOverride(
      from: from, until: until, responders: people, reason: reason, replaces: giver)
    override.line = line
    return override
  }

  /// Takes its holder out and puts nobody in.
  var absence: RotaOverride { override([], RotaOverride.absenceReason) }

  /// The override that stands for it in a rota; nil when it is taken, or was never there.
  func override(in rota: Rota) -> RotaOverride? {
    rota.overrides.last {
      $0.replaces == giver && $0.responders.isEmpty && $0.from == from && $0.until == until
        && $0.line == line
    }
  }
}

/// Why an absence is not noted, or an offer not taken. Nothing has changed then.
package enum AbsenceError: Error, Hashable, Sendable {
  /// Not from before until, over already, or longer than `Rotas.absenceMax`. 422.
  case span
  /// The person holds nothing in that time. 404.
  case nothing
  /// There is no such offer any more: somebody was first, or it was withdrawn. 409.
  case gone
  /// The one who is to take it gives it, or has no valid account with a device. 422.
  case taker
  /// A rota cannot be changed so. 422.
  case findings([DocumentFinding])
  /// The store cannot keep or read it. 503.
  case notNow
}

extension Rotas {
  package static let absenceMax = Milliseconds.days(91)
  private static let absenceReason = RotaOverride.absenceReason

  /// Notes that a person cannot come, on every rota that they hold in that time. One unit: all or
  /// nothing. An alert that they have in hand stays theirs until they give it back.
  ///
  /// - Returns: what is offered to others from then on.
  package func absent(
    _ person: ResponderID, from: Timestamp, until: Timestamp, by actor: TrailActor
  ) async throws(AbsenceError) -> [DutyOffer] {
    let now = surroundings.time.now()
    let from = max(from, now)
    guard from < until, until <= from + Self.absenceMax else { throw .span }
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let offers = staffing.duties(of: person, from: from, until: until)
    guard !offers.isEmpty else { throw .nothing }
    let byRota = Dictionary(grouping: offers, by: \.rota)
    let surroundings = surroundings
    try await surroundings.perform(
      or: AbsenceError.notNow, "an absence could not be noted", byteCount: 64 * 1_024
    ) { store -> Result<Void, AbsenceError> in
      var revisions: [DocumentRevision] = []
      do throws(AbsenceError) {
        for (rota, offers) in byRota.sorted(by: { $0.key < $1.key }) {
          let edits = offers.map { RotaEdit.addOverride($0.absence) }
          var revision = try surroundings.revised(rota, by: edits, staffing, in: store)
          revision.author = actor.text
          revision.reason = Self.absenceReason
          revision.acceptance = Self.absenceReason
          revisions.append(revision)
        }
      } catch { return .failure(error) }
      for revision in revisions { try surroundings.keep(revision, by: actor, in: store) }
      return .success(())
    }
    await refresh()
    return offers
  }

  /// Takes what is offered: the first one has it. The revision says who.
  ///
  /// - Parameter taker: a person with a valid account until its end, and a device.
  package func take(
    _ offer: DutyOffer, for taker: ResponderID, by actor: TrailActor
  ) async throws(AbsenceError) {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let now = surroundings.time.now()
    guard now < offer.until else { throw .gone }
    guard taker != offer.giver, staffing.isReachable(taker, at: max(now, offer.from)),
      staffing.isReachable(taker, at: offer.until - Milliseconds(1))
    else { throw .taker }
    let taken = offer.override([taker], RotaOverride.takenReason(from: offer.giver))
    try await settle(offer, with: [.addOverride(taken)], taken.reason, by: actor)
  }

  /// Takes an offer back: its giver comes after all.
  package func withdraw(_ offer: DutyOffer, by actor: TrailActor) async throws(AbsenceError) {
    guard surroundings.time.now() < offer.until else { throw .gone }
    try await settle(offer, with: [], "comes after all", by: actor)
  }

  /// What is offered and not over, by begin.
  package func offers() throws(AbsenceError) -> [DutyOffer] {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let now = surroundings.time.now()
    let open = staffing.rotas.values.flatMap { rota in
      rota.overrides.compactMap { override -> DutyOffer? in
        guard let giver = override.replaces, override.responders.isEmpty, now < override.until
        else { return nil }
        var offer = DutyOffer(rota.id, of: giver, from: override.from, until: override.until)
        offer.line = override.line
        return offer
      }
    }
    return open.sorted { ($0.from, $0.rota, $0.giver) < ($1.from, $1.rota, $1.giver) }
  }

  /// What a person holds in that time, rota by rota.
  package func duties(
    of person: ResponderID, from: Timestamp, until: Timestamp
  ) throws(AbsenceError) -> [DutyOffer] {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let until = min(until, from + Self.absenceMax)
    return staffing.duties(of: person, from: from, until: until)
  }

  private func settle(
    _ offer: DutyOffer, with edits: [RotaEdit], _ reason: String, by actor: TrailActor
  ) async throws(AbsenceError) {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let surroundings = surroundings
    try await surroundings.perform(
      or: AbsenceError.notNow, "an offer could not be settled", byteCount: 64 * 1_024
    ) { store -> Result<Void, AbsenceError> in
      var revision: DocumentRevision
      do throws(AbsenceError) {
        guard let open = try surroundings.open(offer, in: store) else { return .failure(.gone) }
        revision = try surroundings.revised(
          offer.rota, by: [.removeOverride(open)] + edits, staffing, in: store)
      } catch { return .failure(error) }
      (revision.author, revision.reason) = (actor.text, reason)
      try surroundings.keep(revision, by: actor, in: store)
      return .success(())
    }
    await refresh()
  }
}

extension Staffing {
  /// What a person holds on every rota in that time.
  func duties(of person: ResponderID, from: Timestamp, until: Timestamp) -> [DutyOffer] {
    var found: [DutyOffer] = []
    for rota in rotas.values.sorted(by: { $0.id < $1.id }) {
      let zone = zones[rota.zone] ?? .utc
      let shifts = rota.shifts(from: from, until: until, zone: zone, handovers: handovers)
      for line in RotaLine.allCases {
        for shift in shifts
        where shift.holders(of: line).contains(where: { $0.responder == person }) {
          var next = DutyOffer(rota.id, of: person, from: shift.from, until: shift.until)
          next.line = line
          if let last = found.last, last.rota == rota.id, last.line == line,
            last.until == shift.from
          {
            next = DutyOffer(rota.id, of: person, from: last.from, until: shift.until)
            next.line = line
            found.removeLast()
          }
          found.append(next)
        }
      }
    }
    return found
  }
}

extension Surroundings {
  /// The newest revision of a rota with edits, as the next one, inside a unit.
  fileprivate func revised(
    _ rota: RotaID, by edits: [RotaEdit], _ staffing: Staffing, in store: any StoreReader
  ) throws(AbsenceError) -> DocumentRevision {
    let newest = try newest(rota, in: store)
    do throws(RotaRefusal) {
      let zone = try directory.rota(newest.text, named: rota.text).zone
      let text = try directory.edited(
        newest.text, ofRota: rota.text, by: edits, zone: staffing.zones[zone] ?? .utc)
      return DocumentRevision(
        kind: "rota", name: rota.text, revision: newest.revision + 1, text: text,
        importedAt: time.now())
    } catch { throw .findings(error.findings) }
  }

  private func newest(
    _ rota: RotaID, in store: any StoreReader
  ) throws(AbsenceError) -> DocumentRevision {
    let found: DocumentRevision?
    do { found = try store.revisions(ofKind: "rota", name: rota.text, limit: 1).first } catch {
      throw .notNow
    }
    guard let found else { throw .gone }
    return found
  }

  fileprivate func open(
    _ offer: DutyOffer, in store: any StoreReader
  ) throws(AbsenceError) -> RotaOverride? {
    let newest = try newest(offer.rota, in: store)
    do throws(RotaRefusal) {
      return offer.override(in: try directory.rota(newest.text, named: offer.rota.text))
    } catch { throw .findings(error.findings) }
  }

  fileprivate func keep(
    _ revision: DocumentRevision, by actor: TrailActor, in store: any StoreTransaction
  ) throws {
    try store.insert(revision)
    try store.append(leaf(of: revision, by: actor, at: time.now()))
  }
}
