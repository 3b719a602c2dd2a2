// Tocsin — tocsin: revisions of the store, read into values
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinMapping
internal import TocsinSystem

/// Reads the newest revisions into what the directory holds. A stored revision was checked when it
/// was imported; one that cannot be read keeps the last good snapshot in force.
struct StoredDocuments: DocumentReader {
  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    guard let routes = revisions.first(where: { $0.kind == DocumentKind.routes.rawValue }) else {
      throw DirectoryError.empty
    }
    var all = DirectoryDocuments(
      routing: try DocumentValues.routing(text: routes.text), policies: [:], rotas: [:],
      integrations: [:])
    all.routing.revision = routes.revision
    let zones = SystemZones()
    for revision in revisions {
      switch DocumentKind(rawValue: revision.kind) {
      case .policy:
        all.policies[revision.name] = try policy(revision)
      case .rota:
        let rota = try DocumentValues.rota(text: revision.text, name: revision.name)
        all.rotas[rota.id] = rota
      case .integration:
        var integration = try DocumentValues.integration(
          text: revision.text, name: revision.name)
        integration.revision = revision.revision
        let zone = try zones.rules(named: integration.mapping.zone)
        all.integrations[revision.name] = integration.inZone(zone)
      case .holidays:
        all.calendars[revision.name] = try DocumentValues.holidays(
          text: revision.text, name: revision.name)
      case .calls:
        all.calls = try DocumentValues.calls(text: revision.text)
      case .channels:
        all.contacts = try DocumentValues.contacts(text: revision.text)
      case .networks:
        all.networks = try DocumentValues.networks(text: revision.text)
      case .routes, .people, nil:
        break
      }
    }
    all.rotas = all.rotas.mapValues { $0.observing(all.calendars) }
    return all
  }

  func routing(_ revision: DocumentRevision) throws -> RoutingTable {
    var routing = try DocumentValues.routing(text: revision.text)
    routing.revision = revision.revision
    return routing
  }

  func check(_ text: String, integration name: String) -> CheckedIntegration {
    let path = "Integrations/\(name)/mapping.yaml"
    let bundle = DocumentFolders.bundle([DocumentFile(path: path, text: text)])
    let findings = bundle.findings.map { finding in
      DocumentFinding(
        line: finding.line, isError: finding.weight == .error, text: finding.text)
    }
    let read = (try? bundle.load())?.integrations.first
    let zone = read.flatMap { try? SystemZones().rules(named: $0.mapping.zone) }
    let isOver = text.utf8.count > MappingTry.documentBytesMax
    return CheckedIntegration(
      integration: isOver ? nil : read.flatMap { read in zone.map(read.inZone) },
      findings: findings)
  }

  func check(
    _ text: String, integration name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] {
    check(text, at: "Integrations/\(name)/mapping.yaml", among: revisions)
  }

  private func check(
    _ text: String, at path: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] {
    let others = revisions.compactMap { DocumentFolders.file(of: $0) }.filter { $0.path != path }
    let bundle = DocumentFolders.bundle(
      others + [DocumentFile(path: path, text: text)], isWhole: true)
    return bundle.findings.filter { $0.path == path || $0.weight == .error }.map { finding in
      let isOwn = finding.path == path
      return DocumentFinding(
        line: isOwn ? finding.line : 1, isError: finding.weight == .error,
        text: isOwn ? finding.text : "\(finding.path):\(finding.line): \(finding.text)")
    }
  }

  func rota(_ text: String, named name: String) throws(RotaRefusal) -> Rota {
    do throws(DocumentRefusal) { return try DocumentValues.rota(text: text, name: name) } catch {
      throw RotaRefusal(error)
    }
  }

  func edited(
    _ text: String, ofRota name: String, by edits: [RotaEdit], zone: ZoneRules
  ) throws(RotaRefusal) -> String {
    do throws(DocumentRefusal) {
      return try RotaEditing.text(of: text, named: name, with: edits, zone: zone)
    } catch { throw RotaRefusal(error) }
  }

  func check(
    _ text: String, rota name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] {
    check(text, at: "Escalations/rotas/\(name).yaml", among: revisions)
  }

  func policy(_ revision: DocumentRevision) throws -> Policy {
    do throws(DocumentRefusal) {
      return try DocumentValues.policy(
        text: revision.text, name: revision.name, revision: revision.revision)
    } catch { throw RotaRefusal(error) }
  }
}

extension RotaRefusal {
  fileprivate init(_ refusal: DocumentRefusal) {
    self.init(
      refusal.findings.map { finding in
        DocumentFinding(
          line: finding.line, isError: finding.weight == .error, text: finding.text)
      })
  }
}
