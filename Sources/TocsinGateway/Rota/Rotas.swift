// Tocsin — Gateway: rotas, read and changed
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// Shows rotas and changes them: each change is a new revision of the document, with its author,
/// time and reason, and is made only as it was seen before.
///
/// Two people at once: a change that was made from an older revision is laid upon the newest one
/// when it touches other parts; where it touches the same part it is refused. A rota that is not
/// there yet is its whole text laid upon revision 0.
package struct Rotas: Sendable {
  /// Revisions that are listed, and that a change may be behind.
  package static let revisionsMax = 50

  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// The document that holds, or an earlier revision of it.
  package func document(
    of rota: RotaID, revision: Int? = nil
  ) async throws(RotasError) -> DocumentRevision {
    let found = try await surroundings.read(or: RotasError.notNow, Self.unread) { store in
      if let revision {
        return try store.document(kind: "rota", name: rota.text, revision: revision)
      }
      return try store.revisions(ofKind: "rota", name: rota.text, limit: 1).first
    }
    guard let found else { throw revision == nil ? .unknown : .noRevision }
    return found
  }

  /// The newest revisions, newest first; the first one holds.
  package func revisions(of rota: RotaID) async throws(RotasError) -> [DocumentRevision] {
    let found = try await surroundings.read(or: RotasError.notNow, Self.unread) { store in
      try store.revisions(ofKind: "rota", name: rota.text, limit: Self.revisionsMax)
    }
    guard !found.isEmpty else { throw .unknown }
    return found
  }

  /// What a change would come to, 13 weeks from now. Nothing is stored.
  package func preview(_ request: RotaRequest) async throws(RotasError) -> RotaProspect {
    try await prospect(request, at: surroundings.time.now())
  }

  /// Makes a change as it was seen.
  ///
  /// - Returns: the revision, once it and its leaves are durable.
  package func change(
    _ request: RotaRequest, seen: RotaSeen, by actor: TrailActor
  ) async throws(RotasError) -> DocumentRevision {
    guard RotaRequest.isPlain(request.reason) else { throw .reason }
    let now = surroundings.time.now()
    guard seen.at <= now + .minutes(1), now < seen.at + RotaSeen.lifetime else { throw .stale }
    let prospect = try await prospect(request, at: seen.at)
    let newest = prospect.newest
    guard prospect.conflicts.isEmpty else { throw .conflict(newest: newest.revision) }
    guard prospect.digest == seen.digest else { throw .stale }
    guard prospect.text != newest.text else { throw .unchanged }
    if !prospect.preview.newGaps.isEmpty, !RotaRequest.isPlain(seen.acceptance) {
      throw .acceptance
    }
    let errors = try await errors(in: prospect.text, besides: newest)
    guard errors.isEmpty else { throw .findings(errors) }
    var revision = DocumentRevision(
      kind: "rota", name: newest.name, revision: newest.revision + 1, text: prospect.text,
      importedAt: now)
    (revision.author, revision.reason) = (actor.text, request.reason)
    if !prospect.preview.newGaps.isEmpty { revision.acceptance = seen.acceptance }
    try await keep(revision, prospect, by: actor)
    await refresh()
    return revision
  }

  private func keep(
    _ revision: DocumentRevision, _ prospect: RotaProspect, by actor: TrailActor
  ) async throws(RotasError) {
    let surroundings = surroundings
    let gaps = prospect.preview.newGaps
    try await surroundings.perform(
      or: RotasError.notNow, "a rota could not be changed",
      byteCount: revision.text.utf8.count + 2_048
    ) { store -> Result<Void, RotasError> in
      let newest = try store.revisions(ofKind: "rota", name: revision.name, limit: 1).first
      guard newest?.revision ?? 0 == prospect.newest.revision else { return .failure(.stale) }
      let now = surroundings.time.now()
      try store.insert(revision)
      try store.append(surroundings.leaf(of: revision, by: actor, at: now))
      if !gaps.isEmpty {
        var leaf = TrailLeaf(.gapAccepted, on: "rota:\(revision.name)", by: actor, at: now)
        leaf.reason = "\(gaps.count) gaps at revision \(revision.revision)"
        leaf.detail = Array(Self.gapText(gaps, revision.acceptance).utf8)
        try store.append(leaf)
      }
      return .success(())
    }
  }

  private static func gapText(_ gaps: [RotaGap], _ acceptance: String) -> String {
    let spans = gaps.prefix(100).map { "\(RFC3339.text($0.from))/\(RFC3339.text($0.until))" }
    return spans.joined(separator: " ") + "\n" + acceptance
  }

  /// Errors that the site's documents have with the change and do not have without it.
  func errors(
    in text: String, besides newest: DocumentRevision
  ) async throws(RotasError) -> [DocumentFinding] {
    let directory = surroundings.directory
    return try await surroundings.read(or: RotasError.notNow, Self.unread) { store in
      let stored = try store.documents()
      let known = Set(
        directory.check(newest.text, rota: newest.name, among: stored).map(\.text))
      return directory.check(text, rota: newest.name, among: stored)
        .filter { $0.isError && !known.contains($0.text) }
    }
  }

  /// What is changed holds at once in this process; others notice within a second.
  func refresh() async {
    do {
      try await surroundings.refreshDirectory()
    } catch {
      surroundings.logger.error("the directory could not be read again: \(error)")
    }
  }

  static let unread = "the rotas cannot be read"
}

extension Surroundings {
  /// The leaf of one revision that somebody made.
  func leaf(
    of revision: DocumentRevision, by actor: TrailActor, at now: Timestamp
  ) -> TrailLeaf {
    var leaf = TrailLeaf(.documentsImported, on: "documents", by: actor, at: now)
    leaf.reason = "\(revision.kind) \(revision.name) revision \(revision.revision)"
    leaf.detail = DocumentRevision.importDetail(of: [revision], digest: sealer.digest)
    return leaf
  }
}
