// Tocsin — Core: what is noticed of a source
// SPDX-License-Identifier: Apache-2.0

/// What is noticed of one message of a source, whatever became of it.
package struct SourceMessage: Hashable, Sendable {
  /// How far its own time lies ahead of ours; nil when it gives none to the minute.
  package var skew: Milliseconds?
  /// Messages that the source's sequence (MSH-13) left out right before this one, as the intake
  /// found it when it kept the number.
  package var missed: Int64 = 0
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

/// What is noticed of a source.
package enum SourceEvent: Hashable, Sendable {
  case message(SourceMessage)
  /// Bytes that were no whole message: noise, a broken or an oversized frame.
  case fault
  /// A frame that began and did not get on.
  case stalled
  /// A sign of life that names its own rhythm, such as a watchdog; nil when it says that none will
  /// follow: the source stops as planned.
  case alive(every: Milliseconds?)
  /// A sign of life that says nothing about the next one: what its document expects holds.
  case heard
  /// A request was not taken; beside what it is otherwise noticed as.
  case refused(ReportRefusal)
}
