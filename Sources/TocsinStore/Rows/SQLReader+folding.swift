// Tocsin — Store: how pages are folded, and taken out of the list again
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func pagesTakenOn(
    by device: DeviceID, in world: World, after since: Timestamp, limit: Int
  ) throws -> Int {
    let arguments: [Value] = [.id(device), .int(Codes.world(world)), .time(since), .int(limit)]
    return try connection.all(.listTakenPages, arguments) { $0.int(0) }.count
  }

  package func foldings() throws -> [DeviceFolding] {
    var found: [Lane: (folded: FoldedPages?, told: MorePage?)] = [:]
    try connection.query(.listFoldedPages, []) { row in
      let lane = try Self.lane(row)
      found[lane, default: (nil, nil)].folded = Self.folded(row, beside: found[lane]?.folded)
    }
    try connection.query(.listMorePages, []) { row in
      found[try Self.lane(row), default: (nil, nil)].told = try Self.morePage(row)
    }
    return try found.keys.sorted().compactMap { lane in
      let device = try connection.first(.deviceForFolding, [.id(lane.device)]) { row in
        (key: row.blob(0), lastSeq: row.int(1))
      }
      guard let device else { return nil }
      var folding = DeviceFolding(
        device: lane.device, world: lane.world, notifyKey: device.key, lastSeq: device.lastSeq)
      folding.folded = found[lane]?.folded
      folding.told = try found[lane]?.told ?? morePage(lane)
      return folding
    }
  }

  /// What the device was told last, also that nothing is folded any more.
  private func morePage(_ lane: Lane) throws -> MorePage? {
    try connection.first(
      .findMorePage, [.id(lane.device), .int(Codes.world(lane.world))], Self.morePage)
  }

  private static func lane(_ row: any Row) throws -> Lane {
    let operation = Statement.listFoldedPages.name
    return Lane(
      device: try row.identifier(0, operation),
      world: try Codes.word(row.int(1), in: Codes.worlds, operation))
  }

  private static func folded(_ row: any Row, beside other: FoldedPages?) -> FoldedPages {
    let isLow = row.int(2) == Int64(Priority.low.rawValue)
    let count = Int(row.int(3))
    let (since, foldedAt) = (row.time(4), row.time(5))
    var sum = other ?? FoldedPages(medium: 0, low: 0, since: since, foldedAt: foldedAt)
    if isLow { sum.low += count } else { sum.medium += count }
    sum.since = min(sum.since, since)
    sum.foldedAt = max(sum.foldedAt, foldedAt)
    return sum
  }

  private static func morePage(_ row: any Row) throws -> MorePage {
    MorePage(
      page: try row.identifier(2, Statement.findMorePage.name), medium: Int(row.int(3)),
      low: Int(row.int(4)), attempt: Int(row.int(5)), toldAt: row.time(6), soundedAt: row.time(7))
  }
}

/// One device in one world.
private struct Lane: Hashable, Comparable {
  let device: DeviceID
  let world: World

  static func < (a: Lane, b: Lane) -> Bool {
    (a.device, a.world.rawValue) < (b.device, b.world.rawValue)
  }
}

extension SQLTransaction {
  package func fold(_ pages: [FoldablePage], at now: Timestamp) throws {
    for page in pages {
      try connection.execute(
        .foldPage, [.time(now), .id(page.page), .id(page.device), .int(page.attempt)])
    }
  }

  package func unfold(of device: DeviceID, limit: Int) throws -> (opened: Int, left: Int) {
    let opened = try connection.execute(.unfoldPages, [.id(device), .int(limit)])
    let left = try connection.first(.countFoldedPages, [.id(device)]) { $0.int(0) } ?? 0
    return (Int(opened), Int(left))
  }

  package func deposit(_ more: SealedMore) throws {
    let sealed = more.envelope
    guard let mailbox = try deviceNumber(sealed.device) else {
      throw StoreError.refused(code: 0, operation: Statement.numberOfDevice.name)
    }
    let place: [Value] = [.id(more.more.page), .id(sealed.device)]
    let before = try connection.first(.seqOfMorePage, place) { $0.int(0) }
    try connection.execute(
      .insertEnvelope,
      [
        .int(Places.mailbox(mailbox, seq: sealed.seq)), before.map(Value.int) ?? .null,
        .time(sealed.sealedAt), .blob(sealed.digest), .blob(sealed.envelope),
      ])
    try connection.execute(.raiseSeq, [.int(sealed.seq), .int(mailbox)])
    try connection.execute(
      .putMorePage,
      [
        .id(sealed.device), .int(Codes.world(more.world)), .id(more.more.page),
        .int(more.more.medium), .int(more.more.low), .int(more.more.attempt),
        .time(more.more.toldAt), .time(more.more.soundedAt), .int(sealed.seq),
      ])
  }
}
