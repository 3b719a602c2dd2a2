// Tocsin — Core: a document that came with a report
// SPDX-License-Identifier: Apache-2.0

/// A document that came with a report, such as an ECG. It is kept sealed beside its alert and never
/// put into a page. Never printed by accident: its description is redacted.
package struct AttachmentDraft: Hashable, Sendable, CustomStringConvertible {
  /// What it is, in the source's words; may be empty.
  package let title: String
  /// By its first bytes, never by its label, such as `application/pdf`.
  package let mediaType: String
  package let bytes: [UInt8]

  package init(title: String, mediaType: String, bytes: [UInt8]) {
    self.title = title
    self.mediaType = mediaType
    self.bytes = bytes
  }

  package var description: String { "[redacted]" }
}
