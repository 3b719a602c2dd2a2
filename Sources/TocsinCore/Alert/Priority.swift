// Tocsin — Core: how urgent an alert is
// SPDX-License-Identifier: Apache-2.0

/// The four priorities, most urgent first (IEC 60601-1-8 mapping; the byte of TCN1).
///
/// `a < b` means that `a` is more urgent than `b`.
package enum Priority: UInt8, Codable, Comparable, Sendable, CaseIterable {
  case crash = 1
  case high = 2
  case medium = 3
  case low = 4

  /// The word of documents and of JSON.
  package var word: String {
    switch self {
    case .crash: "crash"
    case .high: "high"
    case .medium: "medium"
    case .low: "low"
    }
  }

  package init?(word: String) {
    guard let match = Priority.allCases.first(where: { $0.word == word }) else { return nil }
    self = match
  }

  /// Whether an unanswered page of this priority sounds again and again (S2).
  package var rings: Bool { self <= .high }

  package static func < (a: Priority, b: Priority) -> Bool { a.rawValue < b.rawValue }
}

/// Production, or the sealed world of tests (S22), or that of the gateway's own canary, which
/// nobody is shown.
package enum World: String, Codable, Sendable {
  case production
  case test
  case canary
}
