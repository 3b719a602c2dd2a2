// Tocsin — Simulation: what has become durable, followed from outside
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One alert as the observer follows it.
struct Followed {
  var alert: Alert
  /// The alert before its last change, for a hand that comes too late.
  var previous: Alert?
  let openedAt: Timestamp
  /// Who declined, said "wrong person" or gave back, whatever has become of them since.
  var left: Set<ResponderID> = []
  /// Who was ever delivered a page of it, or answered for it.
  var readers: Set<ResponderID> = []
  /// Decisions within the last second of the gateway's clock, to find what spins.
  var recent: (since: Timestamp, count: Int)
  /// Where the trail says that the alert stands.
  var account = TrailAccount()
}

/// Everything that became durable, in order: alerts, pages that were decided, trail.
struct Ledger {
  private(set) var followed: [AlertID: Followed] = [:]
  /// Ids by dedup key, oldest first.
  private(set) var ids: [String: [AlertID]] = [:]
  private(set) var open: Set<AlertID> = []
  /// Whose page it is.
  private(set) var alertOfPage: [PageID: AlertID] = [:]
  /// Pages decided since the Courier's last whole pass, by device.
  var owed: [DeviceID: [PageID: Int]] = [:]
  /// Of these, the pages that say that something was taken back.
  var owedNews: [DeviceID: Set<PageID>] = [:]
  /// The newest page that was sealed for a device, by alert and role.
  private(set) var sealed: [DeviceID: [String: PageID]] = [:]
  /// Checksum over every trail entry and page, for I5; and the text, when it is to be kept.
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var text = ""
  let keepsText: Bool

  init(keepsText: Bool) { self.keepsText = keepsText }

  var openedCount: Int { followed.count }
  var openAlerts: [Alert] {
    open.sorted().compactMap { followed[$0]?.alert }
  }

  /// The earliest moment at which an open alert must be advanced, by the gateway's clock.
  var nextWake: Timestamp? {
    open.lazy.compactMap { followed[$0]?.alert.wakesAt }.min()
  }

  mutating func take(_ decision: Decision, left: Set<ResponderID>) {
    let transition = decision.transition
    let alert = transition.alert
    var entry =
      followed[alert.id]
      ?? Followed(
        alert: alert, previous: nil, openedAt: decision.at, recent: (decision.at, 0))
    if entry.alert.revision != alert.revision { entry.previous = entry.alert }
    if followed[alert.id] == nil { ids[alert.dedupKey, default: []].append(alert.id) }
    entry.alert = alert
    entry.left.formUnion(left)
    for person in alert.duties.flatMap(\.people) {
      let hasAnswered = person.standing.isExcluded || person.standing == .holder
      guard person.isDelivered || person.isDisplayed || hasAnswered else { continue }
      entry.readers.insert(person.responder)
    }
    entry.account.take(transition.trail)
    if (decision.at - entry.recent.since).count > 1_000 { entry.recent = (decision.at, 0) }
    entry.recent.count += 1
    followed[alert.id] = entry
    if alert.isClosed { open.remove(alert.id) } else { open.insert(alert.id) }
    if transition.trail.contains(where: { $0.reason == .coming || $0.reason == .arrived }) {
      forgive(alert)
    }
    for withdrawal in transition.withdrawals {
      for device in owed.keys { owed[device]?[withdrawal.page] = nil }
      for device in owedNews.keys { owedNews[device]?.remove(withdrawal.page) }
    }
    for page in transition.pages {
      alertOfPage[page.page] = alert.id
      for device in page.devices {
        owed[device, default: [:]][page.page] = page.attempt
        owedNews[device, default: []].remove(page.page)
        if page.type == .retracted { owedNews[device, default: []].insert(page.page) }
      }
    }
    write(transition)
  }

  mutating func take(_ page: SealedPage, of alert: Alert) {
    for duty in alert.duties where duty.people.contains(where: { $0.page == page.page }) {
      sealed[page.device, default: [:]]["\(alert.id) \(duty.role)"] = page.page
    }
  }

  /// A holder who says "coming" has answered the reminder that may be on its way.
  private mutating func forgive(_ alert: Alert) {
    for duty in alert.duties {
      guard let holder = duty.phase.holder,
        let page = duty.people.first(where: { $0.responder == holder })?.page
      else { continue }
      for device in owed.keys { owed[device]?[page] = nil }
    }
  }

  private mutating func write(_ transition: Transition) {
    for entry in transition.trail {
      put("\(transition.alert.id) \(entry.at.milliseconds) \(entry.event.rawValue) \(entry.text)")
    }
    for page in transition.pages {
      put("\(transition.alert.id) page \(page.page) to \(page.responder) \(page.attempt)")
    }
  }

  private mutating func put(_ line: String) {
    for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    if keepsText { text += line + "\n" }
  }
}
