// Tocsin — Mapping: movements read from a message
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

/// Reads an ADT message (HL7 v2.5.1 chapter 3): one movement for each PID that names somebody.
///
/// A17 repeats PID and PV1, A40 repeats PID and MRG, A34 has one of each; a segment belongs to the
/// last PID before it.
struct MovementReading {
  let message: HL7Message
  let rule: MovementRule
  let zone: ZoneRules?

  var movements: [Movement] {
    guard let kind else { return [] }
    var found: [Movement] = []
    var isOpen = false
    for segment in message.segments {
      if SegmentName.subject.names(segment) {
        let movement = start(kind, segment)
        isOpen = movement != nil && found.count < MappingLimits.movementsMax
        if let movement, isOpen { found.append(movement) }
      } else if isOpen, segment.isNamed("PV1") {
        read(segment, into: &found[found.count - 1])
      } else if isOpen, segment.isNamed("MRG") {
        found[found.count - 1].merged += SubjectIdentifier.all(segment.field(1), in: message)
      }
    }
    return found.filter { $0.kind != .merged || !$0.merged.isEmpty }
  }

  /// MSH-9.2, else EVN-1.
  private var kind: MovementKind? {
    let event = String(decoding: message.triggerEvent, as: UTF8.self).trimmed.uppercased()
    return MovementKind(trigger: event)
      ?? message.first("EVN").flatMap { MovementKind(trigger: $0.field(1).text().trimmed) }
  }

  private func start(_ kind: MovementKind, _ segment: HL7Segment) -> Movement? {
    guard let subject = SubjectIdentifier(segment.field(3), in: message) else { return nil }
    var movement = Movement(kind, of: subject)
    movement.at = occurredAt
    movement.world = message.isForTest ? .test : .production
    movement.death = death(segment)
    return movement
  }

  /// EVN-6 says when it happened, EVN-2 when it was entered, MSH-7 when it was sent.
  private var occurredAt: Timestamp? {
    let event = message.first("EVN")
    return instant(event?.field(6)) ?? instant(event?.field(2))
      ?? instant(message.segments.first?.field(7))
  }

  private func instant(_ field: HL7Element?) -> Timestamp? {
    field.flatMap { HL7Moment($0.component(1).text().trimmed)?.instant(in: zone) }
  }

  private func death(_ segment: HL7Segment) -> DeathReport {
    let flag = segment.field(30)
    switch flag.component(1).text().trimmed.uppercased() {
    case "Y": return .died(at: instant(segment.field(29)))
    case "N": return .alive
    default: return flag.presence == .null ? .alive : .unsaid
    }
  }

  private func read(_ segment: HL7Segment, into movement: inout Movement) {
    movement.visit = message.visit(of: segment)
    movement.visitClass = segment.field(2).component(1).text().trimmed
    movement.location = location(segment, 3)
    if case .at(let prior) = location(segment, 6) { movement.prior = prior }
    movement.dischargedAt = instant(segment.field(45))
    let disposition = segment.field(36).component(1).raw
    if movement.kind == .discharged, movement.death == .unsaid, !disposition.isEmpty,
      rule.dead.contains(where: { $0.matches(disposition) })
    {
      movement.death = .died(at: movement.dischargedAt)
    }
  }

  private func location(_ segment: HL7Segment, _ number: Int) -> LocationReport {
    let field = segment.field(number)
    switch field.presence {
    case .absent, .empty: return .unsaid
    case .null: return .cleared
    case .value: break
    }
    func part(_ component: Int) -> String {
      field.component(component).subcomponent(1).text().trimmed
    }
    if part(2).isEmpty, part(3).isEmpty,
      let parts = rule.locations.lazy.compactMap({ $0.parts(of: part(1)) }).first
    {
      let words = LocationPattern.parts.compactMap { parts[$0] }.joined(separator: " ")
      let text = [words, part(4)].filter { !$0.isEmpty }.joined(separator: ", ")
      return .at(Location(text: text, ward: ward(parts["ward"] ?? "")))
    }
    let text = ValueRendering(segment: segment, path: MappingPath(segment.name, field: number))
      .text(.place).trimmed.cut(to: MappingLimits.textBytesMax)
    return text.isEmpty ? .unsaid : .at(Location(text: text, ward: ward(part(1))))
  }

  private func ward(_ name: String) -> String {
    (rule.wards?.entries[name] ?? name).cut(to: MappingLimits.textBytesMax)
  }
}
