// Tocsin — Mapping: one OBX of a device's alert, and which facet it is
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// The facets of an alert in IHE PCD-04 (ORU^R40), by the last number of OBX-4.
enum DeviceFacet: Int {
  /// What happened: a device's event, with the text that its screen shows.
  case event = 1
  /// The metric with its value and limits, or the part of the device.
  case source = 2
  case phase = 3
  case state = 4
  case inactivation = 5
  case priority = 6
  case type = 7
  /// A text for display, beside the seven.
  case text = 8
  /// Of a watchdog: in which time it wants its reply.
  case replyTimeout = 9

  /// By the reference id of ISO/IEEE 11073-10101, in the spellings that devices use.
  init?(refid: String) {
    guard refid.hasPrefix("MDC_ATTR_") else { return nil }
    let word = refid.dropFirst(9).replacing("ALARM", with: "ALERT").replacing("EVT", with: "EVENT")
    switch word {
    case "ALERT_SOURCE": self = .source
    case "EVENT_PHASE", "ALERT_PHASE": self = .phase
    case "ALERT_STATE": self = .state
    case "ALERT_INACTIVATION_STATE", "ALERT_INACTIVATION": self = .inactivation
    case "ALERT_PRIORITY": self = .priority
    case "ALERT_TYPE": self = .type
    case "ALERT_TEXT": self = .text
    case "CONFIRM_TIMEOUT": self = .replyTimeout
    default: return nil
    }
  }

  /// By the code: the family of the published profile, and the older one that is still sent.
  init?(code: Int) {
    switch code {
    case 68_480, 68_164: self = .source
    case 68_481, 68_165: self = .phase
    case 68_482, 68_166: self = .state
    case 68_483, 68_167: self = .inactivation
    case 68_484, 68_168: self = .priority
    case 68_485: self = .type
    case 68_546: self = .text
    case 67_860: self = .replyTimeout
    default: return nil
    }
  }

  /// The words that a facet may have; nil for what holds free text or a value.
  var words: Set<String>? {
    switch self {
    case .phase:
      [
        "start", "continue", "tpoint", "end", "update", "escalate", "deescalate", "de-escalate",
        "reset",
      ]
    case .state: ["active", "inactive", "latched", "off"]
    case .inactivation:
      [
        "enabled", "audio-paused", "audio-off", "alarm-paused", "alarm-off", "alert-acknowledged",
      ]
    case .priority: ["ph", "pm", "pl", "pn", "pi", "pu"]
    case .type: ["sp", "st", "sa"]
    case .event, .source, .text, .replyTimeout: nil
    }
  }
}

/// One OBX of a device's alert.
struct DeviceRow {
  let segment: HL7Segment
  /// The reference id in OBX-3, wherever in it it stands; empty when there is none.
  let refid: String
  /// The code in OBX-3, wherever in it it stands.
  let code: Int?
  /// OBX-4 in its numbers: device, subsystem, channel, metric, facet.
  let place: [Substring]

  /// Events are partition 3 of the nomenclature.
  private static let eventCodes = 196_608..<262_144

  init(_ segment: HL7Segment) {
    self.segment = segment
    let identity = segment.field(3)
    let words = [1, 2, 4, 5].map { identity.component($0).text().trimmed.uppercased() }
    refid = words.first { $0.hasPrefix("MDC") } ?? ""
    code = words.lazy.compactMap { Int($0) }.first
    place = segment.field(4).component(1).text().trimmed.split(separator: ".")
  }

  /// By reference id first, by code second, by OBX-4 third: and then only for a word that the facet
  /// may have, since plain observations count in the same way.
  var facet: DeviceFacet? {
    if let facet = DeviceFacet(refid: refid) { return facet }
    if refid.hasPrefix("MDC_EVT_") { return .event }
    if let code {
      if let facet = DeviceFacet(code: code) { return facet }
      if Self.eventCodes.contains(code) { return .event }
    }
    guard place.count == 5, let number = place.last.flatMap({ Int($0) }),
      let facet = DeviceFacet(rawValue: number)
    else { return nil }
    if facet == .source { return .source }
    return word(of: facet) == nil ? nil : facet
  }

  /// Names the source by the attribute for it, and not by a metric.
  var isAttribute: Bool {
    if let facet = DeviceFacet(refid: refid) { return facet == .source }
    return [68_480, 68_164].contains(code ?? 0)
  }

  /// OBX-4 without the facet: the same for all rows of one alert.
  var prefix: String { place.dropLast().joined(separator: ".") }

  /// Describes a device and reports nothing.
  var isOfDevice: Bool {
    place.last == "0" && segment.field(2).presence != .value
      || segment.field(11).component(1).text().trimmed.uppercased() == "X"
  }

  /// The word of a facet in OBX-5; nil for none that it may have.
  func word(of facet: DeviceFacet) -> String? { words(of: facet).first }

  /// All words of a facet in OBX-5, in lower case with dashes.
  func words(of facet: DeviceFacet) -> [String] {
    guard let known = facet.words else { return [] }
    return segment.field(5).repetitions.prefix(HL7Limits.valuesMax).flatMap { value in
      [1, 2].map { Self.normal(value.component($0).text()) }.filter(known.contains)
    }
  }

  /// OBX-5 as a person reads it: the original text, the text, what was sent.
  var display: String {
    let type = segment.field(2).component(1).text().trimmed.uppercased()
    guard ["CWE", "CE", "CNE"].contains(type) else { return segment.observationText.trimmed }
    let value = segment.field(5)
    return [9, 5, 2, 1].lazy.map { value.component($0).text().trimmed }.first { !$0.isEmpty } ?? ""
  }

  /// The flags that the older dialect packs into OBX-8, such as `H~PH~SP`.
  var flags: [String] {
    segment.field(8).repetitions.prefix(HL7Limits.valuesMax).map {
      Self.normal($0.component(1).text())
    }
  }

  static func normal(_ text: String) -> String {
    text.trimmed.lowercased().replacing("_", with: "-").replacing(" ", with: "-")
  }
}
