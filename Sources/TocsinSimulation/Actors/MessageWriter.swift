// Tocsin — Simulation: writes the messages of a world's laboratories
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// One result that a laboratory reports.
struct LabResult: Hashable {
  /// The order that it answers; the dedup key.
  let order: String
  /// The value, with a mark that no other value of the world has.
  var value: String
  /// HL7 table 0078: HH, LL, AA, A or N.
  var flag: String
  var ward: String
  /// HL7 table 0085: F, C, W or D.
  var status = "F"
  /// The laboratory's number of the patient.
  var patient: String
  /// When the specimen was taken; the same in every report of the order.
  var collected: Timestamp?
  /// When the laboratory said this.
  var reported: Timestamp?
  /// When the message was made.
  var sent: Timestamp?

  init(order: String, value: String, flag: String, ward: String) {
    self.order = order
    self.value = value
    self.flag = flag
    self.ward = ward
    patient = order
  }

  var isCritical: Bool { flag != "N" && !isTakenBack }
  /// Of another patient, or deleted.
  var isTakenBack: Bool { status == "W" || status == "D" }
  /// Whether the gateway follows it from report to report. What is abnormal and not critical stands
  /// alone in each message.
  var isFollowed: Bool { !order.hasPrefix("A") }

  /// As a message of this moment says it.
  func sent(at now: Timestamp) -> LabResult {
    var result = self
    result.collected = collected ?? now
    result.reported = reported ?? now
    result.sent = now
    return result
  }
}

/// Writes ORU^R01 (HL7 v2.5.1 §7.3.1): MSH, PID, PV1 and, for each result, OBR and OBX.
enum MessageWriter {
  /// Stands in what only a page may say; found anywhere else, content has leaked (I8).
  static let secret = "SUBJECT"

  static func message(_ results: [LabResult], controlID: String, at time: Timestamp) -> [UInt8] {
    let now = HL7TimeText.text(time)
    let ward = results.first?.ward ?? ""
    let patient = results.first?.patient ?? "0"
    var segments = [
      "MSH|^~\\&|LAB|SITE|TOCSIN|SITE|\(now)||ORU^R01^ORU_R01|\(controlID)|P|2.5.1",
      "PID|1||\(patient)^^^SITE^MR||\(secret)^\(patient)",
      "PV1|1|I|\(ward)^01^A",
    ]
    for (index, result) in results.enumerated() {
      let collected = HL7TimeText.text(result.collected ?? time)
      let reported = HL7TimeText.text(result.reported ?? time)
      segments.append(
        "OBR|\(index + 1)||\(result.order)|2823-3^Potassium^LN|||\(collected)"
          + "|||||||||||||||\(reported)")
      segments.append(
        "OBX|1|ST|2823-3^Potassium^LN||\(result.value)|mmol/L|3.5-5.1|\(result.flag)"
          + "|||\(result.status)")
    }
    return Array((segments.joined(separator: "\r") + "\r").utf8)
  }

  /// Bytes that are no message.
  static func garbage(_ number: Int) -> [UInt8] { Array("garbage \(number)\r".utf8) }

  /// The mapping of the laboratory: HH and LL are high, and followed from report to report; AA is
  /// medium and A is low, and each stands alone; one draft an OBR.
  ///
  /// A medium one is held for 20 s and stale after 10 minutes without a word, so that a clock which
  /// steps back over a restart meets deadlines of every kind.
  static func mapping() throws -> Mapping {
    let high = try rule(
      "critical", priority: .high, flags: ["HH", "LL"], followedBy: try results())
    let medium = try rule("abnormal", priority: .medium, flags: ["AA"])
    let low = try rule("unusual", priority: .low, flags: ["A"])
    return Mapping(
      integration: Self.integration, title: "Laboratory", zone: "UTC",
      rules: [high, medium, low])
  }

  static let integration = "laboratory"

  private static func text(_ template: String) throws -> FirstOf {
    FirstOf([try MappingTemplate(parsing: template)])
  }

  private static func results() throws -> MappingResults {
    var results = MappingResults(
      order: try text("{OBR-3.1}"), observation: try text("{OBX-3.1}"),
      value: try text("{OBX-5 as result}"))
    results.flags = try MappingTemplate(parsing: "{OBX-8}")
    results.patient = try text("{PID-3.1}")
    results.collected = [try MappingPath(parsing: "OBR-7.1")]
    results.reported = [try MappingPath(parsing: "OBR-22.1")]
    results.standings = try MappingResults.standard(try MappingPath(parsing: "OBX-11.1"))
    return results
  }

  private static func rule(
    _ name: String, priority: Priority, flags: [String], followedBy results: MappingResults? = nil
  ) throws -> MappingRule {
    var draft = DraftPattern(
      kind: "\(name)-result", priority: priority, dedupKey: try text("{OBR-3.1}"),
      who: [
        MappingIdentifier(name: "name", value: try text("{PID-5 as name}")),
        MappingIdentifier(name: "MRN", value: try text("{PID-3.1}")),
      ],
      what: MappingStatement(
        name: try text("{OBX-3.2}"), finding: try MappingTemplate(parsing: "{OBX-5 as result}")))
    draft.location = try text("{PV1-3 as place}")
    draft.ward = try text("{PV1-3.1}")
    if !priority.rings { (draft.holdFor, draft.staleAfter) = (.seconds(20), .minutes(10)) }
    let flagged = MappingCondition(
      path: try MappingPath(parsing: "OBX-8"),
      patterns: try flags.map { try MappingPattern(parsing: $0) })
    var findings = MappingFindings(segment: "OBX", conditions: [flagged])
    findings.results = results
    return MappingRule(
      name: name, messages: [try MessageTypePattern(parsing: "ORU^R01")],
      grouping: MappingGrouping(each: "OBR", leading: ["ORC"]), draft: draft,
      findings: findings)
  }
}
