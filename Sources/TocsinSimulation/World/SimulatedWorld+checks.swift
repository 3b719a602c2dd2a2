// Tocsin — Simulation: what is checked against the store itself
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  /// After a whole pass of the courier, what was decided and still matters is in its mailbox (I6).
  func checkOwed() async {
    let owed = judge.ledger.owed
    judge.ledger.owed = [:]
    for (device, pages) in owed.sorted(by: { $0.key < $1.key }) where isInUse(device) {
      for (page, attempt) in pages.sorted(by: { $0.key < $1.key }) where matters(page) {
        guard (mailboxes[device]?.pages[page] ?? 0) < attempt else { continue }
        if mailboxes[device]?.folded.contains(page) == true { continue }
        judge.found(.i6, "page \(page), attempt \(attempt), never reached the mailbox of \(device)")
      }
    }
    let news = judge.ledger.owedNews
    judge.ledger.owedNews = [:]
    for (device, pages) in news.sorted(by: { $0.key < $1.key }) where isInUse(device) {
      for page in pages.sorted() {
        judge.found(.s18, "page \(page), taken back, never reached the mailbox of \(device)")
      }
    }
    let rest = (try? await ports.store.look { try $0.pendingPages(limit: 1).count }) ?? 0
    if rest > 0 { judge.found(.i6, "the courier left a page in the outbox") }
  }

  func isInUse(_ device: DeviceID) -> Bool {
    hospital.truth.devices.values.contains { $0.contains(device) }
  }

  /// Somebody is asked by this page, or holds its duty.
  func matters(_ page: PageID) -> Bool {
    guard let id = judge.ledger.alertOfPage[page],
      let alert = judge.ledger.followed[id]?.alert
    else { return false }
    return alert.duties.contains { duty in
      !duty.phase.isResolved
        && duty.people.contains {
          $0.page == page && ($0.standing.isOpen || $0.standing == .holder)
        }
    }
  }

  /// After those who left were released: nobody who is gone has an open alert in hand (S10). What
  /// is held back waits for nobody yet; `DecisionView` bounds that (S20).
  func checkLeavers(_ life: Life) {
    let at = life.clock.now()
    for alert in judge.ledger.openAlerts {
      for duty in alert.duties {
        if let holder = duty.phase.holder, !judge.truth.isReachable(holder, at: at),
          duty.telephone == nil || judge.truth.people[holder]?.isValid(at: at) != true
        {
          judge.found(.ownerless, "alert \(alert.id) is held by \(holder), who is gone")
        }
        guard case .escalating = duty.phase, !duty.people.isEmpty else { continue }
        let isAsked = duty.people.contains { person in
          person.standing.isOpen && !person.isCopy
            && (person.isFallback || judge.truth.isReachable(person.responder, at: at))
        }
        if !isAsked {
          judge.found(.ownerless, "alert \(alert.id) waits for people who are all gone")
        }
      }
    }
  }

  /// The store against the ledger: every open alert, the wake, the outbox.
  func sweep() async throws {
    let open = judge.ledger.openAlerts
    let found = try await ports.store.look { store in
      (try open.map { try store.alert($0.id) }, try store.nextWake())
    }
    for (expected, stored) in zip(open, found.0) where stored != expected {
      let what = stored == nil ? "is not in the store" : "is otherwise in the store"
      judge.found(stored == nil ? .lost : .i1, "alert \(expected.id) \(what)")
    }
    if found.1 != judge.ledger.nextWake {
      judge.found(.i1, "the store would wake the pager at another time than the alerts say")
    }
    checkScreens()
    try await checkReach()
    if now < start + .hours(Int64(hours)) { arrange(.sweep, after: .hours(1)) }
  }

  /// At the end: everything that was ever accepted is there, and every trail tells the whole.
  func finish() async throws {
    guard judge.violations.isEmpty else { return }
    judge.occasion = "the end"
    for entry in judge.ledger.followed.values.sorted(by: { $0.alert.id < $1.alert.id }) {
      let id = entry.alert.id
      let (alert, trail) = try await ports.store.look { (try $0.alert(id), try $0.trail(of: id)) }
      if alert != entry.alert { judge.found(.lost, "alert \(id) is not in the store as decided") }
      var account = TrailAccount()
      account.take(trail)
      if account != entry.account { judge.found(.i4, "the stored trail of \(id) is not whole") }
    }
    try await checkMailboxes()
    for parcel in parcels where parcel.isAccepted { try await checkKept(parcel) }
    checkOrders()
    try await sweep()
    try await finishTelling()
  }

  private func checkMailboxes() async throws {
    for (device, mailbox) in mailboxes.sorted(by: { $0.key < $1.key }) {
      let last = try await ports.store.look { store in
        try store.envelopes(of: device, after: mailbox.lastSeq - 1, limit: 2).map(\.seq)
      }
      if last != [mailbox.lastSeq] {
        judge.found(.i6, "the mailbox of \(device) does not end at \(mailbox.lastSeq)")
      }
    }
  }

  /// An accepted message is in the list, and its alert in the store.
  private func checkKept(_ parcel: Parcel) async throws {
    if listed[parcel.controlID] == nil {
      judge.found(.lost, "message \(parcel.controlID) was accepted and is not in the list")
    }
    let isAlone = parcel.results.contains { $0.isCritical && !$0.isFollowed }
    guard isAlone || listed[parcel.controlID]?.isTold == true else { return }
    guard let alert = listed[parcel.controlID]?.alert,
      try await ports.store.look({ try $0.alert(alert) }) != nil
    else {
      judge.found(.lost, "message \(parcel.controlID) was accepted and has no alert")
      return
    }
  }
}
