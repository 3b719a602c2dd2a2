// Tocsin — Mapping: drafts of the alerts of bedside devices
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

/// What a rule reads a group as, beside its segments.
package enum MappingReading: String, Hashable, Sendable, CaseIterable {
  /// IHE PCD-04: each OBR an alert with its facets, in the segment `ALT`.
  case deviceAlert = "device-alert"
}

/// What a message with device alerts holds.
struct DeviceHarvest {
  var drafts: [AlertDraft] = []
  var heartbeat: SourceHeartbeat?
}

extension Mapping {
  /// The drafts of a message whose rule reads device alerts, and its sign of life. Conditions on
  /// `ALT` choose among the alerts; those on the message stand before.
  func deviceHarvest(
    of message: HL7Message, by rule: MappingRule, _ finder: SegmentFinder
  ) -> DeviceHarvest {
    var harvest = DeviceHarvest()
    let chosen = rule.conditions.filter { $0.path.name == .alert }
    let walk = GroupWalk(message: message, rule: rule)
    for group in walk.groups {
      var scope = GroupScope(
        message: message, group: group, leading: rule.grouping.leadingNames, finder: finder)
      guard let alert = DeviceAlert(scope) else { continue }
      if alert.isWatchdog {
        harvest.heartbeat = SourceHeartbeat(
          replyWithin: alert.replyWithin ?? MappingLimits.replyWithin,
          isStopping: alert.transition == .ended)
        continue
      }
      let segment = DeviceSegment.segment(of: alert)
      if let segment, !chosen.allSatisfy({ $0.holds(for: segment) }) { continue }
      scope.reading = segment
      harvest.drafts.append(DraftComposer(mapping: self, rule: rule, scope: scope).draft())
    }
    if walk.furtherCount > 0, let last = harvest.drafts.indices.last {
      harvest.drafts[last].content.what +=
        "\n\(walk.furtherCount) more in the same message are not shown: look at the device."
    }
    return harvest
  }
}
