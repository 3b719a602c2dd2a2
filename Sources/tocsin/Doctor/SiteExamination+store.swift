// Tocsin — tocsin: reading a site's store for the doctor
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinDoctor
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinMapping
internal import TocsinSQLite
internal import TocsinSealing
internal import TocsinStore
internal import TocsinSystem

extension SiteExamination {
  /// Leaves of the trail that are read at once.
  private static let batch: Int64 = 1_000

  /// Looks at the store's file, and opens it only where that changes nothing: with the tables of
  /// this release.
  func openStore() async -> (facts: StoreFacts, site: Site?) {
    guard settings.store == nil else { return (Self.database, nil) }
    let path = folder + "/tocsin.sqlite"
    func facts(_ outcome: StoreFacts.Outcome) -> StoreFacts {
      StoreFacts(
        path: path, outcome: outcome, bytes: MachineReadings.bytes(of: path),
        logBytes: MachineReadings.bytes(of: path + "-wal"))
    }
    guard MachineReadings.mode(of: path) != nil else {
      let mend = "name the folder of a site, or make one: tocsin serve --data \(folder)"
      return (facts(.closed(Obstacle(at: folder, "holds no site", mend: mend))), nil)
    }
    do {
      let look = try SQLiteStore.look(at: path)
      guard look.isSound else { return (facts(.damaged), nil) }
      guard look.schema == Schema.version else {
        return (facts(.otherSchema(found: look.schema, ours: Schema.version)), nil)
      }
      return (facts(.sound), try await Site.open(settings))
    } catch let failure as Failure {
      return (facts(.closed(Obstacle(failure, at: path))), nil)
    } catch {
      let mend = "check its owner and its folder; else restore the newest backup"
      return (facts(.closed(Obstacle(at: path, "does not open: \(error)", mend: mend))), nil)
    }
  }

  /// A store that is no file: to open it might bring its tables up to date.
  private static var database: StoreFacts {
    let obstacle = Obstacle(
      at: "--store", "is a database, and the doctor looks into files alone",
      mend: "ask the gateway's /readyz, and the server's own tools for its disk and its copies")
    return StoreFacts(path: "--store", outcome: .closed(obstacle), bytes: 0, logBytes: 0)
  }

  /// What `tocsin check` says of the documents in force.
  func documents(_ revisions: [DocumentRevision], _ site: Site) -> DocumentFacts {
    let files = revisions.compactMap { DocumentFolders.file(of: $0) }
    let bundle = DocumentFolders.bundle(files, isWhole: true)
    let findings = files.isEmpty ? [] : bundle.findings
    return DocumentFacts(
      count: files.count,
      findings: findings.map {
        DocumentFacts.Finding(
          place: "\($0.path):\($0.line)", isError: $0.weight == .error, text: $0.text)
      }, ended: (try? site.endedOnRotas()) ?? [])
  }

  /// The zones that the documents name, looked up as the gateway does.
  func zones(of revisions: [DocumentRevision]) -> ZoneFacts {
    let system = SystemZones()
    let names = Set(revisions.flatMap(Self.zones)).sorted()
    var missing: [Obstacle] = []
    for name in names.isEmpty ? ["Europe/Paris"] : names {
      do throws(ZoneError) {
        _ = try system.rules(named: name)
      } catch {
        let place = if case .noDatabase = error { system.directory } else { name }
        missing.append(Obstacle(at: place, "\(error)", mend: error.hint))
      }
      if missing.first?.place == system.directory { break }
    }
    return ZoneFacts(
      folder: system.directory, version: system.version, used: names.count, missing: missing)
  }

  private static func zones(_ revision: DocumentRevision) -> [String] {
    let (text, name) = (revision.text, revision.name)
    switch DocumentKind(rawValue: revision.kind) {
    case .rota: return (try? DocumentValues.rota(text: text, name: name)).map { [$0.zone] } ?? []
    case .integration:
      let read = try? DocumentValues.integration(text: text, name: name)
      return read.map { [$0.mapping.zone] } ?? []
    case .policy:
      let read = try? DocumentValues.policy(text: text, name: name, revision: revision.revision)
      return read?.hours.map(\.zone) ?? []
    case .routes: return (try? DocumentValues.routing(text: text))?.hours.map(\.zone) ?? []
    case .people, .calls, .channels, .holidays, .networks, nil: return []
    }
  }

  /// When the trail last tells of a backup, and what lies in the folder.
  func backup(_ site: Site) async -> BackupFacts? {
    let horizon = clock.now() - DoctorLimits.backupAgeMax - .days(1)
    guard let last = try? await site.store.read({ try Self.lastBackup($0, after: horizon) })
    else { return nil }
    return BackupFacts(last: last, shelf: backups.map { shelf($0, site.key.site) })
  }

  private static func lastBackup(
    _ store: any StoreReader, after horizon: Timestamp
  ) throws -> BackupFacts.Last {
    var end = try store.leafCount()
    while end > 0 {
      let start = max(0, end - batch)
      let leaves = try store.leaves(from: start, limit: Int(end - start), withDetails: false)
      for body in leaves.reversed().compactMap({ LeafBody(decoding: $0.body) }) {
        if body.action == TrailAction.backupMade.rawValue { return .at(body.at) }
        if body.at < horizon { return .before(body.at) }
      }
      end = start
    }
    return .never
  }

  private func shelf(_ folder: String, _ site: SiteID) -> BackupFacts.Shelf {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var newest: [BackupHeader.Kind: Timestamp] = [:]
    for name in names where name.hasSuffix(".tocsin") || name.hasSuffix(".tocsin-keys") {
      guard let header = try? SealedFile.header(of: folder + "/" + name).header,
        header.site == site, newest[header.kind].map({ $0 < header.madeAt }) ?? true
      else { continue }
      newest[header.kind] = header.madeAt
    }
    return BackupFacts.Shelf(
      folder: folder, content: newest[.content], keys: newest[.keys],
      halves: names.filter { $0.hasSuffix(".half") })
  }
}
