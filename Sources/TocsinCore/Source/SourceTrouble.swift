// Tocsin — Core: what can be wrong with a source
// SPDX-License-Identifier: Apache-2.0

/// What can be wrong with a source. The raw value is the kind of the alert that says so.
package enum SourceTrouble: String, Codable, Sendable, CaseIterable {
  /// Nothing was heard for longer than its rhythm allows.
  case silent = "source-silent"
  /// A frame that began did not get on.
  case stalled = "source-stalled"
  /// Its clock differs from ours.
  case clock = "source-clock"
  /// A run of messages or frames that could not be taken.
  case errors = "source-errors"
  /// It is marked live and sends messages for test (S22).
  case testOnLive = "source-test-on-live"
  /// Its sequence numbers (MSH-13) leave some out: messages may be lost.
  case sequence = "source-sequence"

  /// How urgent it is: a live source that says nothing, or nothing real, cannot alert anybody.
  package func priority(isLive: Bool) -> Priority {
    switch self {
    case .silent, .testOnLive: isLive ? .high : .medium
    case .stalled, .clock, .errors, .sequence: .medium
    }
  }

  /// While it goes on, it is said again after so long if nobody has an alert of it any more.
  package var againAfter: Milliseconds {
    switch self {
    case .testOnLive: .hours(1)
    case .silent, .stalled, .clock, .errors, .sequence: .hours(4)
    }
  }

  /// What happened once counts as going on for so long after; zero for what is measured.
  var lasts: Milliseconds {
    switch self {
    case .stalled: .minutes(10)
    case .testOnLive, .sequence: .hours(1)
    case .silent, .clock, .errors: .zero
    }
  }
}

/// A trouble that goes on.
package struct OngoingTrouble: Hashable, Sendable {
  package let trouble: SourceTrouble
  /// When it was found.
  package let since: Timestamp
  /// When it was last said.
  package var saidAt: Timestamp
  /// What it is, in words, without anything of a message.
  package let text: String

  package init(_ trouble: SourceTrouble, since: Timestamp, saidAt: Timestamp, text: String) {
    self.trouble = trouble
    self.since = since
    self.saidAt = saidAt
    self.text = text
  }
}

/// What a look at a source found to be different.
package struct SourceFinding: Hashable, Sendable {
  package enum Change: Hashable, Sendable {
    /// It is there: an alert is opened, or the open one repeated.
    case present
    /// It is over by itself (S19).
    case over
  }

  package let trouble: SourceTrouble
  package let change: Change
  package let text: String
}
