// Tocsin — tocsin: reading a site for the doctor
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinDoctor
internal import TocsinGateway
internal import TocsinServer
internal import TocsinSystem

/// Reads what the doctor judges: files, the store, the network. What cannot be read becomes a fact
/// of its own, so that one fault never hides the next.
struct SiteExamination {
  let settings: Settings
  let folder: String
  let listen: ListenOption
  let openID: OpenIDOption
  let watching: WatchOption
  /// Where the backups lie; nil when nobody says.
  let backups: String?
  let clock = SystemClock()

  /// As the gateway asks the system for.
  static let openFilesWanted: UInt64 = 20_480

  /// - Throws: `Failure` when no data folder is named.
  init(
    _ settings: Settings, listen: ListenOption, openID: OpenIDOption, watching: WatchOption,
    backups: String?
  ) throws {
    self.settings = settings
    folder = try settings.dataFolder()
    self.listen = listen
    self.openID = openID
    self.watching = watching
    self.backups = backups
  }

  /// Everything, in one pass. Takes as long as reading the store and the slowest channel.
  func facts() async -> SiteFacts {
    var facts = SiteFacts(now: clock.now())
    let holder = DataLock.holder(folder: folder)
    facts.certificates = certificates()
    facts.settings = obstacles(facts.certificates)
    facts.keys = keys()
    facts.disk = disk()
    facts.files = holder.flatMap(files)
    let found = await gateway(holder, facts.certificates.first)
    facts.gateway = found.facts
    let opened = await openStore()
    facts.store = opened.facts
    facts.clock = ClockFacts(
      isSynchronised: MachineReadings.isClockKept(), skew: found.skew,
      lag: opened.site?.clock.lag)
    facts.zones = zones(of: [])
    guard let site = opened.site else { return facts }
    let revisions = try? await site.store.read { try $0.documents() }
    facts.documents = documents(revisions ?? [], site)
    facts.channels = await channels(revisions ?? [])
    facts.zones = zones(of: revisions ?? [])
    facts.backup = await backup(site)
    facts.store?.damagedRows = site.store.damagedRows.count
    await site.close()
    return facts
  }

  // MARK: Settings and keys

  /// What `serve` would refuse of the settings. Certificates have findings of their own.
  private func obstacles(_ certificates: [CertificateFacts]) -> [Obstacle] {
    let areUsable = certificates.allSatisfy { facts in
      if case .held = facts.outcome { true } else { false }
    }
    let tries: [(String, () throws -> Void)] = [
      ("addresses", { if areUsable { _ = try listen.listening(settings) } }),
      ("sign-in", { _ = try SignInSettings(settings, openID: openID.part(settings)) }),
      ("retention", { _ = try settings.retention() }),
      ("mllp budget", { _ = try settings.frameBudget() }),
      ("watching", { _ = try watching.rules(settings) { $0 } }),
      ("peers", { _ = try WebDialler.client(settings) }),
    ]
    return tries.compactMap { place, attempt in
      do {
        try attempt()
        return nil
      } catch {
        return Obstacle(error, at: place)
      }
    }
  }

  private func keys() -> [KeyFacts] {
    var all = [key(folder, "the data folder", forbidden: 0o077, wanted: "700")]
    switch RootKeySource(settings) {
    case .file(let path): all.append(key(path, "the root key"))
    case .passphrase(let path): all.append(key(path, "the passphrase"))
    case .credential: break
    case .folder: all.append(key(folder + "/root.key", "the root key"))
    }
    all.append(key(folder + "/site.key", "the site key, from which the push key comes"))
    if let files = listen.certificateFiles(settings) {
      all.append(key(files.key, "the certificate's key", forbidden: 0o007, wanted: "640"))
    }
    if let path = watching.watcherKey ?? settings.string("watcherKey") {
      all.append(key(path, "the watcher's key", forbidden: 0o007, wanted: "640"))
    }
    return all
  }

  private func key(
    _ path: String, _ what: String, forbidden: UInt32 = 0o077, wanted: String = "600"
  ) -> KeyFacts {
    KeyFacts(
      path: path, what: what, mode: MachineReadings.mode(of: path), forbidden: forbidden,
      wanted: wanted)
  }

  // MARK: The machine

  private func disk() -> DiskFacts? {
    MachineReadings.room(at: folder).map { room in
      DiskFacts(
        folder: folder, freeBytes: room.freeBytes, freeInodes: room.freeInodes,
        inodes: room.inodes, storeBytes: MachineReadings.bytes(of: folder + "/tocsin.sqlite"))
    }
  }

  private func files(_ process: String) -> FileLimitFacts? {
    MachineReadings.openFileLimit(of: process).map {
      FileLimitFacts(who: "process \(process)", count: $0, wanted: Self.openFilesWanted)
    }
  }

  private func certificates() -> [CertificateFacts] {
    let origin = settings.string("origin").flatMap { URL(string: $0)?.host }
    var all: [CertificateFacts] = []
    if let files = listen.certificateFiles(settings) {
      do throws(CertificateError) {
        let look = try CertificateLook(files)
        let outcome = CertificateFacts.Outcome.held(
          names: look.names, from: look.startsAt, until: look.endsAt)
        all.append(
          CertificateFacts(path: files.certificate, outcome: outcome, wantedName: origin))
      } catch {
        all.append(refused(files.certificate, error))
      }
    }
    if let path = listen.mllpAuthority ?? settings.string("mllpAuthority") {
      do throws(CertificateError) {
        all += try CertificateLook.all(at: path).map { look in
          CertificateFacts(
            path: path, outcome: .held(names: [], from: look.startsAt, until: look.endsAt))
        }
      } catch {
        all.append(refused(path, error))
      }
    }
    return all
  }

  private func refused(_ path: String, _ error: CertificateError) -> CertificateFacts {
    let obstacle = Obstacle(at: path, "cannot be used: \(error)", mend: error.hint)
    return CertificateFacts(path: path, outcome: .refused(obstacle))
  }
}

extension Obstacle {
  /// What a command would have said of the error.
  init(_ error: any Error, at place: String) {
    switch error {
    case let failure as Failure:
      self.init(at: place, failure.text, mend: failure.hint ?? "see: tocsin help serve")
    case let wrong as ValidationError:
      self.init(at: place, wrong.message, mend: "see: tocsin help serve")
    default:
      self.init(at: place, "\(error)", mend: "see: tocsin help serve")
    }
  }
}
