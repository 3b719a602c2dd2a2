// Tocsin — tocsin: documents into the store
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinSystem

/// What an import came to.
struct ImportSummary: Encodable, Sendable {
  var imported = 0
  var unchanged = 0
  var persons = 0
}

extension Site {
  /// Writes checked documents as revisions, in one unit: all of them or none. A text that is
  /// already the newest revision stays as it is. An account that has ended stays ended, unless the
  /// document gives it another end.
  func take(_ documents: LoadedDocuments) async throws -> ImportSummary {
    let now = SystemClock().now()
    let bytes = documents.documents.reduce(1_024) { $0 + $1.text.utf8.count }
    let summary = try await store.perform(byteCount: bytes) { store in
      var summary = ImportSummary()
      let known = try store.documents()
      for document in documents.documents {
        let newest = known.first {
          $0.kind == document.kind.rawValue && $0.name == document.name
        }
        guard newest?.text != document.text else {
          summary.unchanged += 1
          continue
        }
        try store.insert(
          DocumentRevision(
            kind: document.kind.rawValue, name: document.name,
            revision: (newest?.revision ?? 0) + 1, text: document.text, importedAt: now))
        summary.imported += 1
      }
      let ended = try store.responders().filter { !$0.isValid(at: now) }
      for var person in documents.people {
        let before = ended.first { $0.id == person.id }
        if person.validUntil == nil { person.validUntil = before?.validUntil }
        try store.upsert(person)
      }
      summary.persons = documents.people.count
      return summary
    }
    try await refresh()
    return summary
  }

  /// Imports the shipped documents when the store has none.
  func importShippedIfEmpty(_ flag: String?, _ settings: Settings) async throws {
    guard try await store.read({ try $0.documents().isEmpty }) else { return }
    let bundle = try DocumentFolders.bundle(flag, settings)
    guard let documents = try? bundle.load() else {
      for finding in bundle.findings { Console.complain("\(finding)") }
      throw Failure("the documents have mistakes", hint: "mend the lines above")
    }
    _ = try await take(documents)
  }
}
