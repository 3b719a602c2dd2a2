// Tocsin — GatewayTests: a ward whose rotas are documents
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments
import TocsinGateway

/// Reads rotas as the site does, and everything else as the ward's tests have it.
struct RotaReader: DocumentReader {
  private let ward = WardDocuments()

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var all = try ward.read(revisions)
    for revision in revisions where revision.kind == "rota" {
      all.rotas[RotaID(revision.name)] = try rota(revision.text, named: revision.name)
    }
    return all
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { try ward.policy(revision) }

  func rota(_ text: String, named name: String) throws(RotaRefusal) -> Rota {
    do throws(DocumentRefusal) { return try DocumentValues.rota(text: text, name: name) } catch {
      throw Self.refusal(error)
    }
  }

  func edited(
    _ text: String, ofRota name: String, by edits: [RotaEdit], zone: ZoneRules
  ) throws(RotaRefusal) -> String {
    do throws(DocumentRefusal) {
      return try RotaEditing.text(of: text, named: name, with: edits, zone: zone)
    } catch { throw Self.refusal(error) }
  }

  /// A rota that is called Broken breaks a policy, and one that is called Fragile with a swap.
  func check(
    _ text: String, rota name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] {
    let words = text.contains("Broken") ? ["the fallback is not sure to have a telephone"] : []
    let isFragile = text.contains("Fragile") && text.contains("swap agreed")
    let more = isFragile ? ["nobody is sure to have a telephone"] : []
    return (words + more + (text.contains("ghost") ? ["there is no person"] : [])).map {
      DocumentFinding(line: 1, isError: true, text: $0)
    }
  }

  private static func refusal(_ error: DocumentRefusal) -> RotaRefusal {
    RotaRefusal(
      error.findings.map { DocumentFinding(line: $0.line, isError: true, text: $0.text) })
  }
}
