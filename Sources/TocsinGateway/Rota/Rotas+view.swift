// Tocsin — Gateway: a rota as a calendar shows it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// One layer alone, as if nothing lay above it.
package struct LayerLine: Sendable {
  package let layer: RotaLayer
  package let shifts: [Shift]
}

/// A rota between two instants.
package struct RotaView: Sendable {
  package let revision: DocumentRevision
  package let rota: Rota
  package let zone: ZoneRules
  package let from: Timestamp
  package let until: Timestamp
  /// Who answers, without gap or overlap.
  package let shifts: [Shift]
  package let lines: [LayerLine]
  package let gaps: [RotaGap]
  package let people: [ResponderID: Responder]
}

/// A rota in a list.
package struct RotaRow: Sendable {
  package let present: RotaNow
  package let needs: Int
  /// The first time within 13 weeks that is not covered.
  package let nextGap: RotaGap?
}

extension Rotas {
  /// The longest stretch that is shown at once.
  package static let viewMax = Milliseconds.days(100)

  /// A rota from `from` to `until`, at most `viewMax` later.
  ///
  /// - Parameter revision: nil for the newest, which holds.
  package func view(
    of id: RotaID, revision: Int? = nil, from: Timestamp, until: Timestamp
  ) async throws(RotasError) -> RotaView {
    let document = try await document(of: id, revision: revision)
    let read: Rota
    do throws(RotaRefusal) {
      read = try surroundings.directory.rota(document.text, named: id.text)
    } catch { throw .findings(error.findings) }
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let rota = read.observing(staffing.calendars)
    guard
      let zone = staffing.zones[rota.zone] ?? (try? surroundings.directory.rules(ofZone: rota.zone))
    else { throw .notNow }
    let until = min(max(until, from), from + Self.viewMax)
    let lines = rota.layers.map { layer in
      var first = layer
      first.line = .first
      var alone = Rota(id: rota.id, title: rota.title, zone: rota.zone, layers: [first])
      alone.calendar = rota.calendar
      return LayerLine(layer: layer, shifts: alone.shifts(from: from, until: until, zone: zone))
    }
    return RotaView(
      revision: document, rota: rota, zone: zone, from: from, until: until,
      shifts: rota.shifts(
        from: from, until: until, zone: zone, handovers: staffing.handovers), lines: lines,
      gaps: staffing.gaps(of: rota, from: from, until: until), people: staffing.responders)
  }

  /// Everyone who can stand in a rota now, by id: those with a valid account.
  package func people() throws(RotasError) -> [Responder] {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let now = surroundings.time.now()
    return staffing.responders.values.filter { $0.isValid(at: now) }.sorted { $0.id < $1.id }
  }

  /// All rotas now, by id.
  package func list() throws(RotasError) -> [RotaRow] {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let now = surroundings.time.now()
    return staffing.rotas.values.sorted { $0.id < $1.id }.map { rota in
      RotaRow(
        present: RotaNow(rota, staffing, at: now), needs: rota.needs,
        nextGap: staffing.gaps(of: rota, from: now, until: now + RotaPreview.reach).first)
    }
  }
}
