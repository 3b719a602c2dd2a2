// Tocsin — Mapping: a device's alert with its seven facets (IHE PCD-04)
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

/// One OBR group of an ORU^R40, in whatever dialect it came.
///
/// Facets are found by reference id, by code, and by OBX-4 (`DeviceRow.facet`); priority and type
/// may instead stand in OBX-8. A group without any of them holds plain observations and is no
/// alert. Texts are as they came; words are in one spelling.
struct DeviceAlert: Hashable, Sendable {
  /// What the device's screen shows.
  var text = ""
  /// The event's reference id, such as `MDC_EVT_HI`, else its code.
  var event = ""
  /// The metric or the part of the device.
  var source = ""
  /// The metric's value with its unit; empty when there is none.
  var value = ""
  /// OBX-7 of the metric.
  var limits = ""
  var phase: String?
  var state: String?
  var inactivation: [String] = []
  /// `PH`, `PM`, `PL`, `PN`, `PI`, `PU`; else what was sent, in capitals; empty for nothing.
  var priority = ""
  /// `SP`, `ST`, `SA`; empty for nothing.
  var type = ""
  /// What all messages about this alert have in common.
  var key = ""
  /// The device, as OBX-18 names it.
  var device = ""
  /// When it happened, as the message gives it.
  var time = ""
  /// The time in which a watchdog wants its reply.
  var replyWithin: Milliseconds?

  /// What the device says about the alert.
  var transition: DeviceTransition {
    DeviceTransition(phase: phase, state: state, inactivation: inactivation)
  }

  /// The condition is over, and the device goes on saying it until it is reset.
  var isGone: Bool { state == "latched" }

  /// A sign of life, not an alert.
  var isWatchdog: Bool {
    ["MDC_EVT_WATCHDOG", "MDC_EVT_ACTIVE", "258047"].contains(event)
  }

  /// Nil for a group that holds no alert.
  init?(_ scope: GroupScope) {
    let segments = scope.message.segments
    let rows = scope.group.body.lazy.map { segments[$0] }
      .filter { SegmentName.observation.names($0) }.map { DeviceRow($0) }
    var found = DeviceRows()
    for row in rows { found.take(row) }
    guard found.isAlert else { return nil }
    read(found)
    let order = scope.segment(SegmentName.order)
    key = DeviceKey.text(order) ?? fallbackKey(found)
    if time.isEmpty { time = order?.field(7).component(1).text().trimmed ?? "" }
  }

  private mutating func read(_ rows: DeviceRows) {
    phase = rows.facets[.phase]?.word(of: .phase)
    state = rows.facets[.state]?.word(of: .state)
    inactivation = rows.facets[.inactivation]?.words(of: .inactivation) ?? []
    let flags = rows.all.flatMap(\.flags)
    type =
      rows.facets[.type]?.word(of: .type)?.uppercased()
      ?? flags.first { DeviceFacet.type.words?.contains($0) == true }?.uppercased() ?? ""
    let packed = flags.first { DeviceFacet.priority.words?.contains($0) == true }
    let sent = rows.facets[.priority]?.display.uppercased() ?? ""
    priority = (rows.facets[.priority]?.word(of: .priority) ?? packed)?.uppercased() ?? sent
    readEvent(rows)
    readSource(rows)
    device = rows.device
    replyWithin = rows.facets[.replyTimeout].flatMap(Self.timeout)
  }

  private mutating func readEvent(_ rows: DeviceRows) {
    guard let row = rows.facets[.event] else {
      text = rows.facets[.text]?.display ?? ""
      return
    }
    // A technical alert names itself in OBX-5: facet 1 only says that there is one.
    let inside = [1, 2, 4, 5].map { row.segment.field(5).component($0).text().trimmed.uppercased() }
    let isGeneral = row.refid == "MDC_EVT_ALARM" || row.code == 196_616
    let named = isGeneral ? inside.first { $0.hasPrefix("MDC_EVT") } : nil
    let code = row.code.map { String($0) } ?? ""
    event = named ?? (row.refid.isEmpty ? code : row.refid)
    let shown = [rows.facets[.text]?.display ?? "", row.display, event].first { !$0.isEmpty }
    text = (shown ?? "").cut(to: MappingLimits.deviceTextBytesMax)
    time = row.segment.field(14).component(1).text().trimmed
  }

  private mutating func readSource(_ rows: DeviceRows) {
    guard let row = rows.facets[.source] else { return }
    if row.isAttribute {
      source = row.display
      return
    }
    let identity = row.segment.field(3)
    source =
      [9, 2, 5, 1].lazy.map { identity.component($0).text().trimmed }
      .first { !$0.isEmpty } ?? ""
    let value = row.segment.observationText.trimmed
    limits = row.segment.field(7).text().trimmed
    guard !value.isEmpty else { return }
    self.value = DeviceUnit.text(of: value, unit: row.segment.field(6))
  }

  /// OBX-5 in the unit of OBX-6: seconds, unless it says minutes.
  private static func timeout(_ row: DeviceRow) -> Milliseconds? {
    guard let number = Double(row.segment.field(5).component(1).text().trimmed),
      (0.001...86_400).contains(number)
    else { return nil }
    let unit = row.segment.field(6).text().uppercased()
    return Milliseconds(Int64(number * (unit.contains("_MIN") ? 60_000 : 1_000)))
  }

  private func fallbackKey(_ rows: DeviceRows) -> String {
    let prefix = rows.facets[.event]?.prefix ?? rows.all.first?.prefix ?? ""
    return [device, event, prefix].joined(separator: "|")
  }
}

/// The rows of one group, by facet; the first of each counts.
struct DeviceRows {
  private(set) var facets: [DeviceFacet: DeviceRow] = [:]
  private(set) var all: [DeviceRow] = []
  private(set) var device = ""

  mutating func take(_ row: DeviceRow) {
    let named = row.segment.field(18)
    if device.isEmpty {
      device = [1, 3].lazy.map { named.component($0).text().trimmed }.first { !$0.isEmpty } ?? ""
    }
    guard !row.isOfDevice else { return }
    all.append(row)
    // A metric whose place is not numbered as the profile wants is the source all the same.
    let isMetric = row.segment.field(2).component(1).text().trimmed.uppercased() == "NM"
    let facet = row.facet ?? (isMetric ? .source : nil)
    if let facet, facets[facet] == nil { facets[facet] = row }
  }

  /// Whether anything in it says that this is an alert and not an observation.
  var isAlert: Bool {
    let hasWord = [DeviceFacet.phase, .state, .type].contains { facet in
      facets[facet]?.word(of: facet) != nil
    }
    let hasFlag = all.contains { row in
      row.flags.contains { DeviceFacet.type.words?.contains($0) == true }
    }
    return hasWord || hasFlag || facets[.event] != nil
  }
}
