// Tocsin — Gateway: the results of one order, against what is known of them
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What became of the results of a message.
struct FollowedResults {
  var transitions: [Transition] = []
  var changes: [ResultChange] = []

  static func += (left: inout Self, right: Self) {
    left.transitions += right.transitions
    left.changes += right.changes
  }
}

/// One observation on its way: what it brings, its row, and the alert that it belongs to.
struct FollowedResult {
  let news: ResultNews
  /// The order under which it is known.
  let key: OrderKey
  let row: ResultRecord?
  /// The alert that tells of it already; nil when it is for the open alert of its order.
  var home: AlertID?
}

extension Surroundings {
  /// How long what is known of a result is compared with later reports of it.
  static let resultWindow = Milliseconds.days(30)
  /// Within which the same result under another order is one condition (S17).
  static let foldWindow = Milliseconds.minutes(60)

  /// Finds out what each result changes (S17, S18), tells it, and keeps what is known from then on.
  func follow(
    _ draft: AlertDraft, _ results: OrderResults, of report: ReportHead,
    in store: any StoreTransaction
  ) throws -> FollowedResults {
    let draft = try placed(draft, of: report, in: store)
    let known = try known(of: results, of: draft, at: report.receivedAt, in: store)
    var found = try results.completed(by: known).map { now in
      try followed(now, known, of: draft, at: report.receivedAt, in: store)
    }
    let open = try store.openAlert(
      integration: draft.integration, world: draft.world, dedupKey: draft.dedupKey)
    for index in found.indices where found[index].isTold && found[index].home == nil {
      found[index].home = open?.id
    }
    var answer = FollowedResults(changes: found.map(\.news.change))
    var homes: [AlertID?] = []
    for result in found where result.isTold && !homes.contains(result.home) {
      homes.append(result.home)
    }
    for home in homes {
      let own = found.filter { $0.isTold && $0.home == home }
      var told = ResultTelling(draft: draft, results: results, own: own, home: home)
      try tell(&told, of: report, in: store)
      answer.transitions += told.transitions
      for result in own {
        try keep(result, alert: told.keeper, at: report.receivedAt, in: store)
      }
    }
    for result in found where !result.isTold {
      let alert = result.row?.alert
      try keep(result, alert: alert, at: report.receivedAt, in: store)
    }
    if let alert = answer.transitions.last?.alert {
      try keep(draft.attachments, of: alert, in: store)
    }
    return answer
  }

  /// What is known of each order that a report names.
  private func known(
    of results: OrderResults, of draft: AlertDraft, at time: Timestamp,
    in store: any StoreTransaction
  ) throws -> [String: [ResultRecord]] {
    var known: [String: [ResultRecord]] = [:]
    for order in results.reports.map(results.order(of:)) where known[order] == nil {
      known[order] = try store.results(
        of: draft.orderKey(order), since: time - Self.resultWindow)
    }
    return known
  }

  /// What one report brings. An alert that is closed stays the home of what takes it back; anything
  /// else that pages is for the open alert of the order.
  private func followed(
    _ now: ResultReport, _ known: [String: [ResultRecord]], of draft: AlertDraft,
    at time: Timestamp, in store: any StoreTransaction
  ) throws -> FollowedResult {
    let order = draft.results?.order(of: now) ?? now.order
    let key = draft.orderKey(order)
    let row = known[order]?.last {
      $0.known.observation == now.observation && ResultChange.areOne($0.known, now)
    }
    let early = row == nil ? try early(now, of: key, at: time, in: store) : nil
    let news = ResultNews(before: row?.known, now: now, early: early)
    if news.change == .firstCritical, !now.likeness.isEmpty {
      let likeness = key.with(now.likeness)
      if let twin = try store.result(like: likeness, since: time - Self.foldWindow),
        twin.known.isCritical
      {
        let folded = ResultNews(before: nil, now: now, isFolded: true)
        return FollowedResult(news: folded, key: key, row: nil, home: twin.alert)
      }
    }
    guard let row, news.change.pages || news.change == .same,
      let alert = (try? store.alert(row.alert)) ?? nil
    else { return FollowedResult(news: news, key: key, row: row) }
    let isHome = !alert.isClosed || news.change.takesBack || news.change == .same
    return FollowedResult(news: news, key: key, row: row, home: isHome ? alert.id : nil)
  }

  /// What was taken back before anything was known of it is overtaken when it comes (S18). Nearly
  /// every report is neither critical nor takes anything back, and is not asked about.
  private func early(
    _ now: ResultReport, of key: OrderKey, at time: Timestamp, in store: any StoreTransaction
  ) throws -> ResultTimes? {
    guard now.isCritical || now.status != .final else { return nil }
    return try store.early(of: key.observation(of: now), since: time - Self.resultWindow)
  }

  private func keep(
    _ result: FollowedResult, alert: AlertID?, at now: Timestamp, in store: any StoreTransaction
  ) throws {
    let key = result.key
    if let early = result.news.early {
      try store.keepEarly(early, of: key.observation(of: result.news.now), at: now)
    }
    guard let after = result.news.after, let alert else { return }
    var record = ResultRecord(number: result.row?.number ?? 0, alert: alert, known: after)
    let likeness = result.news.now.likeness
    if after.isCritical, !likeness.isEmpty { record.likeness = key.with(likeness) }
    try store.keep(record, of: key, at: now)
  }
}

extension FollowedResult {
  /// Whether an alert has something of it.
  var isTold: Bool {
    news.change.pages || news.change == .same && home != nil || news.change == .folded
  }
}

extension OrderResults {
  /// The order under which a report is known.
  fileprivate func order(of report: ResultReport) -> String {
    report.order.isEmpty ? order : report.order
  }

  /// The reports, and for an order that is taken back as a whole each critical one that is known
  /// of it and that no report names.
  fileprivate func completed(by known: [String: [ResultRecord]]) -> [ResultReport] {
    var all = reports
    for order in takenBack.sorted() {
      let own = reports.filter { self.order(of: $0) == order }
      guard let pattern = own.first else { continue }
      for result in known[order] ?? [] where result.known.isCritical {
        let isNamed = own.contains {
          $0.observation == result.known.observation && ResultChange.areOne(result.known, $0)
        }
        guard !isNamed, ResultChange.areOne(result.known, pattern) else { continue }
        var report = ResultReport(
          observation: result.known.observation, status: .retracted, isCritical: false,
          name: result.known.name, value: result.known.value)
        (report.order, report.patient, report.times) = (order, pattern.patient, pattern.times)
        report.comment = pattern.comment
        all.append(report)
      }
    }
    return all
  }
}

extension AlertDraft {
  func orderKey(_ text: String) -> OrderKey {
    OrderKey(integration: integration, world: world, text: text)
  }
}
