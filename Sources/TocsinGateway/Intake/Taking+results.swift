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
    let key = draft.orderKey(results.order)
    let known = try store.results(of: key, since: report.receivedAt - Self.resultWindow)
    var found = try results.reports.map { now in
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
        try keep(result, alert: told.keeper, key, at: report.receivedAt, in: store)
      }
    }
    for result in found where !result.isTold {
      let alert = result.row?.alert
      try keep(result, alert: alert, key, at: report.receivedAt, in: store)
    }
    if let alert = answer.transitions.last?.alert {
      try keep(draft.attachments, of: alert, in: store)
    }
    return answer
  }

  /// What one report brings. An alert that is closed stays the home of what takes it back; anything
  /// else that pages is for the open alert of the order.
  private func followed(
    _ now: ResultReport, _ known: [ResultRecord], of draft: AlertDraft, at time: Timestamp,
    in store: any StoreTransaction
  ) throws -> FollowedResult {
    let row = known.last {
      $0.known.observation == now.observation && ResultChange.areOne($0.known, now)
    }
    let early = row == nil ? try early(now, of: draft, at: time, in: store) : nil
    let news = ResultNews(before: row?.known, now: now, early: early)
    if news.change == .firstCritical, !now.likeness.isEmpty {
      let likeness = draft.orderKey(now.likeness)
      if let twin = try store.result(like: likeness, since: time - Self.foldWindow),
        twin.known.isCritical
      {
        let folded = ResultNews(before: nil, now: now, isFolded: true)
        return FollowedResult(news: folded, row: nil, home: twin.alert)
      }
    }
    guard let row, news.change.pages || news.change == .same,
      let alert = (try? store.alert(row.alert)) ?? nil
    else { return FollowedResult(news: news, row: row) }
    let isHome = !alert.isClosed || news.change.takesBack || news.change == .same
    return FollowedResult(news: news, row: row, home: isHome ? alert.id : nil)
  }

  /// What was taken back before anything was known of it is overtaken when it comes (S18). Nearly
  /// every report is neither critical nor takes anything back, and is not asked about.
  private func early(
    _ now: ResultReport, of draft: AlertDraft, at time: Timestamp, in store: any StoreTransaction
  ) throws -> ResultTimes? {
    guard now.isCritical || now.status != .final, let order = draft.results?.order else {
      return nil
    }
    return try store.early(
      of: draft.orderKey(order).observation(of: now), since: time - Self.resultWindow)
  }

  private func keep(
    _ result: FollowedResult, alert: AlertID?, _ key: OrderKey, at now: Timestamp,
    in store: any StoreTransaction
  ) throws {
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

extension AlertDraft {
  func orderKey(_ text: String) -> OrderKey {
    OrderKey(integration: integration, world: world, text: text)
  }
}
