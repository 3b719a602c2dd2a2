// Tocsin — Gateway: what is held about a subject, and its erasure
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Why a subject is not exported or erased.
package enum SubjectRefusal: Error, Hashable, Sendable {
  /// Nothing is held under this identifier and authority.
  case unknown
  /// An alert of the subject is open: people are being paged with its content.
  case open([AlertID])
}

/// All that is held about one subject.
package struct HeldSubject: Sendable {
  package let record: SubjectRecord
  package let alerts: [Alert]
  package let messages: [MessageRecord]
  package let pages: [AlertID: [PageRecord]]
  package let trails: [AlertID: [TrailEntry]]
  /// The documents that are kept beside the alerts; their bytes stand in the messages too.
  package let attachments: [AlertID: [AttachmentRecord]]
}

/// What an erasure did.
package struct Erasure: Sendable {
  /// The number of the subject in the store, as the trail names it.
  package let number: Int64
  package let counts: ShreddedCounts
  package let erasedAt: Timestamp
  /// From when on the content is unreadable in every backup too.
  package let horizon: Timestamp
}

/// Answers a person's rights: access and erasure. Each leaves a leaf before anything leaves.
package struct Subjects: Sendable {
  private let surroundings: Surroundings
  private let policy: RetentionPolicy

  /// Messages of one subject that one export reads.
  package static let messagesMax = 100_000

  package init(_ surroundings: Surroundings, _ policy: RetentionPolicy = RetentionPolicy()) {
    self.surroundings = surroundings
    self.policy = policy
  }

  /// Reads everything that is sealed with the subject's key.
  package func export(
    _ reference: SubjectReference, by actor: TrailActor
  ) async throws -> Result<HeldSubject, SubjectRefusal> {
    let now = surroundings.time.now()
    return try await surroundings.store.perform { store in
      guard let record = try store.subject(reference) else { return .failure(.unknown) }
      try store.append(
        TrailLeaf(.subjectExported, on: "subject:\(record.number)", by: actor, at: now))
      let alerts = try store.alerts(ofSubject: record.number)
      let ids = alerts.map(\.id)
      return .success(
        HeldSubject(
          record: record, alerts: alerts,
          messages: try store.messages(
            ofSubject: record.number, after: 0, limit: Self.messagesMax),
          pages: try Dictionary(uniqueKeysWithValues: ids.map { ($0, try store.pages(of: $0)) }),
          trails: try Dictionary(uniqueKeysWithValues: ids.map { ($0, try store.trail(of: $0)) }),
          attachments: try Dictionary(
            uniqueKeysWithValues: ids.map { ($0, try store.attachments(of: $0)) })))
    }
  }

  /// Takes the content out of every alert and message of a subject and destroys its key. Nothing
  /// is erased while one of its alerts is open.
  ///
  /// - Parameter reason: why, kept with the leaf as its detail.
  package func erase(
    _ reference: SubjectReference, reason: String, by actor: TrailActor
  ) async throws -> Result<Erasure, SubjectRefusal> {
    let now = surroundings.time.now()
    let horizon = now + policy.backups
    return try await surroundings.store.perform { store in
      guard let record = try store.subject(reference) else { return .failure(.unknown) }
      let open = try store.alerts(ofSubject: record.number).filter { !$0.isClosed }
      guard open.isEmpty else { return .failure(.open(open.map(\.id))) }
      let counts = try store.eraseSubject(record.number, at: now)
      var leaf = TrailLeaf(.subjectErased, on: "subject:\(record.number)", by: actor, at: now)
      leaf.reason = "\(counts.alerts) alerts, \(counts.messages) messages"
      leaf.detail = Array(reason.utf8)
      try store.append(leaf)
      return .success(
        Erasure(number: record.number, counts: counts, erasedAt: now, horizon: horizon))
    }
  }
}
