// Tocsin — Doctor: certificates, clock, disk, backups
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension SiteDoctor {
  /// A certificate: whether it can be used, when it ends, and whether it has the name.
  static func judge(_ certificate: CertificateFacts, at now: Timestamp) -> SiteFinding {
    let place = certificate.path
    switch certificate.outcome {
    case .refused(let obstacle): return SiteFinding(.certificate, .error, obstacle)
    case .held(let names, let from, let until):
      let renew =
        "write the renewed chain and key to the same files; the gateway reads them within seconds"
      guard until > now else {
        return SiteFinding(
          .certificate, .error, at: place, "ended at \(RFC3339.text(until))", mend: renew)
      }
      guard from <= now else {
        return SiteFinding(
          .certificate, .error, at: place, "begins at \(RFC3339.text(from)), which is to come",
          mend: "compare this machine's clock with the hospital's; else wait, or use the former")
      }
      if let name = certificate.wantedName, !names.contains(where: { covers($0, name) }) {
        return SiteFinding(
          .certificate, .error, at: place,
          "is not for \(name), which TOCSIN_ORIGIN names, but for \(listed(names))",
          mend: "have a certificate issued for \(name), or mend TOCSIN_ORIGIN")
      }
      guard until - now >= DoctorLimits.certificateLeft else {
        return SiteFinding(
          .certificate, .warning, at: place, "ends at \(RFC3339.text(until))", mend: renew)
      }
      return .well(
        .certificate, at: place,
        "is good until \(RFC3339.text(until))" + (names.isEmpty ? "" : ", for \(listed(names))"))
    }
  }

  /// Whether a name of a certificate is the name that is asked for (RFC 6125 §6.4: `*` stands for
  /// one whole label, the leftmost).
  static func covers(_ pattern: String, _ name: String) -> Bool {
    let (pattern, name) = (pattern.lowercased(), name.lowercased())
    guard pattern.hasPrefix("*."), let dot = name.firstIndex(of: ".") else {
      return pattern == name
    }
    return name[dot...] == pattern.dropFirst()
  }

  private static func listed(_ names: [String]) -> String {
    names.isEmpty ? "no name" : names.joined(separator: ", ")
  }

  /// The clock: whether it is kept right, and whether all parts of the site have the same time.
  static func judge(_ clock: ClockFacts) -> [SiteFinding] {
    var all: [SiteFinding] = []
    let place = "clock"
    if let lag = clock.lag {
      all.append(
        SiteFinding(
          .clock, .error, at: place, "is \(lag.text) behind the newest entry of the store",
          mend: "compare it with the hospital's time and set it right; then restart the gateway"))
    }
    if let skew = clock.skew, far(skew) > DoctorLimits.skew {
      all.append(
        SiteFinding(
          .clock, far(skew) > DoctorLimits.skewMax ? .error : .warning, at: place,
          "the gateway's is \(Milliseconds(far(skew).count).text)"
            + " \(skew > .zero ? "ahead of" : "behind") this one",
          mend: "set this clock right; a gateway that was started before that is restarted"))
    }
    switch clock.isSynchronised {
    case true?: break
    case false?:
      all.append(
        SiteFinding(
          .clock, .warning, at: place, "nothing keeps it right: deadlines drift with it",
          mend: "apt-get install chrony, with the hospital's time server; see: chronyc tracking"))
    case nil:
      all.append(
        SiteFinding(
          .clock, .warning, at: place, "the system does not say whether it is kept right",
          mend: "see that the machine under it keeps time: chronyc tracking, timedatectl"))
    }
    return all.isEmpty ? [.well(.clock, at: place, "is kept right")] : all
  }

  private static func far(_ skew: Milliseconds) -> Milliseconds { Milliseconds(abs(skew.count)) }

  /// The disk: room for the store, and for the two copies of it that a backup makes for a while.
  static func judge(_ disk: DiskFacts) -> [SiteFinding] {
    let free = "\(size(disk.freeBytes)) are free"
    var all: [SiteFinding] = []
    let mend = "make room, or give \(disk.folder) a larger disk; see: du -xh \(disk.folder)"
    if disk.freeBytes < DoctorLimits.freeBytesMin {
      all.append(SiteFinding(.disk, .error, at: disk.folder, free, mend: mend))
    } else if disk.freeBytes < max(DoctorLimits.freeBytes, disk.storeBytes * 2) {
      all.append(
        SiteFinding(
          .disk, .warning, at: disk.folder,
          free + "; a backup needs \(size(disk.storeBytes * 2)) for a while", mend: mend))
    }
    if disk.inodes > 0, disk.freeInodes < DoctorLimits.freeInodes {
      all.append(
        SiteFinding(
          .disk, disk.freeInodes < DoctorLimits.freeInodesMin ? .error : .warning,
          at: disk.folder, "\(disk.freeInodes) files more can be made",
          mend: "remove small files of others on it; see: du --inodes -x \(disk.folder)"))
    }
    return all.isEmpty ? [.well(.disk, at: disk.folder, free)] : all
  }

  /// The backups: how old, and whether both halves are there.
  static func judge(_ backup: BackupFacts, at now: Timestamp) -> [SiteFinding] {
    [age(backup.last, at: now)] + (backup.shelf.map { judge($0, backup.last) } ?? [])
  }

  private static let again = "tocsin backup --data DIR --to FOLDER --key NAME.public, each night"

  private static func age(_ last: BackupFacts.Last, at now: Timestamp) -> SiteFinding {
    switch last {
    case .never:
      return SiteFinding(
        .backup, .error, at: "trail", "no backup was ever made",
        mend: "tocsin backup-key --out NAME, then " + again)
    case .before(let moment):
      return SiteFinding(
        .backup, .error, at: "trail", "none was made since \(RFC3339.text(moment))", mend: again)
    case .at(let moment):
      let text = "the newest was made and read back at \(RFC3339.text(moment))"
      guard now - moment > DoctorLimits.backupAge else {
        return .well(.backup, at: "trail", text)
      }
      let isOld = now - moment > DoctorLimits.backupAgeMax
      return SiteFinding(.backup, isOld ? .error : .warning, at: "trail", text, mend: again)
    }
  }

  private static func judge(
    _ shelf: BackupFacts.Shelf, _ last: BackupFacts.Last
  ) -> [SiteFinding] {
    var all: [SiteFinding] = shelf.halves.map {
      SiteFinding(
        .backup, .warning, at: shelf.folder, "\($0) was never finished",
        mend: "remove it, and make a backup")
    }
    guard let content = shelf.content else {
      let text = "holds no backup of this site"
      return all + [SiteFinding(.backup, .error, at: shelf.folder, text, mend: again)]
    }
    if shelf.keys.map({ $0 < content }) ?? true {
      all.append(
        SiteFinding(
          .backup, .error, at: shelf.folder,
          "the key file of the newest backup is missing: it cannot be restored", mend: again))
    }
    if case .at(let moment) = last, content < moment - .minutes(1) {
      all.append(
        SiteFinding(
          .backup, .warning, at: shelf.folder,
          "the newest there is of \(RFC3339.text(content)), the trail tells of a later one",
          mend: "see that this is the folder that backups go to; else " + again))
    }
    return all.isEmpty
      ? [.well(.backup, at: shelf.folder, "has both files of \(RFC3339.text(content))")] : all
  }

  /// As people say it: `3.2 GiB`.
  static func size(_ bytes: Int64) -> String {
    let names = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var (rest, remainder, name) = (bytes, Int64(0), 0)
    while rest >= 1_024, name + 1 < names.count {
      (rest, remainder) = (rest / 1_024, rest % 1_024)
      name += 1
    }
    return name == 0 || rest >= 100
      ? "\(rest) \(names[name])" : "\(rest).\(remainder * 10 / 1_024) \(names[name])"
  }
}
