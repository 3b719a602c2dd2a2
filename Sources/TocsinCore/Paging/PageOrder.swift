// Tocsin — Core: pages and withdrawals as a transition orders them
// SPDX-License-Identifier: Apache-2.0

/// What an envelope tells the device; the type byte of TCN1.
package enum PageType: UInt8, Codable, Sendable, CaseIterable {
  case preview = 1
  case withdrawn = 4
  case retracted = 7
  case ended = 8
  case resolved = 9
  /// Nobody has to come any more (S15).
  case stoodDown = 11
}

/// One request to one responder for one alert at one step, to be sealed for each of their devices.
///
/// The same page id with a higher attempt is the same page sounding again (S2).
package struct PageOrder: Hashable, Sendable {
  package let page: PageID
  package let role: String
  package let responder: ResponderID
  package let type: PageType
  package let position: StepPosition
  package let attempt: Int
  /// The devices to seal for, sorted; empty when the person has none.
  package let devices: [DeviceID]
  package let why: String
  package let isFallback: Bool
  /// When escalation moves on if nobody answers.
  package var movesOnAt: Timestamp?
  /// Asks somebody who has not seen it, and not urgently: in a storm it may be listed behind an
  /// "N more" page. Nothing that changes what a person was told may (S17).
  package var mayFold = false
}

/// A page that is no longer needed, or has changed its meaning; replaces it without sound (S2).
package struct Withdrawal: Hashable, Sendable {
  package let page: PageID
  package let responder: ResponderID
  package let type: PageType
  /// The device that answered needs no withdrawal.
  package let exceptDevice: DeviceID?
  /// The standing that the page ends with.
  package let standing: Standing
}

extension Identifier where Kind == PageKind {
  /// The id of page number `number` of `alert`: both halves mixed by a bijection, so that two
  /// numbers of one alert differ, and nothing of the alert's id can be read off. Same in, same out
  /// (I5): no random source enters the core.
  package static func derived(from alert: AlertID, number: Int) -> PageID {
    let salt = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
    let first = mixed(alert.high ^ salt)
    let second = mixed(alert.low &+ first &+ salt)
    return PageID(high: mixed(first ^ second), low: second).asRandomUUID
  }

  /// The finalizer of splitmix64, a bijection on 64 bits.
  private static func mixed(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
