// Tocsin — TocsinHL7: the limits of this module
// SPDX-License-Identifier: Apache-2.0

/// Every bound that framing and parsing keep, in one place.
///
/// What goes over a limit is answered or counted, never dropped in silence: an oversized frame
/// is an event with its prefix, a message with too many segments is a positioned error.
package enum HL7Limits {
  /// The longest body of one MLLP frame, in bytes: 16 MiB, 80 times the longest message known.
  package static let frameBytesMax = 16 << 20

  /// How much of an oversized frame is kept, in bytes, so that MSH-10 can be read from it.
  package static let oversizedPrefixBytesMax = 64 << 10

  /// How much noise between frames is shown, in bytes.
  package static let noisePeekBytesMax = 32

  /// A start byte inside a body shorter than this begins a new frame, whatever follows it.
  package static let restartBodyBytesMax = 20

  /// The unit in which the framer's buffer grows once a frame is longer than this, in bytes.
  package static let bufferChunkBytes = 1 << 20

  /// The most segments of one message: 300 times the most known.
  package static let segmentsMax = 1 << 18

  /// The most values that one path gives over occurrences and repetitions.
  package static let valuesMax = 1 << 16

  /// The highest number that a path may name as field, component, occurrence or repetition.
  package static let pathNumberMax = 999_999

  /// The most blank lines that one `\.sp<n>\` gives.
  package static let skippedLinesMax = 99
}
