// Tocsin — Core: why requests in the name of a source were not taken
// SPDX-License-Identifier: Apache-2.0

/// Why a request in the name of a source was not taken.
package enum ReportRefusal: String, Sendable, CaseIterable {
  /// No key, or none that is live here.
  case noKey = "no-key"
  /// No live key has made the signature over these bytes.
  case wrongSignature = "wrong-signature"
  /// The headers of the signature have another form.
  case unreadableSignature = "unreadable-signature"
  /// Signed too long ago, or ahead of the gateway's time.
  case untimely
  /// The key is another integration's.
  case otherSource = "other-source"
  /// The document does not let this address in.
  case address
  /// The body is larger than the document allows.
  case tooLarge = "too-large"
  /// No JSON, or nested too deep.
  case notJSON = "not-json"
  /// A member is missing or cannot be used.
  case unusable
  /// The request's id stood on a request with other bytes.
  case idReused = "id-reused"
}

/// How often something was refused, and when the last time was.
package struct RefusalCount: Hashable, Sendable {
  package var count: Int64
  package var lastAt: Timestamp

  package init(count: Int64, lastAt: Timestamp) {
    self.count = count
    self.lastAt = lastAt
  }

  static func + (a: RefusalCount, b: RefusalCount) -> RefusalCount {
    let (sum, isOver) = a.count.addingReportingOverflow(b.count)
    return RefusalCount(count: isOver ? .max : sum, lastAt: max(a.lastAt, b.lastAt))
  }
}
