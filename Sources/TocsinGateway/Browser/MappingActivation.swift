// Tocsin — Gateway: a mapping that was tried, made the one that holds
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What an engineer asks to hold from now on.
package struct Activation: Sendable {
  /// The integration, which is there already.
  package let integration: String
  /// The whole document, at most `MappingTry.documentBytesMax`.
  package let text: String
  /// The revision that was read and changed.
  package let onto: Int
  /// In the engineer's words, without patient data.
  package let reason: String

  /// Bytes of a reason, on one line.
  package static let reasonBytes = 5...300

  package init(of integration: String, _ text: String, onto: Int, reason: String) {
    self.integration = integration
    self.text = text
    self.onto = onto
    self.reason = reason
  }
}

/// Why a document does not become the one that holds. Nothing has changed then.
package enum ActivationError: Error, Hashable, Sendable {
  /// There is no such integration. 404.
  case unknown
  /// Somebody else has changed it meanwhile: the newest revision is this one. 412.
  case stale(newest: Int)
  /// It holds already, word for word. 409.
  case unchanged
  /// It does not check, alone or beside the other documents of the site. 422.
  case findings([DocumentFinding])
  /// Too large, or a reason that cannot be kept. 422.
  case reason, text
  /// The store cannot keep or read it. 503.
  case notNow
}

extension DocumentReader {
  /// A reader that knows no other documents finds what the document alone shows.
  package func check(
    _ text: String, integration name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] {
    check(text, integration: name).findings
  }
}

extension MessageBrowser {
  /// Revisions of one document that are listed.
  package static let revisionsMax = 50

  /// A document of an integration.
  ///
  /// - Parameter revision: nil for the newest, which holds.
  package func document(
    of name: String, revision: Int?
  ) async throws(BrowserError) -> DocumentRevision {
    guard let revision else { return try await document(of: name) }
    return try await read { store in
      let found = try store.document(kind: "integration", name: name, revision: revision)
      return found.map { .success($0) } ?? .failure(.unknown)
    }
  }

  /// The newest revisions of an integration's document, newest first; the first one holds.
  package func revisions(of name: String) async throws(BrowserError) -> [DocumentRevision] {
    try await read { store in
      let found = try store.revisions(
        ofKind: "integration", name: name, limit: Self.revisionsMax)
      return found.isEmpty ? .failure(.unknown) : .success(found)
    }
  }

  /// Makes a document the one that holds, as a new revision; the one before stays, and holds again
  /// when its text is activated. It is checked as an import would check it. The leaf on the trail
  /// is that of an import, by the person.
  ///
  /// - Returns: the revision, once it and its leaf are durable.
  package func activate(
    _ asked: Activation, by actor: BrowserActor
  ) async throws(ActivationError) -> DocumentRevision {
    guard asked.hasPlainReason else { throw .reason }
    guard asked.text.utf8.count <= MappingTry.documentBytesMax else { throw .text }
    let stored = try await surroundings.read(
      or: ActivationError.notNow, "the documents cannot be read"
    ) { try $0.documents() }
    if let fault = asked.fault(among: stored) { throw fault }
    let findings = surroundings.directory.check(
      asked.text, integration: asked.integration, among: stored)
    guard !findings.contains(where: \.isError) else { throw .findings(findings) }
    let surroundings = surroundings
    return try await surroundings.perform(
      or: ActivationError.notNow, "a document could not be kept",
      byteCount: asked.text.utf8.count + 1_024
    ) { store in
      if let fault = asked.fault(among: try store.documents()) { return .failure(fault) }
      let now = surroundings.time.now()
      var revision = DocumentRevision(
        kind: "integration", name: asked.integration, revision: asked.onto + 1, text: asked.text,
        importedAt: now)
      (revision.author, revision.reason) = (actor.leaf.text, asked.reason)
      try store.insert(revision)
      var leaf = TrailLeaf(.documentsImported, on: "documents", by: actor.leaf, at: now)
      leaf.reason = "integration \(asked.integration) revision \(revision.revision)"
      leaf.detail = DocumentRevision.importDetail(
        of: [revision], digest: surroundings.sealer.digest)
      try store.append(leaf)
      return .success(revision)
    }
  }
}

extension Activation {
  fileprivate var hasPlainReason: Bool {
    let isPlain = reason.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return isPlain && Self.reasonBytes.contains(reason.utf8.count)
  }

  /// What stands in the way among the newest revisions; nil for nothing.
  fileprivate func fault(among stored: [DocumentRevision]) -> ActivationError? {
    let newest = stored.first { $0.kind == "integration" && $0.name == integration }
    guard let newest else { return .unknown }
    guard newest.revision == onto else { return .stale(newest: newest.revision) }
    return newest.text == text ? .unchanged : nil
  }
}
