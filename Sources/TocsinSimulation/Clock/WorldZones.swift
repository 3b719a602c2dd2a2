// Tocsin — Simulation: the zones that worlds lie in
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Zones of the years 2026 and 2027, written out, so that a world reads no file of the machine that
/// it runs on. Source: IANA tz 2025b, `europe` and `australasia`.
struct WorldZones: ZoneSource {
  static let paris = ZoneRules(
    name: "Europe/Paris", initialOffsetSeconds: 3_600,
    transitions: changes([
      ("2026-03-29T01:00:00Z", 7_200), ("2026-10-25T01:00:00Z", 3_600),
      ("2027-03-28T01:00:00Z", 7_200), ("2027-10-31T01:00:00Z", 3_600),
    ]))

  static let lordHowe = ZoneRules(
    name: "Australia/Lord_Howe", initialOffsetSeconds: 39_600,
    transitions: changes([
      ("2026-04-04T15:00:00Z", 37_800), ("2026-10-03T15:30:00Z", 39_600),
      ("2027-04-03T15:00:00Z", 37_800), ("2027-10-02T15:30:00Z", 39_600),
    ]))

  static let all = [paris, lordHowe]

  private static func changes(_ list: [(String, Int)]) -> [ZoneTransition] {
    list.compactMap { text, offset in
      RFC3339.parse(text).map { ZoneTransition(at: $0, offsetSeconds: offset) }
    }
  }

  func rules(named name: String) -> ZoneRules {
    Self.all.first { $0.name == name } ?? .utc
  }
}
