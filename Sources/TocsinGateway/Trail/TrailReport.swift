// Tocsin — Gateway: what verifying the trail came to
// SPDX-License-Identifier: Apache-2.0

/// Something in the trail that is not as it was written.
package struct TrailFinding: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A leaf is not there.
    case missing
    /// A leaf is not what its row chain says.
    case altered
    /// A leaf, or a tile, is not what the stored tree says.
    case tree
    /// The tree is not what a checkpoint was signed over.
    case checkpoint
    /// A checkpoint is not signed by the site, or is none.
    case signature
    /// What a leaf commits to is not what is kept.
    case detail
    /// The leaves of an alert do not tell its whole life.
    case life
  }

  /// The first leaf that is bad, or may be.
  package let index: Int64
  package let kind: Kind
  /// One sentence, with ids and numbers only.
  package let text: String

  package init(_ kind: Kind, at index: Int64, _ text: String) {
    self.kind = kind
    self.index = index
    self.text = text
  }
}

/// What verifying the trail came to.
package struct TrailReport: Sendable {
  /// At most this many findings are kept.
  package static let findingsMax = 100

  package var leaves: Int64 = 0
  package var alerts = 0
  /// Stored checkpoints that hold.
  package var checkpoints = 0
  /// Exported checkpoints that hold.
  package var exported = 0
  /// Details that are what their leaves commit to.
  package var details = 0
  /// Details that were erased; their leaves hold all the same.
  package var erased = 0
  /// Leaves that no checkpoint covers yet.
  package var uncovered: Int64 = 0
  package private(set) var findings: [TrailFinding] = []

  package init() {}

  package var isGood: Bool { findings.isEmpty }
  /// The first leaf that is bad, or may be; nil when none is.
  package var firstBad: Int64? { findings.map(\.index).min() }

  mutating func found(_ kind: TrailFinding.Kind, at index: Int64, _ text: String) {
    guard findings.count < Self.findingsMax else { return }
    findings.append(TrailFinding(kind, at: index, text))
  }
}

/// A checkpoint as a file outside of the store, with the hashes of the leaves that it added.
package struct ExportedCheckpoint: Sendable {
  /// What findings call it.
  package let name: String
  package let note: String
  /// Of the leaves before its size, one after the other; empty when they were not kept.
  package let hashes: [UInt8]

  package init(name: String, note: String, hashes: [UInt8]) {
    self.name = name
    self.note = note
    self.hashes = hashes
  }
}
