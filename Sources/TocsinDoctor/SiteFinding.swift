// Tocsin — Doctor: what was looked at, and what was found
// SPDX-License-Identifier: Apache-2.0

/// One thing that the doctor looked at. Never names a patient: what it says is about machines,
/// files and documents.
package struct SiteFinding: Hashable, Sendable {
  /// What a finding weighs; the heaviest of all gives the exit code.
  package enum Weight: Int, Hashable, Comparable, Sendable {
    case well
    /// Pages go out; it becomes an error when nobody looks.
    case warning
    /// Pages do not go out, or would be lost with this machine.
    case error

    /// As it is printed.
    package var word: String {
      switch self {
      case .well: "well"
      case .warning: "warning"
      case .error: "error"
      }
    }

    package static func < (a: Weight, b: Weight) -> Bool { a.rawValue < b.rawValue }
  }

  /// What of a site was looked at, in the order in which it is told.
  package enum Part: String, Hashable, Sendable, CaseIterable {
    case gateway, settings, keys, store, documents, channel, certificate, clock, zones, disk
    case backup, files
  }

  package let part: Part
  package let weight: Weight
  /// A file, an address or a name.
  package let place: String
  /// What is so, on one line.
  package let text: String
  /// The next step; empty when all is well.
  package let mend: String

  package init(
    _ part: Part, _ weight: Weight, at place: String, _ text: String, mend: String = ""
  ) {
    precondition((weight == .well) == mend.isEmpty, "what is not well has a mend")
    self.part = part
    self.weight = weight
    self.place = place
    self.text = text
    self.mend = mend
  }

  static func well(_ part: Part, at place: String, _ text: String) -> SiteFinding {
    SiteFinding(part, .well, at: place, text)
  }

  /// All of it, at most two lines.
  package var lines: [String] {
    let first = "\(weight.word) \(part.rawValue) \(place): \(text)"
    return mend.isEmpty ? [first] : [first, "  mend: \(mend)"]
  }
}
