// Tocsin — Gateway: the documents of an alert, for people
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Shows documents at the machine. Each look leaves a leaf before anything is shown.
package struct Attachments: Sendable {
  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// What there is, without the bytes. Empty for an alert that is not there.
  package func list(
    of alert: AlertID, by actor: TrailActor
  ) async throws -> [AttachmentRecord] {
    let now = surroundings.time.now()
    return try await surroundings.store.perform { store in
      let found = try store.attachments(of: alert)
      if !found.isEmpty {
        var leaf = TrailLeaf(.contentViewed, on: "alert:\(alert)", by: actor, at: now)
        leaf.reason = "list of documents"
        try store.append(leaf)
      }
      return found
    }
  }

  /// The bytes of one; nil when there is none of that number.
  package func bytes(
    of alert: AlertID, number: Int, by actor: TrailActor
  ) async throws -> [UInt8]? {
    let now = surroundings.time.now()
    return try await surroundings.store.perform { store in
      guard let bytes = try store.attachmentBytes(of: alert, number: number) else { return nil }
      var leaf = TrailLeaf(.contentViewed, on: "alert:\(alert)", by: actor, at: now)
      leaf.reason = "document \(number)"
      try store.append(leaf)
      return bytes
    }
  }
}
