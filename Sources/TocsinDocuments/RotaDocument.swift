// Tocsin — Documents: rotas/NAME.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One rota, with the places of what the checks look up.
struct RotaDocument {
  let path: String
  let rota: Rota
  let zoneLine: Int
  /// Where it names its calendar of holidays; 0 when it names none.
  let holidaysLine: Int
  /// Everyone named in layers and overrides.
  let people: [Lined<ResponderID>]
  /// Until when each is named: the end of an override or of a layer, nil for never.
  let ends: [(person: Lined<ResponderID>, until: Timestamp?)]

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue, name: String) {
    let keys = ["title", "zone", "needs", "holidays", "rest", "swaps", "layers", "overrides"]
    guard let object = root.object(keys) else { return nil }
    var reading = RotaReading(log: root.log)
    let title = object.required("title", example: "title: Medicine registrar")?.text()
    let zoneValue = object.required("zone", example: "zone: Europe/Paris")
    let zone = zoneValue?.zone()
    let needs = object.required("needs", example: "needs: 1, the people that it takes")
    let count = needs?.number(in: 1...Limits.targetsMax)
    let holidays = object["holidays"]?.name()
    let rest = object["rest"]?.duration(in: DocumentLimits.rests)
    let swaps = object["swaps"]?.swapRule()
    let layers = object.required("layers", example: "layers: with a list under it")?.list()
    let read = layers?.compactMap { reading.layer($0) } ?? []
    let overrides = object["overrides"]?.list()?.compactMap { reading.override($0) } ?? []
    if let count, let needs, let layers { Self.check(count, layers.count, read, needs) }
    if object["holidays"] == nil {
      for line in reading.holidayLines {
        root.log.error(
          line, "the rota names no calendar of holidays: add holidays: NAME under its title")
      }
    }
    guard let title, let zone, let zoneValue, count != nil, !root.log.hasErrors else { return nil }
    var rota = Rota(id: RotaID(name), title: title, zone: zone, layers: read)
    rota.needs = count ?? 1
    rota.holidays = holidays
    rota.rest = rest
    rota.swaps = swaps ?? .consent
    rota.overrides = overrides
    self.rota = rota
    path = root.log.path
    zoneLine = zoneValue.line
    holidaysLine = object["holidays"]?.line ?? 0
    people = reading.people
    ends = reading.ends
  }

  /// The layers of the first line can give the people that the rota needs.
  private static func check(
    _ count: Int, _ written: Int, _ layers: [RotaLayer], _ needs: YAMLValue
  ) {
    guard written == layers.count else { return }
    let first = layers.count { $0.line == .first }
    if first == 0 {
      needs.refuse("no layer holds the first line: take line: away from one of them")
    } else if count > first {
      needs.refuse(
        "\"needs\" is \(count), but the layers of the first line can give \(first): add a layer"
          + " for each person")
    }
  }
}
