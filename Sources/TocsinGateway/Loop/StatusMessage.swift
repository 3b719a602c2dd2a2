// Tocsin — Gateway: statuses as an HL7 message
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

/// One message that tells a source of one status of one or several persons.
///
/// `pcd-05-r42` and `pcd-05-r41`: MSH, PID and PV1 where the source gave them, OBR with the alert's
/// id, a PRT for each person. `oru-status`: the same as `ORU^R01` with an OBX for each person. It
/// interoperates with receivers of IHE PCD-05; the licensed tables could not be read again.
struct StatusMessage {
  /// All of one status, at least one.
  let reports: [StatusReport]
  let alert: Alert
  let form: StatusForm
  let origin: HL7Message?
  let people: [ResponderID: Responder]
  let stamp: HL7ReplyStamp

  /// Neighbours of one status go into one message.
  static func parts(of reports: [StatusReport]) -> [[StatusReport]] {
    reports.reduce(into: []) { parts, report in
      if parts.last?.first?.status == report.status {
        parts[parts.count - 1].append(report)
      } else {
        parts.append([report])
      }
    }
  }

  /// For people: the status and the persons.
  var summary: String {
    let names = reports.compactMap { $0.responder?.text }
    return ([reports[0].status.text] + names).joined(separator: " ")
  }

  var bytes: [UInt8] {
    var out = HL7Writer()
    out.segment("MSH", OutboundHeader(origin, stamp).fields(type, version: version))
    for segment in ["PID", "PV1"] { copy(segment, to: &out) }
    out.segment("OBR", order)
    for (place, report) in reports.enumerated() {
      switch form {
      case .pcd05, .pcd05R41: out.segment("PRT", participation(report))
      case .observation: out.segment("OBX", observation(report, place + 1))
      }
    }
    return out.bytes
  }

  private var type: [String] {
    switch form {
    case .pcd05: ["ORA", "R42", "ORA_R42"]
    case .pcd05R41: ["ORA", "R41", "ORA_R41"]
    case .observation: ["ORU", "R01", "ORU_R01"]
    }
  }

  /// PRT exists from v2.7; an observation speaks the source's own version.
  private var version: String? { form == .observation ? nil : "2.7" }

  private func copy(_ name: String, to out: inout HL7Writer) {
    guard let segment = origin?.first(name) else { return }
    out.segment(name, segment.values)
  }

  /// OBR-3 is the id that the source knows the alert by: OBR-29.2 of its message, else OBR-3.
  private var order: [Int: HL7Value] {
    guard let source = origin?.first("OBR") else {
      return [1: HL7Value("1"), 3: HL7Value(components: [alert.id.text, "TOCSIN"])]
    }
    var fields = source.values
    let parent = (fields[29] ?? HL7Value("")).promoted(2)
    if !parent.isBlank { fields[3] = parent }
    fields[1] = HL7Value("1")
    return fields
  }

  private func participation(_ report: StatusReport) -> [Int: HL7Value] {
    let role =
      report.isCopy
      ? ["RCT", "Results Copies To", "HL70912"]
      : ["AAP", "Alert Acknowledging Provider", "HL70912"]
    return [
      2: HL7Value("AD"), 3: HL7Value(report.status.text), 4: HL7Value(components: role),
      5: person(report), 10: device(report), 11: HL7Value(HL7TimeText.text(report.at)),
    ]
  }

  private func observation(_ report: StatusReport, _ place: Int) -> [Int: HL7Value] {
    [
      1: HL7Value(String(place)), 2: HL7Value("ST"),
      3: HL7Value(components: ["ALERT-STATUS", "Status of the alert", "L"]),
      4: HL7Value(String(place)), 5: HL7Value(report.status.text), 11: HL7Value("F"),
      14: HL7Value(HL7TimeText.text(report.at)), 16: person(report), 18: device(report),
    ]
  }

  private func person(_ report: StatusReport) -> HL7Value {
    guard let id = report.responder else { return HL7Value("") }
    return HL7Value(components: [id.text, people[id]?.name ?? ""])
  }

  private func device(_ report: StatusReport) -> HL7Value {
    report.device.map { HL7Value(components: [$0.text, "TOCSIN"]) } ?? HL7Value("")
  }
}

/// The header of a message of ours to a source: its own header turned round.
struct OutboundHeader {
  private let origin: HL7Message?
  private let stamp: HL7ReplyStamp

  init(_ origin: HL7Message?, _ stamp: HL7ReplyStamp) {
    self.origin = origin
    self.stamp = stamp
  }

  /// - Parameters:
  ///   - type: the components of MSH-9.
  ///   - version: MSH-12; nil takes the source's own.
  func fields(_ type: [String], version: String?) -> [Int: HL7Value] {
    let source = origin?.first("MSH")?.values ?? [:]
    var fields: [Int: HL7Value] = [
      3: source[5] ?? HL7Value("TOCSIN"), 5: source[3] ?? HL7Value(""),
      7: HL7Value(stamp.time), 9: HL7Value(components: type), 10: HL7Value(stamp.controlID),
      11: source[11] ?? HL7Value("P"),
      12: version.map { HL7Value($0) } ?? source[12] ?? HL7Value("2.5.1"),
      15: HL7Value("AL"), 16: HL7Value("NE"), 18: HL7Value("UNICODE UTF-8"),
    ]
    fields[4] = source[6]
    fields[6] = source[4]
    return fields
  }
}

extension HL7Segment {
  /// What is kept of a source's message has no field beyond.
  private static let fieldsMax = 50

  /// The fields that say something, by their numbers.
  var values: [Int: HL7Value] {
    var found: [Int: HL7Value] = [:]
    for number in (isNamed("MSH") ? 3 : 1)...Self.fieldsMax {
      let value = HL7Value(field(number))
      if !value.isBlank { found[number] = value }
    }
    return found
  }
}
