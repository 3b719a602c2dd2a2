// Tocsin — Core tests: rotas to try
// SPDX-License-Identifier: Apache-2.0

import TocsinCore

let amara = ResponderID("amara")
let bruno = ResponderID("bruno")
let chloe = ResponderID("chloe")
let dmitri = ResponderID("dmitri")

/// A layer of three members, or others.
func layer(
  _ turn: RotaTurn, from start: String, at handoff: String = "08:00",
  members: [ResponderID] = [amara, bruno, chloe], name: String = "base"
) -> RotaLayer {
  RotaLayer(
    name: name, members: members, start: date(start), handoff: clock(handoff), turn: turn)
}

/// A rota of these layers.
func rota(_ layers: RotaLayer...) -> Rota {
  Rota(
    id: RotaID("medicine"), title: "Medicine registrar", zone: "Europe/Paris", layers: layers)
}

extension RotaLayer {
  /// The same layer, covering these windows alone.
  func restricted(to windows: WeeklyWindow...) -> RotaLayer {
    var copy = self
    copy.restriction = windows
    return copy
  }

  /// The same layer, ending on that day.
  func ending(_ day: String) -> RotaLayer {
    var copy = self
    copy.end = date(day)
    return copy
  }
}

extension Rota {
  /// The same rota with overrides.
  func overridden(_ overrides: RotaOverride...) -> Rota {
    var copy = self
    copy.overrides = overrides
    return copy
  }

  /// The same rota, needing that many people.
  func needing(_ count: Int) -> Rota {
    var copy = self
    copy.needs = count
    return copy
  }

  /// The responders on call at a time, by name; empty for nobody.
  func names(
    at time: String, _ zone: ZoneRules = TestZones.paris, _ handovers: [Handover] = []
  ) -> [String] {
    onCall(at: at(time), zone: zone, handovers: handovers).responders.map(\.text)
  }

  /// The shifts as lines of `from who`, in the zone's own time.
  func lines(from: String, until: String, _ zone: ZoneRules = TestZones.paris) -> [String] {
    shifts(from: at(from), until: at(until), zone: zone).map { shift in
      let who = shift.responders.map(\.text).joined(separator: "+")
      return "\(RFC3339.minuteText(shift.from, in: zone)) \(who.isEmpty ? "nobody" : who)"
    }
  }
}

/// Accepted on the spot, or at a time.
func handover(
  _ from: ResponderID, _ to: ResponderID, _ begin: String, _ end: String,
  accepted: String? = nil
) -> Handover {
  var handover = Handover(
    rota: RotaID("medicine"), from: from, to: to, at: at(begin), until: at(end))
  handover.acceptedAt = at(accepted ?? begin)
  return handover
}

/// Rotas of four people who all have a device and an account without end.
func staffing(_ rotas: Rota...) -> Staffing {
  var staffing = Staffing(zones: ["Europe/Paris": TestZones.paris])
  for rota in rotas { staffing.rotas[rota.id] = rota }
  for id in [amara, bruno, chloe, dmitri] {
    staffing.responders[id] = Responder(id: id, name: id.text)
    staffing.devices[id] = [DeviceID(high: 7, low: 1)]
  }
  return staffing
}
