// Tocsin — Doctor: from facts to findings
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Named limits of the doctor: where well ends.
package enum DoctorLimits {
  /// Less than this before a certificate ends is a warning: a fortnight, as the gateway's own.
  package static let certificateLeft = Milliseconds.days(14)
  /// A nightly backup that took a little longer is well.
  package static let backupAge = Milliseconds.hours(26)
  /// More than this since a backup is an error.
  package static let backupAgeMax = Milliseconds.days(7)
  /// The gateway writes its time in whole seconds, and a reply takes its time.
  package static let skew = Milliseconds.seconds(3)
  /// More than this between two clocks of one site is an error.
  package static let skewMax = Milliseconds.seconds(60)
  /// Less than this is an error: the store could stop within hours.
  package static let freeBytesMin: Int64 = 512 << 20
  /// Less than this, and what a backup needs for a while, is a warning.
  package static let freeBytes: Int64 = 2 << 30
  package static let freeInodesMin: Int64 = 1_000
  package static let freeInodes: Int64 = 10_000
  /// A log that has grown beyond this is not moved into the store.
  package static let logBytes: Int64 = 64 << 20
}

/// Judges what was read of a site: the same facts give the same findings, in the same order.
package enum SiteDoctor {
  /// All findings, in the order of `SiteFinding.Part`; what is well is among them.
  package static func findings(_ facts: SiteFacts) -> [SiteFinding] {
    let now = facts.now
    var all: [SiteFinding] = []
    if let gateway = facts.gateway { all += judge(gateway) }
    all += facts.settings.map { SiteFinding(.settings, .error, $0) }
    if facts.settings.isEmpty { all.append(.well(.settings, at: "serve", "can be used")) }
    all += facts.keys.map(judge)
    if let store = facts.store { all += judge(store) }
    if let documents = facts.documents { all += judge(documents) }
    all += facts.channels.map(judge)
    all += facts.certificates.map { judge($0, at: now) }
    if let clock = facts.clock { all += judge(clock) }
    if let zones = facts.zones { all += judge(zones, at: now) }
    if let disk = facts.disk { all += judge(disk) }
    if let backup = facts.backup { all += judge(backup, at: now) }
    if let files = facts.files { all.append(judge(files)) }
    return all
  }

  /// 0 when all is well, 1 with warnings alone, 2 with an error.
  package static func exitCode(of findings: [SiteFinding]) -> Int32 {
    Int32((findings.map(\.weight).max() ?? .well).rawValue)
  }
}

extension SiteFinding {
  init(_ part: Part, _ weight: Weight, _ obstacle: Obstacle) {
    self.init(part, weight, at: obstacle.place, obstacle.text, mend: obstacle.mend)
  }
}

// The process and its files.
extension SiteDoctor {
  private static func judge(_ gateway: GatewayFacts) -> [SiteFinding] {
    switch gateway {
    case .absent:
      [
        SiteFinding(
          .gateway, .warning, at: "lock", "no gateway serves this folder",
          mend: "start it: systemctl start tocsin; see why it ended: journalctl -u tocsin -n 50")
      ]
    case .silent(let process, let address, let why):
      [
        SiteFinding(
          .gateway, .error, at: address,
          "process \(process) serves the folder and does not answer here: \(why)",
          mend: "give the doctor the settings that serve has; else look at: journalctl -u tocsin")
      ]
    case .stranger(let address):
      [
        SiteFinding(
          .gateway, .warning, at: address, "answers, and no gateway serves this folder",
          mend: "name the folder of the gateway that answers: --data DIR")
      ]
    case .answered(let process, let address, let reasons):
      reasons.isEmpty
        ? [.well(.gateway, at: address, "process \(process) is ready")]
        : reasons.map {
          SiteFinding(
            .gateway, .error, at: address, "is not ready: \($0)",
            mend: "see Reasons of /readyz in Documentation/operating.md")
        }
    }
  }

  private static func judge(_ key: KeyFacts) -> SiteFinding {
    guard let mode = key.mode else {
      return SiteFinding(
        .keys, .error, at: key.path, "\(key.what) is not there",
        mend: "put it back, or mend the setting that names it")
    }
    guard mode & key.forbidden == 0 else {
      return SiteFinding(
        .keys, .error, at: key.path,
        "\(key.what) has the mode \(String(mode, radix: 8)): others can read it",
        mend: "chmod \(key.wanted) \(key.path)")
    }
    return .well(.keys, at: key.path, "\(key.what) is there, for whom it is meant alone")
  }

  private static func judge(_ store: StoreFacts) -> [SiteFinding] {
    var all: [SiteFinding] = []
    switch store.outcome {
    case .sound:
      all.append(.well(.store, at: store.path, "is sound, \(size(store.bytes))"))
    case .damaged:
      all.append(
        SiteFinding(
          .store, .error, at: store.path, "its pages contradict each other: the file is damaged",
          mend: "stop the gateway, keep the file, restore the newest backup: tocsin restore"))
    case .closed(let obstacle):
      all.append(SiteFinding(.store, .error, obstacle))
    case .otherSchema(let found, let ours):
      let isOlder = found < ours
      all.append(
        SiteFinding(
          .store, .error, at: store.path, "has schema \(found), this program has \(ours)",
          mend: isOlder
            ? "make a backup, then start this release's gateway: it brings the store up to date"
            : "install the release that wrote it, or a newer one"))
    }
    if store.damagedRows > 0 {
      all.append(
        SiteFinding(
          .store, .error, at: store.path, "\(store.damagedRows) rows do not open",
          mend: "ring their people, restore the newest backup: tocsin restore"))
    }
    if store.logBytes > DoctorLimits.logBytes {
      all.append(
        SiteFinding(
          .store, .warning, at: store.path + "-wal",
          "has \(size(store.logBytes)): it is not moved into the store",
          mend: "end commands that hang on the store (fuser \(store.path)), restart the gateway"))
    }
    return all
  }

  private static func judge(_ files: FileLimitFacts) -> SiteFinding {
    guard files.count < files.wanted else {
      return .well(.files, at: files.who, "may hold \(files.count) files open")
    }
    return SiteFinding(
      .files, .warning, at: files.who,
      "may hold \(files.count) files open, \(files.wanted) would be better",
      mend: "LimitNOFILE=32768 in the unit; systemctl daemon-reload; systemctl restart tocsin")
  }
}

// What the documents say, and where it leads.
extension SiteDoctor {
  private static func judge(_ documents: DocumentFacts) -> [SiteFinding] {
    guard documents.count > 0 else {
      return [
        SiteFinding(
          .documents, .error, at: "store", "no documents are imported: every report is refused",
          mend: "tocsin import --data DIR Escalations Integrations")
      ]
    }
    let found = documents.findings.map { finding in
      SiteFinding(
        .documents, finding.isError ? .error : .warning, at: finding.place, finding.text,
        mend: "mend the document and import it again: tocsin import")
    }
    let ended = documents.ended.map {
      SiteFinding(
        .documents, .warning, at: "rotas", $0, mend: "name another person: tocsin import")
    }
    let all = found + ended
    return all.isEmpty
      ? [.well(.documents, at: "store", "\(documents.count) are in force without a finding")] : all
  }

  private static func judge(_ channel: ChannelFacts) -> SiteFinding {
    let place = channel.server.isEmpty ? channel.name : "\(channel.name) (\(channel.server))"
    switch channel.outcome {
    case .reached: return .well(.channel, at: place, "can be reached; nothing was sent")
    case .untried(let why): return .well(.channel, at: place, "was not tried: \(why)")
    case .refused(let why):
      return SiteFinding(
        .channel, .error, at: place, "cannot be reached: \(why)",
        mend: "look at the server, the firewall and the name; or mend channels.yaml and import it")
    case .untrusted(let why):
      return SiteFinding(
        .channel, .error, at: place, "does not prove who it is: \(why)",
        mend: "renew its certificate, or name its authority in TOCSIN_PEERS_CA")
    }
  }

  private static func judge(_ zones: ZoneFacts, at now: Timestamp) -> [SiteFinding] {
    let missing = zones.missing.map { SiteFinding(.zones, .error, $0) }
    guard missing.isEmpty else { return missing }
    let words = zones.version.map { "version \($0)" } ?? "of an unknown version"
    let year = zones.version.flatMap { Int($0.prefix(4)) }
    if let year, year < ZoneRules.utc.civil(at: now).date.parts.year - 1 {
      return [
        SiteFinding(
          .zones, .warning, at: zones.folder, "are \(words): changes of law since then are missing",
          mend: "apt-get update && apt-get install --only-upgrade tzdata; restart the gateway")
      ]
    }
    return [
      .well(.zones, at: zones.folder, "are \(words), and have all \(zones.used) that are named")
    ]
  }
}
