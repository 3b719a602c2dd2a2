// Tocsin — Documents: every bound of a document, by name (I10)
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Bounds of documents. Reaching one is a finding.
package enum DocumentLimits {
  package static let documentBytesMax = 1 << 20
  package static let nodesMax = 100_000
  package static let depthMax = 32
  /// Findings of one document; later ones are most likely consequences.
  package static let findingsMax = 200
  /// Documents of one bundle.
  package static let documentsMax = 10_000
  package static let textBytesMax = 500
  package static let listMax = 5_000
  static let fallbackWithin = Milliseconds.minutes(10)
  static let waits = Milliseconds.seconds(1)...Limits.waitMax
  /// The rest after a night that a rota may state.
  static let rests = Milliseconds.hours(1)...Milliseconds.hours(72)
  /// How long low pages of one person may be bundled.
  static let bundles = Milliseconds.minutes(1)...Milliseconds.hours(1)
  static let fallbackEvery = Milliseconds.seconds(5)...Milliseconds.minutes(15)
}
