// Tocsin — tocsin: documents into the store
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinSealing
internal import TocsinSystem

/// What an import came to.
struct ImportSummary: Encodable, Sendable {
  var imported = 0
  var unchanged = 0
  var persons = 0
}

extension Site {
  /// Writes checked documents as revisions, in one unit: all of them or none. A text that is
  /// already the newest revision stays as it is. Accounts follow what the list of people states;
  /// one that has ended stays ended, whatever the list says.
  func take(_ documents: LoadedDocuments, by actor: TrailActor) async throws -> ImportSummary {
    let accounts = Accounts(surroundings())
    for person in documents.listed {
      guard let fault = AccountFault.of(person.applied(to: nil, at: clock.now())) else {
        continue
      }
      throw Failure("\(person.id) in people.yaml: \(fault)", hint: "mend the \(fault.field)")
    }
    let bytes = documents.documents.reduce(1_024) { $0 + $1.text.utf8.count }
    let (digest, clock) = (key.sealer.digest, clock)
    let taken = try await store.perform(byteCount: bytes) { store in
      let now = clock.now()
      let added = try Self.insert(documents, by: actor, at: now, into: store)
      let listing = try accounts.take(documents.listed, by: actor, in: store)
      if !added.isEmpty {
        var leaf = TrailLeaf(.documentsImported, on: "documents", by: actor, at: now)
        leaf.reason = "\(added.count) documents"
        leaf.detail = DocumentRevision.importDetail(of: added, digest: digest)
        try store.append(leaf)
      }
      let count = documents.documents.count
      let summary = ImportSummary(
        imported: added.count, unchanged: count - added.count, persons: documents.people.count)
      return (summary, listing)
    }
    try await refresh()
    try await accounts.finish(taken.1)
    return taken.0
  }

  /// The newest revisions that a person made in the console and that `documents` would replace.
  static func console(
    _ newest: [DocumentRevision], differingFrom documents: LoadedDocuments
  ) -> [DocumentRevision] {
    newest.filter { revision in
      revision.author.hasPrefix("person:")
        && documents.documents.contains {
          $0.kind.rawValue == revision.kind && $0.name == revision.name
            && $0.text != revision.text
        }
    }
  }

  /// - Returns: the revisions that are new.
  private static func insert(
    _ documents: LoadedDocuments, by actor: TrailActor, at now: Timestamp,
    into store: any StoreTransaction
  ) throws -> [DocumentRevision] {
    var added: [DocumentRevision] = []
    let known = try store.documents()
    for document in documents.documents {
      let newest = known.first {
        $0.kind == document.kind.rawValue && $0.name == document.name
      }
      guard newest?.text != document.text else { continue }
      var revision = DocumentRevision(
        kind: document.kind.rawValue, name: document.name,
        revision: (newest?.revision ?? 0) + 1, text: document.text, importedAt: now)
      revision.author = actor.text
      try store.insert(revision)
      added.append(revision)
    }
    return added
  }

  /// Who stands on a rota though the account has ended, one line each: the rota answers as if they
  /// were not there.
  func endedOnRotas() throws -> [String] {
    let staffing = try directory.snapshot().staffing
    return staffing.endedOnRotas(at: clock.now()).map { found in
      "the rota \(found.rota) names \(found.responder), whose account has ended: "
        + "name another person and import it again"
    }
  }

  /// Imports the shipped documents when the store has none.
  func importShippedIfEmpty(_ flag: String?, _ settings: Settings) async throws {
    guard try await store.read({ try $0.documents().isEmpty }) else { return }
    let bundle = try DocumentFolders.bundle(flag, settings)
    guard let documents = try? bundle.load() else {
      for finding in bundle.findings { Console.complain("\(finding)") }
      throw Failure("the documents have mistakes", hint: "mend the lines above")
    }
    _ = try await take(documents, by: .gateway)
  }
}
