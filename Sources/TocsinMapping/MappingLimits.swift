// Tocsin — Mapping: every bound of the mapping language, by name (I10)
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Bounds of mappings and of what they make. What does not fit is said in the draft, with the
/// advice to call the source; nothing is cut in silence (S21).
package enum MappingLimits {
  package static let rulesMax = 50
  package static let tablesMax = 50
  package static let tableEntriesMax = 1_000
  /// Conditions of one rule, and patterns of one condition.
  package static let conditionsMax = 50
  package static let patternBytesMax = 200
  package static let templateBytesMax = 2_000
  /// Lines of `who`, and alternatives of one `first-of`.
  package static let alternativesMax = 20
  /// Drafts of one message; the last one says how many groups more there were.
  package static let draftsMax = 200
  /// Drafts of one request over HTTP; the last one says how many more there were.
  package static let reportsMax = 1_000
  /// Values of one JSON path that are shown or compared.
  package static let jsonValuesMax = 1_000
  /// What a draft of a request says, whole lines of it; the text says when there was more.
  package static let reportBytesMax = 4_096
  /// Movements of one message; what stands behind them is not read, and the batch form is for more.
  package static let movementsMax = 200
  /// Orders of one message in which nothing is critical, and that are looked up.
  package static let watchedMax = 500
  /// Observations of one order that are followed.
  package static let observationsMax = 1_000
  /// Findings shown in one draft; the text says how many more there were.
  package static let findingsMax = 40
  /// A finding longer than this is named but not shown, because half a value must not be.
  package static let findingBytesMax = 2_048
  /// All findings and comments of one draft.
  package static let whatBytesMax = 16_384
  /// Any other text of a draft; a longer one ends with an ellipsis.
  package static let textBytesMax = 512
  /// Comments shown behind one finding, and the bytes of one.
  package static let notesMax = 20
  package static let noteBytesMax = 1_024
  /// Documents kept of one draft, and their bytes in all; the text says how many more came.
  package static let attachmentsMax = 16
  package static let attachmentBytesMax = 8 << 20
  package static let titleBytesMax = 128
  /// Pointers to documents that one draft shows.
  package static let pointersMax = 8
  /// What a device's screen shows; the value stands behind it and always fits.
  package static let deviceTextBytesMax = 256
  /// In which time a watchdog that does not say it wants its reply.
  package static let replyWithin = Milliseconds.seconds(5)
  /// How long a medium or low alert may wait before it is paged (S20).
  package static let holdFor = Milliseconds.seconds(1)...Milliseconds.minutes(5)
  /// After how long without a sign of life an alert is stale (S19).
  package static let staleAfter = Milliseconds.seconds(1)...Milliseconds.hours(24)
  /// Values by which one message can be found, the bytes of one, and paths that a document adds.
  package static let indexedValuesMax = 16
  package static let indexedBytesMax = 200
  package static let indexedPathsMax = 10
}
