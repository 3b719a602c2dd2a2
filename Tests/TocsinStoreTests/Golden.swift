// Tocsin — StoreTests: the first released forms, written out
// SPDX-License-Identifier: Apache-2.0

import TocsinCore

enum Golden {
  static let alert: Alert = {
    var content = AlertContent(
      who: [ContentField(name: "name", value: "DOE")], location: "W7-12", ward: "W7",
      what: "K 7.1 mmol/L", specimen: "S1")
    content.callBack = "4711"
    content.since = Timestamp(milliseconds: 1_000)
    let draft = AlertDraft(
      integration: "laboratory", dedupKey: "ORD1", priority: .high, kind: "critical-result",
      content: content)
    var alert = Alert(
      draft, as: AlertID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10),
      under: PolicyReference(name: "critical", revision: 3), at: Timestamp(milliseconds: 2_000))
    alert.revision = 2
    alert.controlID = "MSG1"
    alert.pageCount = 1
    alert.endedAt = Timestamp(milliseconds: -1)
    var duty = Duty(role: "responder", at: Timestamp(milliseconds: 2_000))
    duty.phase = .acknowledged(
      by: ResponderID("a"), at: Timestamp(milliseconds: 3_000),
      nextDeadline: Timestamp(milliseconds: 63_000))
    var person = PagedResponder(
      ResponderID("a"), page: PageID(high: 1, low: 2), at: StepPosition(step: 0, cycle: 1),
      isCopy: false)
    person.standing = .holder
    person.isDelivered = true
    person.why = "named by the policy"
    duty.people = [person]
    duty.readBackDue = Timestamp(milliseconds: 9_000)
    alert.duties = [duty]
    return alert
  }()

  static let alertHex =
    "010102030405060708090a0b0c0d0e0f100002a01f01046e616d6503444f450557372d3132025737"
    + "0c4b20372e31206d6d6f6c2f4c025331043437313101d00f00040a6c61626f7261746f7279044f5244"
    + "310f637269746963616c2d726573756c74044d5347310208637269746963616c0602000001010000"
    + "0109726573706f6e646572020161f02eb0d807010161000000000000000100000000000000020002"
    + "02020001136e616d65642062792074686520706f6c696379a01f00020001d08c01000000"

  static let route: RouteTaken = {
    var draft = AlertDraft(
      integration: "laboratory", dedupKey: "", priority: .high, kind: "critical-result",
      content: AlertContent(location: "W7-12", ward: "W7", what: ""))
    (draft.service, draft.isDischarged) = ("MED", true)
    return RouteTaken(route: "critical", revision: 9, facts: RouteFacts(draft))
  }()

  static let routeHex =
    "08637269746963616c120a6c61626f7261746f72790f637269746963616c2d726573756c74020005"
    + "57372d3132025737034d45440100"

  static let trail = [
    TrailEntry(
      at: Timestamp(milliseconds: 2_000), event: .opened, reason: .reported, text: "opened"),
    TrailEntry(at: Timestamp(milliseconds: 2_000), event: .late, reason: .outage, text: ""),
  ]

  static let trailHex = "0102a01f0000066f70656e6564a01f1a2800"

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }

  static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
