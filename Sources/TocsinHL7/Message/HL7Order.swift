// Tocsin — TocsinHL7: results grouped as a mapping reads them
// SPDX-License-Identifier: Apache-2.0

/// One order of a result message: OBR with its ORC, its observations and its notes.
///
/// The grouping is positional, as ORU^R01 has it (HL7 v2.5.1 §7.3.1), and lenient: an order
/// runs to the next OBR, ORC, PID or MSH. An OBX before any OBR makes an order without a
/// request, so that no observation can be passed over.
package struct HL7Order: Sendable {
  /// OBR; nil when observations came without one.
  package var request: HL7Segment?
  /// ORC, when one stands before the OBR.
  package var control: HL7Segment?
  /// The PID in force, for messages that carry several subjects.
  package var subject: HL7Segment?
  /// The PV1 in force.
  package var visit: HL7Segment?
  /// NTE that follow the OBR itself.
  package var notes: [HL7Segment] = []
  /// The OBX with their notes, in order.
  package var observations: [HL7Observation] = []
  /// Everything else in the order: SPM, TQ1, Z segments.
  package var others: [HL7Segment] = []
}

/// An OBX and the NTE that follow it.
package struct HL7Observation: Sendable {
  /// The OBX.
  package var segment: HL7Segment
  /// The NTE right after it.
  package var notes: [HL7Segment] = []
}

extension HL7Message {
  /// The orders of a result message, in order. One pass over the segments.
  package var orders: [HL7Order] {
    var walk = OrderWalk()
    for segment in segments { walk.take(segment) }
    return walk.finished()
  }
}

/// The walk over segments that builds orders.
private struct OrderWalk {
  private enum Position { case outside, request, observation, other }

  private static let pid = SegmentKey(0x50, 0x49, 0x44)
  private static let pv1 = SegmentKey(0x50, 0x56, 0x31)
  private static let orc = SegmentKey(0x4F, 0x52, 0x43)
  private static let obr = SegmentKey(0x4F, 0x42, 0x52)
  private static let obx = SegmentKey(0x4F, 0x42, 0x58)
  private static let nte = SegmentKey(0x4E, 0x54, 0x45)

  private var orders: [HL7Order] = []
  private var current: HL7Order?
  private var control: HL7Segment?
  private var subject: HL7Segment?
  private var visit: HL7Segment?
  private var position = Position.outside

  mutating func take(_ segment: HL7Segment) {
    switch segment.key {
    case .msh, Self.pid:
      endOrder()
      (control, visit) = (nil, nil)
      subject = segment.key == Self.pid ? segment : nil
    case Self.pv1 where current == nil: visit = segment
    case Self.orc:
      endOrder()
      control = segment
    case Self.obr:
      endOrder()
      open(request: segment)
      position = .request
    case Self.obx:
      if current == nil { open(request: nil) }
      current?.observations.append(HL7Observation(segment: segment))
      position = .observation
    case Self.nte: takeNote(segment)
    default:
      current?.others.append(segment)
      if current != nil { position = .other }
    }
  }

  mutating func finished() -> [HL7Order] {
    endOrder()
    return orders
  }

  private mutating func takeNote(_ segment: HL7Segment) {
    switch position {
    case .outside: break
    case .request: current?.notes.append(segment)
    case .other: current?.others.append(segment)
    case .observation:
      guard let last = current?.observations.indices.last else { return }
      current?.observations[last].notes.append(segment)
    }
  }

  private mutating func open(request: HL7Segment?) {
    current = HL7Order(request: request, control: control, subject: subject, visit: visit)
    control = nil
  }

  private mutating func endOrder() {
    if let current { orders.append(current) }
    current = nil
    position = .outside
  }
}
