// Tocsin — Core: what is noticed of a source
// SPDX-License-Identifier: Apache-2.0

/// What is noticed of one message of a source, whatever became of it.
package struct SourceMessage: Hashable, Sendable {
  /// How far its own time lies ahead of ours; nil when it gives none to the minute.
  package var skew: Milliseconds?
  /// Its number in the source's sequence (MSH-13).
  package var sequence: SourceSequence?
  /// It is for test (S22).
  package var isForTest = false
  /// It became an alert, or told of one.
  package var isMapped = false
  /// An identical message came before.
  package var isRepeated = false
  /// It could not be taken.
  package var isRefused = false

  package init() {}
}

/// A place in a sequence of messages.
package struct SourceSequence: Hashable, Sendable {
  /// Tells apart the applications that send over one integration.
  package let sender: UInt64
  package let number: Int64

  package init(sender: UInt64, number: Int64) {
    self.sender = sender
    self.number = number
  }
}

/// What is noticed of a source.
package enum SourceEvent: Hashable, Sendable {
  case message(SourceMessage)
  /// Bytes that were no whole message: noise, a broken or an oversized frame.
  case fault
  /// A frame that began and did not get on.
  case stalled
  /// A sign of life that names its own rhythm, such as a watchdog; nil when it says that none will
  /// follow.
  case alive(every: Milliseconds?)
}
