// Tocsin — Doctor: what was read of a site, before anything is judged
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Something that cannot be read or used, in the words of who tried, with the next step.
package struct Obstacle: Hashable, Sendable {
  package let place: String
  package let text: String
  package let mend: String

  package init(at place: String, _ text: String, mend: String) {
    self.place = place
    self.text = text
    self.mend = mend
  }
}

/// All that the doctor has read. What is nil could not be looked at, because something before it
/// is wrong and stands among the findings.
package struct SiteFacts: Hashable, Sendable {
  package let now: Timestamp
  package var gateway: GatewayFacts?
  package var settings: [Obstacle] = []
  package var keys: [KeyFacts] = []
  package var store: StoreFacts?
  package var documents: DocumentFacts?
  package var channels: [ChannelFacts] = []
  package var certificates: [CertificateFacts] = []
  package var clock: ClockFacts?
  package var zones: ZoneFacts?
  package var disk: DiskFacts?
  package var backup: BackupFacts?
  package var files: FileLimitFacts?

  package init(now: Timestamp) { self.now = now }
}

/// The process that serves the folder, if one does.
package enum GatewayFacts: Hashable, Sendable {
  case absent
  /// It holds the folder's lock and does not answer.
  case silent(process: String, address: String, why: String)
  /// - Parameter reasons: why it is not ready; empty when it is.
  case answered(process: String, address: String, reasons: [String])
  /// Something answers at the address, and no process holds the folder.
  case stranger(address: String)
}

/// A file that holds a secret.
package struct KeyFacts: Hashable, Sendable {
  package let path: String
  /// What it is, as in `the root key`.
  package let what: String
  /// Permission bits; nil when there is no such file.
  package let mode: UInt32?
  /// Bits that it must not have.
  package let forbidden: UInt32
  /// The mode to give it, as chmod takes it.
  package let wanted: String

  package init(path: String, what: String, mode: UInt32?, forbidden: UInt32, wanted: String) {
    self.path = path
    self.what = what
    self.mode = mode
    self.forbidden = forbidden
    self.wanted = wanted
  }
}

/// The store's file.
package struct StoreFacts: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case sound
    /// Pages of the file contradict each other.
    case damaged
    /// It does not open.
    case closed(Obstacle)
    /// It was written by another release.
    case otherSchema(found: Int64, ours: Int64)
  }

  package let path: String
  package let outcome: Outcome
  package let bytes: Int64
  /// The write-ahead log beside it.
  package let logBytes: Int64
  /// Rows that did not open while the doctor read.
  package var damagedRows = 0

  package init(path: String, outcome: Outcome, bytes: Int64, logBytes: Int64) {
    self.path = path
    self.outcome = outcome
    self.bytes = bytes
    self.logBytes = logBytes
  }
}

/// The documents in force.
package struct DocumentFacts: Hashable, Sendable {
  package struct Finding: Hashable, Sendable {
    package let place: String
    package let isError: Bool
    /// With the mend, as `tocsin check` writes it.
    package let text: String

    package init(place: String, isError: Bool, text: String) {
      self.place = place
      self.isError = isError
      self.text = text
    }
  }

  package let count: Int
  package let findings: [Finding]
  /// Rotas that name somebody whose account has ended, a sentence each.
  package let ended: [String]

  package init(count: Int, findings: [Finding], ended: [String]) {
    self.count = count
    self.findings = findings
    self.ended = ended
  }
}

/// A channel beside the stream.
package struct ChannelFacts: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case reached
    case refused(why: String)
    /// Its server does not prove who it is.
    case untrusted(why: String)
    /// There is nothing to reach, or nothing to reach it by.
    case untried(why: String)
  }

  package let name: String
  package let server: String
  package let outcome: Outcome

  package init(name: String, server: String, outcome: Outcome) {
    self.name = name
    self.server = server
    self.outcome = outcome
  }
}

/// A certificate that the gateway shows, or an authority that it trusts.
package struct CertificateFacts: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case held(names: [String], from: Timestamp, until: Timestamp)
    case refused(Obstacle)
  }

  package let path: String
  package let outcome: Outcome
  /// The name that browsers ask for; nil where no setting says.
  package let wantedName: String?

  package init(path: String, outcome: Outcome, wantedName: String? = nil) {
    self.path = path
    self.outcome = outcome
    self.wantedName = wantedName
  }
}

/// The machine's clock.
package struct ClockFacts: Hashable, Sendable {
  /// Whether something keeps it right; nil where the system does not say.
  package let isSynchronised: Bool?
  /// The gateway's clock minus this one; nil when no gateway answers.
  package let skew: Milliseconds?
  /// How far this clock is behind the newest entry of the store; nil when it is not.
  package let lag: Milliseconds?

  package init(isSynchronised: Bool?, skew: Milliseconds?, lag: Milliseconds?) {
    self.isSynchronised = isSynchronised
    self.skew = skew
    self.lag = lag
  }
}

/// The system's time zones.
package struct ZoneFacts: Hashable, Sendable {
  package let folder: String
  /// As in `2026b`; nil where the folder does not say.
  package let version: String?
  /// How many zones the documents name.
  package let used: Int
  /// Zones of the documents that cannot be had.
  package let missing: [Obstacle]

  package init(folder: String, version: String?, used: Int, missing: [Obstacle]) {
    self.folder = folder
    self.version = version
    self.used = used
    self.missing = missing
  }
}

/// The file system of the data folder.
package struct DiskFacts: Hashable, Sendable {
  package let folder: String
  package let freeBytes: Int64
  package let freeInodes: Int64
  /// 0 where the file system counts none.
  package let inodes: Int64
  /// What the store takes.
  package let storeBytes: Int64

  package init(
    folder: String, freeBytes: Int64, freeInodes: Int64, inodes: Int64, storeBytes: Int64
  ) {
    self.folder = folder
    self.freeBytes = freeBytes
    self.freeInodes = freeInodes
    self.inodes = inodes
    self.storeBytes = storeBytes
  }
}

/// The backups of a site.
package struct BackupFacts: Hashable, Sendable {
  /// When a backup was last made and read back, as the trail tells it.
  package enum Last: Hashable, Sendable {
    case at(Timestamp)
    /// Not after this moment; the trail was not read further back.
    case before(Timestamp)
    case never
  }

  /// The folder in which the files lie.
  package struct Shelf: Hashable, Sendable {
    package let folder: String
    /// The newest file with the content of this site.
    package let content: Timestamp?
    /// The newest file with its keys.
    package let keys: Timestamp?
    /// Names of files that were never finished.
    package let halves: [String]

    package init(folder: String, content: Timestamp?, keys: Timestamp?, halves: [String]) {
      self.folder = folder
      self.content = content
      self.keys = keys
      self.halves = halves
    }
  }

  package let last: Last
  /// Nil when no folder is named.
  package let shelf: Shelf?

  package init(last: Last, shelf: Shelf?) {
    self.last = last
    self.shelf = shelf
  }
}

/// How many files a process may hold open.
package struct FileLimitFacts: Hashable, Sendable {
  /// Whose limit it is, as in `process 412`.
  package let who: String
  package let count: UInt64
  package let wanted: UInt64

  package init(who: String, count: UInt64, wanted: UInt64) {
    self.who = who
    self.count = count
    self.wanted = wanted
  }
}
