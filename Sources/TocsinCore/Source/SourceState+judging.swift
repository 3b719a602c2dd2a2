// Tocsin — Core: what is wrong with a source
// SPDX-License-Identifier: Apache-2.0

extension SourceState {
  /// A pause of the gateway up to here is passed over; after a longer one silence counts anew.
  package static let pauseMax = Milliseconds.minutes(1)

  /// A source that falls silent again within this after it spoke has twice its time.
  static let restAfterSilence = Milliseconds.hours(1)

  /// Goes on where the gateway that was stopped had left it, with what was heard meanwhile.
  ///
  /// What the gateway did not listen to is never held against the source: a short pause is left
  /// out of its silence, and after a longer one silence counts from the start, since a source may
  /// take a while to come back. A trouble that goes on goes on.
  ///
  /// - Parameter stoppedAt: the last moment at which the gateway is known to have listened.
  package mutating func resume(
    _ before: SourceState, stoppedAt: Timestamp, startedAt: Timestamp
  ) {
    let fresh = self
    self = before
    let pause = startedAt - stoppedAt
    let known = max(before.countsFrom, before.heardAt ?? before.countsFrom)
    countsFrom = pause <= Self.pauseMax ? min(known + pause, startedAt) : startedAt
    heardAt = fresh.heardAt ?? before.heardAt
    mappedAt = fresh.mappedAt ?? before.mappedAt
    skew = fresh.skew ?? before.skew
    if fresh.skewRun != 0 { skewRun = fresh.skewRun }
    ownRhythm = fresh.ownRhythm ?? before.ownRhythm
    if fresh.heardAt != nil { restsSince = fresh.restsSince }
    faults = Array((before.faults + fresh.faults).suffix(SourceRules.faultsLimit))
    happened.merge(fresh.happened) { $1 }
    refusals.merge(fresh.refusals) { $0 + $1 }
  }

  /// Looks at the source: what is wrong now that was not, and the other way round.
  ///
  /// A trouble is said once when it begins and once when it is over, and again only after
  /// `againAfter`. Each begins at a higher mark than that at which it ends. During maintenance
  /// nothing begins, and what was noticed is not held against the source afterwards (S27).
  package mutating func judge(
    _ rules: SourceRules, in zone: ZoneRules, isMaintained: Bool, at now: Timestamp
  ) -> [SourceFinding] {
    faults.removeAll { now - $0 >= rules.faultWindow }
    if isMaintained { forgive(at: now) }
    var found: [SourceFinding] = []
    for trouble in SourceTrouble.allCases {
      let before = ongoing(trouble)
      let text = sign(of: trouble, wasFound: before, rules, in: zone, at: now)
      if let finding = take(text, of: trouble, before, at: now) { found.append(finding) }
    }
    return found
  }

  /// Notes what a look at an older state of this source has found.
  package mutating func adopt(judgementOf looked: SourceState) {
    ongoing = looked.ongoing
    overAt = looked.overAt
    if looked.countsFrom > countsFrom {
      let forgiven = looked.countsFrom
      countsFrom = forgiven
      faults.removeAll { $0 <= forgiven }
      happened = happened.filter { $0.value > forgiven }
      skewRun = min(skewRun, 0)
    }
    if looked.missed == 0, happened[.sequence] == looked.happened[.sequence] { missed = 0 }
  }

  private mutating func forgive(at now: Timestamp) {
    countsFrom = now
    faults = []
    skewRun = min(skewRun, 0)
    happened = [:]
  }

  private mutating func take(
    _ text: String?, of trouble: SourceTrouble, _ before: OngoingTrouble?, at now: Timestamp
  ) -> SourceFinding? {
    switch (before, text) {
    case (nil, nil): return nil
    case (nil, let text?):
      ongoing.append(OngoingTrouble(trouble, since: now, saidAt: now, text: text))
      return SourceFinding(trouble: trouble, change: .present, text: text)
    case (let before?, nil):
      ongoing.removeAll { $0.trouble == trouble }
      overAt[trouble] = now
      if trouble == .sequence { missed = 0 }
      return SourceFinding(trouble: trouble, change: .over, text: before.text)
    case (let before?, _?):
      guard now - before.saidAt >= trouble.againAfter, goesOn(before) else { return nil }
      for index in ongoing.indices where ongoing[index].trouble == trouble {
        ongoing[index].saidAt = now
      }
      return SourceFinding(trouble: trouble, change: .present, text: before.text)
    }
  }

  /// What is wrong, in words; nil when it is not.
  private func sign(
    of trouble: SourceTrouble, wasFound before: OngoingTrouble?, _ rules: SourceRules,
    in zone: ZoneRules, at now: Timestamp
  ) -> String? {
    switch trouble {
    case .silent: return silence(before, rules, in: zone, at: now)
    case .clock:
      let isOff = before == nil ? skewRun >= Self.skewRunMax : skewRun > -Self.skewRunMax
      guard isOff, let skew else { return nil }
      let length = Milliseconds(abs(skew.count) / 1_000 * 1_000).text
      return "its clock is \(length) \(skew < .zero ? "behind" : "ahead of") ours"
    case .errors:
      let enough = before == nil ? rules.faultsMax : rules.faultsMax / 2 + 1
      guard faults.count >= enough else { return nil }
      let window = rules.faultWindow.text
      return "\(faults.count) messages or frames within \(window) could not be taken"
    case .testOnLive:
      guard rules.isLive, lasts(trouble, at: now) else { return nil }
      return "it is marked live and sends messages for test: nobody is paged for them"
    case .stalled: return lasts(trouble, at: now) ? "a frame of it did not get on" : nil
    case .sequence:
      return lasts(trouble, at: now) ? "\(missed) messages are missing in its sequence" : nil
    }
  }

  /// Whether it was found again since it was said, and did not merely last.
  private func goesOn(_ before: OngoingTrouble) -> Bool {
    guard before.trouble.lasts > .zero else { return true }
    return happened[before.trouble].map { $0 > before.saidAt } ?? false
  }

  private func lasts(_ trouble: SourceTrouble, at now: Timestamp) -> Bool {
    happened[trouble].map { now - $0 < trouble.lasts } ?? false
  }

  private func silence(
    _ before: OngoingTrouble?, _ rules: SourceRules, in zone: ZoneRules, at now: Timestamp
  ) -> String? {
    let isExpected = !rules.expectations.isEmpty || ownRhythm != nil
    if let before {
      guard isExpected, heardAt.map({ $0 <= before.since }) ?? true else { return nil }
      return before.text
    }
    if let restsSince, now - restsSince < Self.restMax { return nil }
    guard var (limit, begin) = silenceLimit(rules, in: zone, at: now) else { return nil }
    if let over = overAt[.silent], now - over < Self.restAfterSilence { limit = limit * 2 }
    begin = max(begin, countsFrom, heardAt ?? countsFrom)
    guard now - begin > limit else { return nil }
    guard let heardAt else { return "nothing was ever heard of it" }
    return "nothing was heard of it for \(limit.text), the last at \(RFC3339.text(heardAt))"
  }

  /// The shorter of what the document allows now and what the source itself has named.
  private func silenceLimit(
    _ rules: SourceRules, in zone: ZoneRules, at now: Timestamp
  ) -> (Milliseconds, Timestamp)? {
    let asked = rules.expectation(at: now, in: zone).map { ($0.silenceMax, $0.since) }
    guard let ownRhythm else { return asked }
    guard let asked, asked.0 <= ownRhythm else {
      return (ownRhythm, Timestamp(milliseconds: .min))
    }
    return asked
  }
}
