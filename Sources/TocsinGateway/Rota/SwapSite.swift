// Tocsin — Gateway: a rota as it is inside a unit, for a swap to be judged on
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// The newest revision of a rota and the staff, as the store has them.
struct SwapSite {
  let newest: DocumentRevision
  let rota: Rota
  private let staffing: Staffing
  private let directory: Directory

  init(_ id: RotaID, _ surroundings: Surroundings, in store: any StoreReader) throws {
    directory = surroundings.directory
    staffing = try surroundings.staffing(in: store)
    guard let newest = try store.revisions(ofKind: "rota", name: id.text, limit: 1).first else {
      throw SwapError.unknown
    }
    self.newest = newest
    rota = try Self.rota(newest, directory, staffing)
  }

  func prospect(of swap: Swap, at now: Timestamp) -> SwapProspect {
    staffing.prospect(of: swap, on: rota, at: now)
  }

  /// Throws what stands in the way now, with the revision since which it does.
  func judge(_ swap: Swap, _ surroundings: Surroundings, in store: any StoreReader) throws {
    let now = surroundings.time.now()
    let obstacles = prospect(of: swap, at: now).obstacles
    guard !obstacles.isEmpty else { return }
    throw SwapError.obstacles(obstacles, try cause(of: swap, at: now, in: store))
  }

  /// The first revision since the swap was asked for in which it is not possible; nil when the
  /// rota is not what stands in its way.
  func cause(
    of swap: Swap, at now: Timestamp, in store: any StoreReader
  ) throws -> SwapCause? {
    let stored = try store.revisions(
      ofKind: "rota", name: swap.rota.text, limit: Rotas.revisionsMax)
    var isFree = false
    for revision in stored.reversed() where revision.revision >= swap.base {
      guard let rota = try? Self.rota(revision, directory, staffing) else { continue }
      if staffing.prospect(of: swap, on: rota, at: now).obstacles.isEmpty {
        isFree = true
      } else if isFree {
        return SwapCause(
          revision: revision.revision, author: revision.author, reason: revision.reason)
      } else {
        return nil
      }
    }
    return nil
  }

  /// The rota's text with what is agreed.
  func text(with swap: Swap) throws -> String {
    do throws(RotaRefusal) {
      return try directory.edited(
        newest.text, ofRota: newest.name, by: [.addOverrides(swap.overrides)],
        zone: staffing.zones[rota.zone] ?? .utc)
    } catch { throw SwapError.findings(error.findings) }
  }

  /// What is agreed, as the next revision: by the last whose consent was needed, and its reason
  /// names both persons.
  func revision(
    with swap: Swap, by actor: TrailActor, at now: Timestamp
  ) throws -> DocumentRevision {
    var revision = DocumentRevision(
      kind: "rota", name: newest.name, revision: newest.revision + 1, text: try text(with: swap),
      importedAt: now)
    revision.author = actor.text
    revision.reason = "swap of \(swap.asker) with \(swap.taker), by request and consent"
    return revision
  }

  private static func rota(
    _ revision: DocumentRevision, _ directory: Directory, _ staffing: Staffing
  ) throws -> Rota {
    do throws(RotaRefusal) {
      return try directory.rota(revision.text, named: revision.name)
        .observing(staffing.calendars)
    } catch { throw SwapError.findings(error.findings) }
  }
}
