// Tocsin — Store: how pages are ordered, withdrawn and marked
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLTransaction {
  /// One device's worth of an order.
  private struct PageRow {
    let order: PageOrder
    let device: DeviceID?
    let priority: Priority
    let isLive: Bool
    let lane: World
    let decidedAt: Timestamp
  }

  /// A row for each device of each order; a person without a device gets one that has failed.
  func order(_ pages: [PageOrder], of transition: Transition, number: Int64) throws {
    guard !pages.isEmpty else { return }
    let alert = transition.alert
    var key = try nextPageKey(number, isNew: alert.revision == 1)
    for order in pages {
      let devices: [DeviceID?] = order.devices.isEmpty ? [nil] : order.devices
      for device in devices {
        let row = PageRow(
          order: order, device: device, priority: alert.priority, isLive: !alert.isClosed,
          lane: alert.world,
          decidedAt: transition.trail.last?.at ?? alert.openedAt)
        if device == nil, alert.revision > 1, try repeated(row, number: number) {
          try begin(order, of: alert, at: row.decidedAt)
          continue
        }
        try store(row, key: key)
        key += 1
        if device == nil, !alert.isClosed { try begin(order, of: alert, at: row.decidedAt) }
      }
    }
  }

  /// A person without a device may have an address on another channel.
  private func begin(_ order: PageOrder, of alert: Alert, at now: Timestamp) throws {
    try begin(
      LadderStart(
        order.page, of: alert, for: order.responder, cycle: order.position.cycle,
        attempt: order.attempt), at: now)
  }

  private func nextPageKey(_ number: Int64, isNew: Bool) throws -> Int64 {
    let range = Places.range(of: number)
    guard !isNew else { return range.from }
    let last = try connection.first(.lastPage, [.int(range.from), .int(range.until)]) { row in
      row.isNull(0) ? nil : row.int(0)
    }
    guard let last = last ?? nil else { return range.from }
    return Places.key(number, Places.place(last) + 1)
  }

  /// - Returns: whether the person was ordered this page before, without a device.
  private func repeated(_ row: PageRow, number: Int64) throws -> Bool {
    let order = row.order
    let range = Places.range(of: number)
    return try connection.execute(
      .repeatPage,
      [
        .int(order.position.step), .int(order.position.cycle), .int(order.attempt),
        .text(order.why), .time(order.movesOnAt), .time(row.decidedAt), .int(range.from),
        .int(range.until), .id(order.page),
      ]) > 0
  }

  private func store(_ row: PageRow, key: Int64) throws {
    let order = row.order
    let isSealable = row.device != nil
    try connection.execute(
      .orderPage,
      [
        .int(key), .id(order.page), .device(row.device), .text(order.role),
        .text(order.responder.text), .int(order.position.step), .int(order.position.cycle),
        .int(order.attempt), .int(Codes.state(isSealable ? .decided : .failed)),
        .int(isSealable ? Int64(order.type.rawValue) : 0), .flag(row.isLive),
        .int(Int64(row.priority.rawValue)), .text(order.why), .time(order.movesOnAt),
        .time(row.decidedAt), .int(isSealable && order.mayFold ? 1 : 0),
        .int(Codes.world(row.lane)),
      ])
  }

  func withdraw(_ withdrawal: Withdrawal, number: Int64, at now: Timestamp) throws {
    try endLadder(of: withdrawal.page, as: withdrawal.type, at: now)
    let nobody: Value = .blob([0])
    let range = Places.range(of: number)
    let except = withdrawal.exceptDevice
    try connection.execute(
      .withdrawPage,
      [
        .int(Int64(withdrawal.type.rawValue)), .int(range.from), .int(range.until),
        .id(withdrawal.page), except.map(Value.id) ?? nobody, .time(now),
      ])
    if let except {
      try connection.execute(.answerPage, [.id(withdrawal.page), .id(except), .time(now)])
    }
  }

  package func orderOpenPages(
    of responder: ResponderID, for device: DeviceID, at now: Timestamp
  ) throws {
    let open = try alerts(concerning: responder, limit: StoreLimits.openAlertsScannedMax)
    for (number, alert) in open {
      let type: PageType =
        alert.retractedAt != nil ? .retracted : alert.endedAt != nil ? .ended : .preview
      for duty in alert.duties where !duty.phase.isResolved {
        for person in duty.people where person.responder == responder && person.standing.isOpen {
          var order = PageOrder(
            person, of: duty, type: type, devices: [device])
          order.mayFold = alert.mayFold
          try store(
            PageRow(
              order: order, device: device, priority: alert.priority, isLive: true,
              lane: alert.world, decidedAt: now), key: try nextPageKey(number, isNew: false))
        }
      }
    }
  }

  package func markFailed(_ page: PendingPage, at now: Timestamp) throws {
    try connection.execute(
      .failPage,
      [
        .id(page.record.page), .device(page.record.device), .int(page.record.attempt),
        .int(Int64(page.type.rawValue)), .time(now),
      ])
  }

  package func markHandedOver(
    _ device: DeviceID, through seq: Int64, at now: Timestamp
  ) throws {
    try connection.execute(.handOverPages, [.id(device), .int(seq), .time(now)])
  }

  package func markPage(
    _ page: PageID, device: DeviceID, state: PageState, at now: Timestamp
  ) throws {
    try connection.execute(
      .markPage, [.int(Codes.state(state)), .id(page), .id(device), .time(now)])
  }
}
