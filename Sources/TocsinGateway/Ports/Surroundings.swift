// Tocsin — Gateway: what every activity is given
// SPDX-License-Identifier: Apache-2.0

package import Logging
package import TocsinCore

/// The ports that all four activities share.
package struct Surroundings: Sendable {
  package let store: any AlertStore
  package let directory: Directory
  package let time: any TimeSource
  package let identifiers: any IdentifierSource
  package let sealer: any Sealer
  package let site: SiteID
  /// When this process began to serve.
  package private(set) var beganAt: Timestamp
  /// What is noticed of sources; one for all copies.
  package private(set) var sources = SourceLedger()
  /// What is counted and measured; one for all copies.
  package private(set) var metrics = Metrics()
  /// How many notices of alerts go into the log; one for all copies.
  private var noticeLimit = NoticeLimit()
  /// Where figures of sources come from that are only in memory.
  package var liveSources: any LiveSources = NoLiveSources()
  package var hints: any Hints
  package var faults = Faults()
  /// Where providers reach the gateway for call-backs, as `https://host`; nil for nowhere.
  package var callbackBase: String?
  /// With what browsers subscribe to pushes, 65 bytes; nil where nobody pushes.
  package var pushPublicKey: [UInt8]?
  package var logger: Logger

  package init(
    store: any AlertStore, directory: Directory, time: any TimeSource,
    identifiers: any IdentifierSource, sealer: any Sealer
  ) {
    self.init(
      store: store, directory: directory, time: time, identifiers: identifiers, sealer: sealer,
      site: SiteID(high: 0, low: 0))
  }

  private init(
    store: any AlertStore, directory: Directory, time: any TimeSource,
    identifiers: any IdentifierSource, sealer: any Sealer, site: SiteID
  ) {
    self.store = store
    self.directory = directory
    self.time = time
    self.identifiers = identifiers
    self.sealer = sealer
    self.site = site
    self.beganAt = time.now()
    self.hints = NoHints()
    self.logger = Logger(label: "tocsin")
  }

  /// The same surroundings at a site.
  package func at(_ site: SiteID) -> Surroundings {
    var copy = Surroundings(
      store: store, directory: directory, time: time, identifiers: identifiers, sealer: sealer,
      site: site)
    copy.take(from: self)
    return copy
  }

  private mutating func take(from other: Surroundings) {
    beganAt = other.beganAt
    sources = other.sources
    metrics = other.metrics
    noticeLimit = other.noticeLimit
    liveSources = other.liveSources
    hints = other.hints
    faults = other.faults
    callbackBase = other.callbackBase
    pushPublicKey = other.pushPublicKey
    logger = other.logger
  }

  /// The same surroundings, whose units of the store are timed.
  package var measured: Surroundings {
    var copy = Surroundings(
      store: MeasuredStore(store, metrics, time: time), directory: directory, time: time,
      identifiers: identifiers, sealer: sealer, site: site)
    copy.take(from: self)
    return copy
  }

  /// The same surroundings without a word in the log, for worlds in virtual time.
  package var silent: Surroundings {
    var copy = self
    copy.logger = Logger(label: "tocsin") { _ in SwiftLogNoOpLogHandler() }
    return copy
  }

  /// Tells those who wait that a transition is durable.
  func hint(after transition: Transition) {
    metrics.note(transition)
    let isSealable = transition.pages.contains { !$0.devices.isEmpty }
    if isSealable || !transition.withdrawals.isEmpty { hints.outboxChanged() }
    let mayEnd = !transition.withdrawals.isEmpty || transition.pages.contains { $0.devices.isEmpty }
    if mayEnd { hints.laddersChanged() }
  }

  /// Tells those who wait of transitions that are durable, and the log of what an operator must
  /// know: in a storm of the first alerts of each second, and of the rest only how many they are.
  func tell(_ transitions: [Transition]) {
    for transition in transitions {
      hint(after: transition)
      guard !transition.notices.isEmpty else { continue }
      if isAdmitted { say(transition.notices, alert: transition.alert.id) }
    }
  }

  /// Logs that something of a source was not kept: in a flood the first of each second.
  func sayUnkept(_ what: String, _ error: any Error) {
    if isAdmitted { logger.error("\(what) could not be stored: \(error)") }
  }

  /// Whether there is room in this second's log; says how much was left out before.
  private var isAdmitted: Bool {
    let (isAdmitted, leftOut) = noticeLimit.admit(at: time.now())
    if leftOut > 0 { logger.warning("\(leftOut) more notices were left out; see: tocsin alerts") }
    return isAdmitted
  }

  /// Logs what an operator must know, without any content.
  func say(_ notices: [Notice], alert: AlertID) {
    for notice in notices {
      logger.warning("\(Self.words(notice))", metadata: ["alert": "\(alert)"])
    }
  }

  private static func words(_ notice: Notice) -> String {
    switch notice {
    case .uncovered(let target): "nobody is on call: \(target)"
    case .wrongPerson(let person): "wrong person: \(person); look at the rota"
    case .fallbackUnreachable(let person): "the last resort \(person) has no device: ring them"
    case .exhausted: "an alert has gone to its fallback"
    case .callMe(let person): "\(person) asks to be called"
    case .limitReached(let limit): "a limit was reached: \(limit)"
    }
  }
}

/// Hints that go nowhere: the periodic pass finds the work.
package struct NoHints: Hints {
  package init() {}
  package func outboxChanged() {}
  package func mailboxGrew(_ device: DeviceID, by envelopes: [StoredEnvelope]) {}
  package func laddersChanged() {}
  package func accountEnded(_ account: ResponderID, devices: [DeviceID]) {}
}
