// Tocsin — Core: a small change of a rota, and the parts that it touches
// SPDX-License-Identifier: Apache-2.0

/// One small change of a rota's document; several of them make one revision.
///
/// Layers are given in the words of the document, so that an edit can say whatever a layer can.
package enum RotaEdit: Equatable, Sendable {
  /// Becomes the strongest override.
  case addOverride(RotaOverride)
  /// Become the strongest overrides, in this order; at most `overridesMax`.
  case addOverrides([RotaOverride])
  /// The first one that is equal.
  case removeOverride(RotaOverride)
  /// The keys and values of one layer, which takes the place of the layer of that name; a name
  /// that is new makes it the strongest layer.
  case putLayer(name: String, text: String)
  case removeLayer(String)
  /// To a place counted from 0, the weakest.
  case moveLayer(String, to: Int)
  case setTitle(String)
  case setNeeds(Int)
  /// The whole document.
  case replace(text: String)

  /// Edits of one change.
  package static let countMax = 50
  /// Overrides that one edit adds.
  package static let overridesMax = 500
}

/// What two people can change without meeting each other.
package enum RotaPart: Hashable, Sendable {
  case title, needs
  /// Which layers there are, and which wins over which.
  case order
  /// What the layer of that name says.
  case layer(String)
  /// Who replaces whom in [from, until).
  case overrides(from: Timestamp, until: Timestamp)
  /// The zone and whatever else a rota says once.
  case rest
  case whole

  /// Whether changes of both parts are one matter. Overrides are when their times overlap.
  package func meets(_ other: RotaPart) -> Bool {
    switch (self, other) {
    case (.whole, _), (_, .whole): true
    case (.overrides(let from, let until), .overrides(let begin, let end)):
      from < end && begin < until
    default: self == other
    }
  }
}

extension RotaEdit {
  /// What it touches in `rota`, to which it is applied.
  package func parts(in rota: Rota) -> Set<RotaPart> {
    switch self {
    case .addOverride(let override), .removeOverride(let override):
      [.overrides(from: override.from, until: override.until)]
    case .addOverrides(let overrides):
      Set(overrides.map { .overrides(from: $0.from, until: $0.until) })
    case .putLayer(let name, _):
      rota.layers.contains { $0.name == name } ? [.layer(name)] : [.layer(name), .order]
    case .removeLayer(let name): [.layer(name), .order]
    case .moveLayer: [.order]
    case .setTitle: [.title]
    case .setNeeds: [.needs]
    case .replace: [.whole]
    }
  }
}

extension Rota {
  /// The parts in which `newer` differs from this one.
  package func parts(changedIn newer: Rota) -> Set<RotaPart> {
    var parts: Set<RotaPart> = []
    if title != newer.title { parts.insert(.title) }
    if needs != newer.needs { parts.insert(.needs) }
    if layers.map(\.name) != newer.layers.map(\.name) { parts.insert(.order) }
    for name in Set((layers + newer.layers).map(\.name)) {
      let (old, new) = (layers.filter { $0.name == name }, newer.layers.filter { $0.name == name })
      if old != new { parts.insert(.layer(name)) }
    }
    for override in Self.differing(overrides, newer.overrides) {
      parts.insert(.overrides(from: override.from, until: override.until))
    }
    var rest = newer
    (rest.title, rest.needs, rest.layers, rest.overrides) = (title, needs, layers, overrides)
    if rest != self { parts.insert(.rest) }
    return parts
  }

  /// Overrides of one list that the other lacks; when they differ in order alone, all of them.
  private static func differing(_ old: [RotaOverride], _ new: [RotaOverride]) -> [RotaOverride] {
    guard old != new else { return [] }
    var (gone, come) = (old, [RotaOverride]())
    for override in new {
      if let index = gone.firstIndex(of: override) {
        gone.remove(at: index)
      } else {
        come.append(override)
      }
    }
    return gone.isEmpty && come.isEmpty ? new : gone + come
  }
}
