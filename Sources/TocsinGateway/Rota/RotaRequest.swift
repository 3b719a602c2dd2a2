// Tocsin — Gateway: what somebody asks to change in a rota
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// One thing that is asked for.
package enum RotaAsk: Equatable, Sendable {
  case edit(RotaEdit)
  /// The document as it was at that revision, byte for byte.
  case undo(to: Int)

  /// No more overrides at once than an edit may add.
  var isBounded: Bool {
    guard case .edit(.addOverrides(let overrides)) = self else { return true }
    return (1...RotaEdit.overridesMax).contains(overrides.count)
  }
}

/// A change of one rota, as it is asked for.
package struct RotaRequest: Sendable {
  package let rota: RotaID
  /// The revision that was read; 0 for a rota that is not there yet.
  package let base: Int
  /// Made one after the other; 1 to `RotaEdit.countMax`.
  package let asks: [RotaAsk]
  /// In the author's words, without patient data. An override without a reason of its own has it.
  package let reason: String

  /// Bytes of a reason, and of an acceptance, on one line.
  package static let reasonBytes = 5...200
  package static let documentBytesMax = 256 * 1_024

  package init(of rota: RotaID, onto base: Int, _ asks: [RotaAsk], reason: String = "") {
    self.rota = rota
    self.base = base
    self.asks = asks
    self.reason = reason
  }

  static func isPlain(_ text: String) -> Bool {
    reasonBytes.contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}

/// What says that a change was looked at before it is made.
package struct RotaSeen: Sendable {
  /// When it was previewed.
  package let at: Timestamp
  /// What the preview gave.
  package let digest: [UInt8]
  /// Why time may stay uncovered; needed when the change uncovers some.
  package let acceptance: String

  /// A preview older than this says too little.
  package static let lifetime = Milliseconds.minutes(15)

  package init(at: Timestamp, digest: [UInt8], acceptance: String = "") {
    self.at = at
    self.digest = digest
    self.acceptance = acceptance
  }
}

/// Why a rota is not read or changed. Nothing has changed then.
package enum RotasError: Error, Hashable, Sendable {
  /// There is no such rota. 404.
  case unknown
  /// It has no such revision. 404.
  case noRevision
  /// Others have changed the same part since the base was read; the newest revision is this one.
  /// 409.
  case conflict(newest: Int)
  /// The text would stay as it is. 409.
  case unchanged
  /// The preview is not of what would happen now: somebody changed the rota or the staff, or it was
  /// seen too long ago. 412.
  case stale
  /// Time becomes uncovered, and nobody has said why that may be. 422.
  case acceptance
  /// No edit, too many, or one that reaches only into the past. 422.
  case edits, past
  case reason
  /// The result cannot be a rota of this site. 422.
  case findings([DocumentFinding])
  /// Another replay of the past is being done; nothing was begun. 503.
  case busy
  /// The store cannot keep or read it. 503.
  case notNow
}

/// A revision by somebody else since the base was read, with the parts that it changed.
package struct RotaOther: Sendable {
  package let revision: DocumentRevision
  package let parts: Set<RotaPart>
}

/// A change laid upon the newest revision, and what it comes to.
package struct RotaProspect: Sendable {
  /// The newest revision, which holds.
  package let newest: DocumentRevision
  /// Revisions since the base, oldest first.
  package let others: [RotaOther]
  /// Parts that others have changed as well: the change cannot be made.
  package let conflicts: Set<RotaPart>
  /// The text that would hold; that of the newest revision when there are conflicts.
  package let text: String
  package let change: RotaChange
  package let zone: ZoneRules
  package let preview: RotaPreview
  /// What is wrong in the text beside the list of people. Only those that the change brings are
  /// errors.
  package let findings: [DocumentFinding]
  package let at: Timestamp
  /// Stands for all of it.
  package let digest: [UInt8]
}
