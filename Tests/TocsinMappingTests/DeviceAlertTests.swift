// Tocsin — TocsinMappingTests: alarms of devices, in every dialect of the field
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinHL7

@testable import TocsinMapping

/// Reads the OBX of one group as a device's alert.
private func alert(
  _ rows: [String], order: String = "OBR|1||EVT-1^MON^^|196616^MDC_EVT_ALARM^MDC|||20261124083011"
) throws -> DeviceAlert? {
  let header = #"MSH|^~\&|MON|NORTH|||20261124||ORU^R40|1|P|2.6"#
  let message = try HL7Message(parsing: Sample.bytes([header, order] + rows))
  let group = SegmentGroup(
    preamble: 1..<1, leading: 1..<1, body: 1..<message.segments.count, findings: [])
  return DeviceAlert(
    GroupScope(
      message: message, group: group, leading: [], finder: SegmentFinder(message)))
}

private let event = "OBX|1|ST|196648^MDC_EVT_HI^MDC|1.1.1.1.1|ABP high||||||R"
private let metric =
  "OBX|2|NM|150037^MDC_PRESS_BLD_ART_ABP_SYS^MDC|1.1.1.1.2|182|266016^MDC_DIM_MMHG^MDC|90-160||||R"

/// Groups that hold no alert: their rows, with a `/` between them.
private let observations = [
  "OBX|1||70686^MDC_DEV_DIALYSIS_MDS^MDC|1.0.0.0|||||||X"
    + "/OBX|2|NM|158600^MDC_HDIALY_FLOW^MDC|1.1.1.1.3|300|265266^MDC_DIM_MILLI_L_PER_MIN^MDC|||||R",
  "OBX|1|ST|150037^MDC_X^MDC|1.1.1.1.4|72|||H|||R",
  "OBX|1|NM|150037^MDC_X^MDC|1.1.1.150037|72|266016^MDC_DIM_MMHG^MDC||HH~H|||R", "NTE|1||a",
]

@Suite struct `An alarm of a device` {
  @Test(arguments: [
    "68481^MDC_ATTR_EVENT_PHASE^MDC", "68481^MDC_ATTR_EVT_PHASE^MDC",
    "68165^MDC_ATTR_EVT_PHASE^MDC",
    "MDC_ATTR_EVENT_PHASE^68481^MDC", "^MDC_ATTR_EVENT_PHASE", "68481", "68165", "68481^^MDC",
    "99999^mdc_attr_event_phase^LOCAL", "X^Y^L^68481^MDC_ATTR_EVENT_PHASE^MDC", "",
    "7^SomethingElse^L",
  ])
  func `has its phase under every name that is sent`(name: String) throws {
    let row = "OBX|3|ST|\(name)|1.1.1.1.3|continue||||||R"
    #expect(try alert([event, row])?.phase == "continue")
  }

  @Test(arguments: [
    "68482^MDC_ATTR_ALARM_STATE^MDC", "68166^MDC_ATTR_ALERT_STATE^MDC",
    "68482^MDC_ATTR_ALERT_STATE",
    "MDC_ATTR_ALARM_STATE^68482^MDC", "68166", "68481^MDC_ATTR_ALARM_STATE^MDC",
  ])
  func `has its state by the name before the code`(name: String) throws {
    let row = "OBX|4|ST|\(name)|1.1.1.1.9|Latched||||||F"
    let found = try alert([event, row])
    #expect(found?.state == "latched")
    #expect(found?.isGone == true)
  }

  @Test(arguments: [
    ("ST", "start", "start"), ("ST", "START", "start"), ("CWE", "x^start^L", "start"),
    ("ST", " Escalate ", "escalate"), ("ST", "de-escalate", "de-escalate"), ("ST", "bogus", nil),
    ("ST", "", nil),
  ])
  func `has its phase in any case and form`(type: String, value: String, phase: String?) throws {
    let row = "OBX|3|\(type)|68481^MDC_ATTR_EVENT_PHASE^MDC|1.1.1.1.3|\(value)||||||R"
    #expect(try alert([event, row])?.phase == phase)
  }

  @Test(arguments: [
    ("PM", "", "PM"), ("pm", "", "PM"), ("", "H~PH~SP", "PH"), ("20", "H~PH~SP", "PH"),
    ("20", "", "20"), ("", "", ""), ("PL", "H~PH~SP", "PL"), ("", "A~pm~SA", "PM"),
    ("", "H", ""),
  ])
  func `has its priority from the facet, else from OBX-8, else as it was sent`(
    facet: String, flags: String, priority: String
  ) throws {
    let row = "OBX|7|ST|68484^MDC_ATTR_ALARM_PRIORITY^MDC|1.1.1.1.6|\(facet)||||||R"
    let value = metric.replacing("|90-160|", with: "|90-160|\(flags)")
    #expect(try alert([event, value, row])?.priority == priority)
  }

  @Test func `is found by its packed flags alone, without facets`() throws {
    let found = try alert([
      "OBX|1|ST|0^NOT KNOWN^L|1.1.1.1.1|Check the sensor|||A~PM~SA|||R"
    ])
    #expect(found?.priority == "PM")
    #expect(found?.type == "SA")
    #expect(found?.transition == .started)
  }

  @Test(arguments: observations) func `is not what carries plain observations`(
    rows: String
  ) throws {
    let found = try alert(rows.split(separator: "/").map(String.init))
    #expect(found == nil)
  }

  @Test func `shows the value with its unit, the limits, and where it was measured`() throws {
    let found = try alert([event, metric])
    #expect(found?.value == "182 mmHg")
    #expect(found?.limits == "90-160")
    #expect(found?.source == "MDC_PRESS_BLD_ART_ABP_SYS")
    #expect(found?.text == "ABP high")
    let bare = metric.replacing("266016^MDC_DIM_MMHG^MDC", with: "")
    #expect(try alert([event, bare])?.value == "182 (no unit given)")
  }

  @Test func `of technical kind shows its own name and the part of the device`() throws {
    let found = try alert([
      "OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.2.0.0.1|196802^MDC_EVT_BATT_LO^MDC^^^^^^Battery low"
        + "||||||R"
        + "|||20261124084210+0100||||PUMP-0442^^0A1B^EUI-64",
      "OBX|2|CWE|68480^MDC_ATTR_ALERT_SOURCE^MDC|1.2.0.0.2|69986^MDC_DEV_PUMP^MDC^^^^^^Pump||||||R",
    ])
    #expect(found?.event == "MDC_EVT_BATT_LO")
    #expect(found?.text == "Battery low")
    #expect(found?.source == "Pump")
    #expect(found?.device == "PUMP-0442")
    #expect(found?.time == "20261124084210+0100")
  }

  @Test(arguments: [
    ("EVT-1^MON^0A^EUI-64", "", "EVT-1@MON"),
    ("EVT-1-M2^MON^0A^EUI-64", "^EVT-1&MON&0A&EUI-64", "EVT-1@MON"),
    ("1^5F0A3C1E-9B1D-4C58-8E70-1D2E3F405162", "", "5f0a3c1e-9b1d-4c58-8e70-1d2e3f405162"),
    ("9^x", "^0&5F0A3C1E-9B1D-4C58-8E70-1D2E3F405162&", "5f0a3c1e-9b1d-4c58-8e70-1d2e3f405162"),
    ("5001^MON", "", "5001@MON"), ("5002^MON", "", "5002@MON"),
    ("", "", "MON07|MDC_EVT_HI|1.1.1.1"),
  ])
  func `keeps one key from its first message to its last`(
    own: String, parent: String, key: String
  ) throws {
    let order =
      "OBR|1||\(own)|196616^MDC_EVT_ALARM^MDC" + String(repeating: "|", count: 25) + parent
    let row = event + "|||||||MON07^^0A^EUI-64"
    #expect(try alert([row], order: order)?.key == key)
  }
}

/// Phase, state and inactivation as they come (`-` for nothing), and the word for them.
private let transitions = [
  "start active enabled started", "continue active enabled continued", "tpoint active - occurred",
  "update active - updated", "escalate active - escalated", "deescalate active - deescalated",
  "end active - ended", "reset latched enabled ended", "update inactive - ended",
  "continue off - ended", "- inactive alert-acknowledged ended",
  "continue latched enabled latched", "- - - started",
  "update active enabled~alert-acknowledged attended", "continue active audio-paused attended",
  "continue latched alarm-paused attended", "continue active audio-off continued",
  "continue active alarm-off continued", "unknown active - started",
]

@Suite struct `What a device says about its alarm` {
  @Test(arguments: transitions)
  func `is one word of phase, state and inactivation`(line: String) {
    let words = line.split(separator: " ").map { $0 == "-" ? nil : String($0) }
    let inactivation = words[2]?.split(separator: "~").map(String.init) ?? []
    let found = DeviceTransition(phase: words[0], state: words[1], inactivation: inactivation)
    #expect(found.rawValue == words[3])
  }
}

@Suite struct `A device's alarm in a mapping` {
  static func mapping(where conditions: [MappingCondition] = []) throws -> Mapping {
    func first(_ text: String) throws -> FirstOf { FirstOf([try MappingTemplate(parsing: text)]) }
    var draft = DraftPattern(
      kind: "device-alarm", priority: .medium, dedupKey: try first("{ALT-12}"), who: [],
      what: MappingStatement(name: try first("{ALT-1}< {ALT-4}>")))
    draft.since = [try MappingPath(parsing: "ALT-14")]
    var rule = MappingRule(
      name: "alarm", messages: [try MessageTypePattern(parsing: "ORU^R40")],
      conditions: conditions, grouping: MappingGrouping(each: "OBR"), draft: draft)
    rule.reading = .deviceAlert
    return Mapping(integration: "monitors", title: "Monitors", zone: "UTC", rules: [rule])
  }

  static func outcome(
    _ segments: [String], where conditions: [MappingCondition] = []
  ) throws -> MappingOutcome {
    let header = #"MSH|^~\&|MON|NORTH|||20261124||ORU^R40|1|P|2.6"#
    let message = try HL7Message(parsing: Sample.bytes([header] + segments))
    return try mapping(where: conditions).outcome(for: message)
  }

  static let order = "OBR|1||EVT-1^MON|196616^MDC_EVT_ALARM^MDC"
  static let hostile = #"OBX|1|ST|196648^MDC_EVT_HI^MDC|1.1.1.1.1|a \F\ b \S\ c \T\ d \R\ e \E\ f"#

  @Test func `is shown as it came, whatever characters it holds`() throws {
    guard case .drafts(let drafts, _) = try Self.outcome([Self.order, Self.hostile]) else {
      Issue.record("no draft")
      return
    }
    #expect(drafts.map(\.content.what) == [#"a | b ^ c & d ~ e \ f"#])
    #expect(drafts.map(\.dedupKey) == ["EVT-1@MON"])
    #expect(drafts.map(\.isDeviceAlarm) == [true])
  }

  @Test func `makes one draft for each order, and leaves observations out`() throws {
    let outcome = try Self.outcome([
      Self.order, event, "OBR|2||OBS-1", "OBX|1|NM|150037^MDC_X^MDC|1.1.1.1.3|72",
      "OBR|3||EVT-2^MON", event,
    ])
    guard case .drafts(let drafts, _) = outcome else {
      Issue.record("no draft")
      return
    }
    #expect(drafts.map(\.dedupKey) == ["EVT-1@MON", "EVT-2@MON"])
  }

  @Test func `is chosen by conditions on what was read`() throws {
    let wanted = MappingCondition(
      path: try MappingPath(parsing: "ALT-10"), patterns: [try MappingPattern(parsing: "SP")])
    let type = "OBX|8|ST|68485^MDC_ATTR_ALERT_TYPE^MDC|1.1.1.1.7|SA||||||R"
    #expect(
      try Self.outcome([Self.order, event, type], where: [wanted])
        == .notForUs(rule: "alarm: no alert of a device that is wanted"))
  }

  @Test(arguments: [
    ("258047^MDC_EVT_ACTIVE^MDC", "active", "10|264320^MDC_DIM_SEC^MDC", 10, false),
    ("0^MDC_EVT_WATCHDOG^MDC", "active", "2|264352^MDC_DIM_MIN^MDC", 120, false),
    ("258047", "active", "", 5, false),
    ("258047^MDC_EVT_ACTIVE^MDC", "inactive", "10|", 10, true),
  ])
  func `is a sign of life when it is a watchdog`(
    name: String, state: String, timeout: String, seconds: Int64, isStopping: Bool
  ) throws {
    let outcome = try Self.outcome([
      Self.order, "OBX|1|ST|\(name)|1.0.0.0.1|||||||R",
      "OBX|2|ST|68482^MDC_ATTR_ALARM_STATE^MDC|1.0.0.0.4|\(state)||||||R",
      "OBX|3|NM|67860^MDC_ATTR_CONFIRM_TIMEOUT^MDC|1.0.0.0.8|\(timeout)",
    ])
    let heartbeat = SourceHeartbeat(replyWithin: .seconds(seconds), isStopping: isStopping)
    #expect(outcome == .heartbeat(heartbeat, rule: "alarm"))
  }
}
