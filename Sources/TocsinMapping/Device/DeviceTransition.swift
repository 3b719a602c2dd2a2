// Tocsin — Mapping: what phase and state of a device's alert say together
// SPDX-License-Identifier: Apache-2.0

/// What a device says about its alert: the word that a mapping's table makes a signal.
///
/// The end outweighs everything; the bedside (S7) outweighs what goes on; a state that only stays
/// because nobody has reset it (latched) outweighs the phase. A phase that is missing or unknown is
/// a start, so that nothing is missed.
enum DeviceTransition: String, Sendable, CaseIterable {
  case started
  /// At an instant; no end will follow (`tpoint`).
  case occurred
  case continued
  case updated
  case escalated
  case deescalated
  /// The condition is gone, and the device goes on saying it until it is reset.
  case latched
  /// Somebody has acknowledged it, or paused its sound or itself.
  case attended
  case ended

  init(phase: String?, state: String?, inactivation: [String]) {
    let bedside = ["alert-acknowledged", "audio-paused", "alarm-paused"]
    if state == "inactive" || state == "off" || phase == "end" || phase == "reset" {
      self = .ended
    } else if inactivation.contains(where: bedside.contains) {
      self = .attended
    } else if state == "latched" {
      self = .latched
    } else {
      switch phase {
      case "continue": self = .continued
      case "update": self = .updated
      case "escalate": self = .escalated
      case "deescalate", "de-escalate": self = .deescalated
      case "tpoint": self = .occurred
      default: self = .started
      }
    }
  }
}
