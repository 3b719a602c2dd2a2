// Tocsin — Gateway: one alert told what is new of its results
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// The results of one message that one alert tells of.
struct ResultTelling {
  var draft: AlertDraft
  let results: OrderResults
  let own: [FollowedResult]
  let home: AlertID?
  private(set) var transitions: [Transition] = []
  /// The alert that tells of them from now on.
  private(set) var keeper: AlertID?
  /// What the alert is told has changed.
  var kinds: [ContentChange] = []

  init(draft: AlertDraft, results: OrderResults, own: [FollowedResult], home: AlertID?) {
    self.draft = draft
    self.results = results
    self.own = own
    self.home = home
    keeper = home
  }

  mutating func add(_ transition: Transition) {
    transitions.append(transition)
    keeper = transition.alert.id
  }

  var pages: [ResultChange] { own.map(\.news.change).filter(\.pages) }

  func isAnythingCritical(_ others: [KnownResult]) -> Bool {
    others.contains(where: \.isCritical)
      || own.contains { ($0.news.after ?? $0.news.before)?.isCritical == true }
  }

  /// What the alert says from now on. It is a retraction as a whole when all that is new takes back
  /// and nothing critical is left.
  func content(_ others: [KnownResult]) -> AlertDraft {
    var told = draft
    told.content.what = ResultText.what(own.map(\.news), others, beside: results.beside)
    let isAll = !isAnythingCritical(others) && pages.allSatisfy { $0 == .retracted }
    told.signal = isAll && home != nil ? .retracted : .active
    return told
  }

  func changes(_ others: [KnownResult]) -> [ContentChange] {
    var found: [ContentChange] = isAnythingCritical(others) ? [.value] : []
    if pages.contains(where: { $0.takesBack && $0 != .retracted }) { found.append(.correction) }
    if pages.contains(.retracted) { found.append(.retraction) }
    return found
  }
}

extension Surroundings {
  /// Advances the alert, or opens one. A closed alert tells whoever was delivered it; whoever
  /// answered for it must answer for what takes it back, on an alert of its own (S18).
  func tell(
    _ told: inout ResultTelling, of report: ReportHead, in store: any StoreTransaction
  ) throws {
    guard let home = told.home, let alert = (try? store.alert(home)) ?? nil else {
      var draft = told.content([])
      draft.follows = Set(told.own.compactMap { $0.row?.alert }).sorted()
      draft.formerReaders = readers(of: draft.follows, in: store)
      return told.add(try opened(draft, of: report, in: store))
    }
    guard !told.pages.isEmpty else { return try repeatSame(&told, alert, of: report, in: store) }
    let rows = Set(told.own.compactMap { $0.row?.number })
    let others = try store.results(of: home).filter { !rows.contains($0.number) }.map(\.known)
    if told.draft.content.who.isEmpty { told.draft = told.draft.completed(by: alert) }
    var draft = told.content(others).keepingLocation(of: alert)
    draft.formerReaders = readers(of: alert.follows, in: store)
    told.kinds = told.changes(others)
    told.add(
      try advance(
        alert, on: .changed(draft, told.kinds), in: store, at: report.receivedAt,
        concerning: report.subject))
    guard alert.isClosed, let closed = told.transitions.last?.alert else { return }
    draft.formerReaders = closed.readers
    draft.follows = [home]
    try askFormer(&told, alert, draft, of: report, in: store)
  }

  /// Who was ever delivered one of these alerts or one on which they follow. A device may say so
  /// long after the next alert was opened.
  private func readers(
    of alerts: [AlertID], in store: any StoreTransaction
  ) -> [ResponderID] {
    var (left, known) = (alerts, Set(alerts))
    var found: [ResponderID] = []
    while let id = left.popLast(), known.count <= Limits.followedMax {
      guard let alert = (try? store.alert(id)) ?? nil else { continue }
      found += alert.readers.filter { !found.contains($0) }
      left += alert.follows.filter { known.insert($0).inserted }
    }
    return found
  }

  private func askFormer(
    _ told: inout ResultTelling, _ closed: Alert, _ draft: AlertDraft, of report: ReportHead,
    in store: any StoreTransaction
  ) throws {
    var draft = draft
    draft.dedupKey += " corrected"
    draft.content.before = closed.content.what
    draft.formerHolders = closed.duties.compactMap { duty in
      let holder = duty.people.first { $0.standing == .holder }
      return holder.map { FormerHolder(role: duty.role, responder: $0.responder) }
    }
    let open = try store.openAlert(
      integration: draft.integration, world: draft.world, dedupKey: draft.dedupKey)
    if let open {
      told.add(
        try advance(
          open, on: .changed(draft, told.kinds), in: store, at: report.receivedAt,
          concerning: report.subject))
    } else if !draft.formerHolders.isEmpty || told.kinds.contains(.value) {
      told.add(try opened(draft, of: report, in: store))
    }
  }

  /// Nothing of the results is new. What else differs on an open alert pages all the same: another
  /// patient, specimen, place or a higher priority (S17).
  private func repeatSame(
    _ told: inout ResultTelling, _ alert: Alert, of report: ReportHead,
    in store: any StoreTransaction
  ) throws {
    guard !alert.isClosed else { return }
    if told.draft.content.who.isEmpty { told.draft = told.draft.completed(by: alert) }
    var draft = told.draft.keepingLocation(of: alert)
    draft.content.what = alert.content.what
    let isOrder = draft.dedupKey == alert.dedupKey
    let changes = isOrder ? draft.changes(from: alert) : []
    told.add(
      try advance(
        alert, on: changes.isEmpty ? .repeated : .changed(draft, changes), in: store,
        at: report.receivedAt, concerning: isOrder ? report.subject : nil))
  }
}
