// Tocsin — Mapping: what is wrong with a piece of a mapping, and the mend
// SPDX-License-Identifier: Apache-2.0

/// A path, pattern or template that cannot be read. `text` says what is wrong and the mend; it is
/// shown behind the place in the document.
package struct MappingSyntaxError: Error, Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }
}
