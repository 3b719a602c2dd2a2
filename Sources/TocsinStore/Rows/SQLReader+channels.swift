// Tocsin — Store: how ladders, hand-overs and subscriptions are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension Places {
  static func subscription(_ device: DeviceID) -> CellPlace {
    CellPlace("subscription", "sealed", row: device.bytes)
  }

  static func channelSecret(_ channel: String) -> CellPlace {
    CellPlace("channel_secret", "sealed", row: Array(channel.utf8))
  }
}

extension SQLReader {
  package func handOvers(of alert: AlertID) throws -> [HandOverRecord] {
    try connection.all(.listHandOversOfAlert, [.id(alert)], Self.handOver)
  }

  package func handOvers(ofPage page: PageID) throws -> [HandOverRecord] {
    try connection.all(.listHandOversOfPage, [.id(page)], Self.handOver)
  }

  package func handOver(token: [UInt8]) throws -> HandOverRecord? {
    try connection.first(.handOverByToken, [.blob(token)], Self.handOver)
  }

  package func ladder(of page: PageID) throws -> LadderRecord? {
    try connection.first(.findLadder, [.id(page)], Self.ladder)
  }

  package func nextLadder() throws -> Timestamp? {
    try connection.first(.nextLadder, []) { $0.optionalTime(0) } ?? nil
  }

  package func subscriptions() throws -> [PushSubscription] {
    try connection.all(.listSubscriptions, [], subscription).compactMap { $0 }
  }

  package func subscription(of device: DeviceID) throws -> PushSubscription? {
    try connection.first(.findSubscription, [.id(device)], subscription) ?? nil
  }

  package func newestEnvelope(of page: PageID, device: DeviceID) throws -> [UInt8]? {
    let seq = try connection.first(.seqOfPage, [.id(page), .id(device)]) { row in
      row.isNull(0) ? nil : row.int(0)
    }
    guard let seq = seq ?? nil, let number = try deviceNumber(device) else { return nil }
    let key = Places.mailbox(number, seq: seq)
    return try connection.first(.listEnvelopes, [.int(key - 1), .int(key + 1), .int(1)]) {
      $0.blob(1)
    }
  }

  package func channelSecret(_ channel: String) throws -> String? {
    guard
      let sealed = try connection.first(.findChannelSecret, [.text(channel)], { $0.blob(0) }),
      let plain = try? vault.open(sealed, with: keys.site, at: Places.channelSecret(channel))
    else { return nil }
    return String(decoding: plain, as: UTF8.self)
  }

  package func lastText(to responder: ResponderID, on channel: String) throws -> Timestamp? {
    try connection.first(.lastText, [.text(responder.text), .text(channel)]) { $0.time(0) }
  }

  package func waitingLadders(of responder: ResponderID) throws -> Int {
    try connection.first(
      .countWaitingLadders,
      [.text(responder.text), .int(Int(Priority.medium.rawValue))]
    ) { Int($0.int(0)) } ?? 0
  }

  package func channelTroubles() throws -> [ChannelTrouble] {
    try connection.all(.listTroubles, [], Self.trouble)
  }

  package func channelTroubles(of responder: ResponderID) throws -> [ChannelTrouble] {
    try connection.all(.listTroublesOfPerson, [.text(responder.text)], Self.trouble)
  }

  // MARK: - Rows

  private static func trouble(_ row: any Row) -> ChannelTrouble {
    ChannelTrouble(
      of: ResponderID(row.text(0)), on: row.text(1), since: row.time(2), note: row.text(3))
  }

  fileprivate static func ladder(_ row: any Row) throws -> LadderRecord {
    let operation = Statement.findLadder.name
    return LadderRecord(
      page: try row.identifier(0, operation), alert: try row.identifier(1, operation),
      responder: ResponderID(row.text(2)), generation: Int(row.int(3)), attempt: Int(row.int(4)),
      times: (row.time(5), row.optionalTime(6), row.optionalTime(7)),
      ending: try Codes.word(row.int(8), in: Codes.pageTextKinds, operation))
  }

  private static func handOver(_ row: any Row) throws -> HandOverRecord {
    let operation = Statement.listHandOversOfPage.name
    var record = HandOverRecord(
      id: row.int(0), page: try row.identifier(1, operation),
      alert: try row.identifier(2, operation), generation: Int(row.int(3)),
      rung: LadderBegin(rung: Int(row.int(4)), channel: row.text(5)),
      device: row.optionalIdentifier(6), attempt: Int(row.int(7)),
      kind: try Codes.word(row.int(8), in: Codes.pageTextKinds, operation),
      decidedAt: row.time(11),
      progress: (
        try Codes.word(row.int(9), in: Codes.handOverStates, operation), Int(row.int(10)),
        row.time(12)
      ))
    record.nextAt = row.optionalTime(13)
    record.reference = row.text(14)
    record.note = row.text(15)
    record.token = row.optionalBlob(16)
    record.receivedAt = row.optionalTime(17)
    return record
  }

  /// One that does not open any more, or is of a newer program, is left out: the device subscribes
  /// again.
  private func subscription(_ row: any Row) throws -> PushSubscription? {
    let device: DeviceID = try row.identifier(0, Statement.findSubscription.name)
    let place = Places.subscription(device)
    guard let plain = try? vault.open(row.blob(1), with: keys.site, at: place),
      plain.count > SubscriptionForm.head
    else { return nil }
    return PushSubscription(
      device: device, endpoint: String(decoding: plain[SubscriptionForm.head...], as: UTF8.self),
      publicKey: Array(plain[..<SubscriptionForm.key]),
      secret: Array(plain[SubscriptionForm.key..<SubscriptionForm.head]), madeAt: row.time(2))
  }
}

/// A subscription in its cell: 65 bytes of the key, 16 of the secret, and the endpoint.
private enum SubscriptionForm {
  static let key = 65
  static let head = 81
}

extension SQLTransaction {
  package func begin(_ start: LadderStart, at now: Timestamp) throws {
    try connection.execute(
      .beginLadder,
      [
        .id(start.page), .id(start.alert), .text(start.responder.text), .int(start.cycle),
        .int(start.content), .int(start.attempt), .time(now), .int(Int(start.priority.rawValue)),
      ])
  }

  package func markLadderDelivered(_ page: PageID, at now: Timestamp) throws {
    try connection.execute(.deliverLadder, [.time(now), .id(page)])
  }

  package func dueLadders(
    at now: Timestamp, through priority: Priority, limit: Int
  ) throws -> [LadderRecord] {
    var found: [LadderRecord] = []
    for one in Priority.allCases where one <= priority && found.count < limit {
      found += try connection.all(
        .dueLadders, [.int(Int(one.rawValue)), .time(now), .int(limit - found.count)], Self.ladder)
    }
    return found
  }

  package func noteText(
    to responder: ResponderID, on channel: String, at now: Timestamp
  ) throws {
    try connection.execute(.noteText, [.text(responder.text), .text(channel), .time(now)])
  }

  package func look(at page: PageID, again time: Timestamp?) throws {
    try connection.execute(.lookAtLadder, [.time(time), .id(page)])
  }

  package func look(at page: PageID, noLaterThan time: Timestamp) throws {
    try connection.execute(.lookSooner, [.time(time), .id(page)])
  }

  package func insert(_ handOver: HandOverRecord) throws -> Int64 {
    let number = try next(.lastHandOver)
    try connection.execute(
      .insertHandOver,
      [
        .int(number), .id(handOver.page), .id(handOver.alert), .int(handOver.generation),
        .int(handOver.rung), .text(handOver.channel), .device(handOver.device),
        .int(handOver.attempt), .int(Int64(Codes.code(handOver.kind, in: Codes.pageTextKinds))),
        .int(Int64(Codes.code(handOver.state, in: Codes.handOverStates))), .int(handOver.tries),
        .time(handOver.decidedAt), .time(handOver.changedAt), .time(handOver.nextAt),
        .text(handOver.reference), .text(handOver.note), .optionalBlob(handOver.token),
        .time(handOver.receivedAt),
      ])
    return number
  }

  package func update(_ handOver: HandOverRecord) throws {
    try connection.execute(
      .updateHandOver,
      [
        .int(Int64(Codes.code(handOver.state, in: Codes.handOverStates))), .int(handOver.tries),
        .time(handOver.changedAt), .time(handOver.nextAt), .text(handOver.reference),
        .text(handOver.note), .time(handOver.receivedAt), .int(handOver.id),
      ])
  }

  package func resumeHandOvers(at now: Timestamp) throws -> Int {
    try connection.execute(.resumeLadders, [.time(now)])
    return Int(try connection.execute(.resumeHandOvers, [.time(now)]))
  }

  package func note(_ trouble: ChannelTrouble) throws {
    try connection.execute(
      .putTrouble,
      [
        .text(trouble.responder.text), .text(trouble.channel), .time(trouble.since),
        .text(trouble.note),
      ])
  }

  package func clearTrouble(of responder: ResponderID, on channel: String) throws {
    try connection.execute(.dropTrouble, [.text(responder.text), .text(channel)])
  }

  package func put(_ subscription: PushSubscription) throws {
    precondition(
      subscription.publicKey.count == SubscriptionForm.key
        && subscription.secret.count == SubscriptionForm.head - SubscriptionForm.key)
    let plain = subscription.publicKey + subscription.secret + Array(subscription.endpoint.utf8)
    let place = Places.subscription(subscription.device)
    try connection.execute(
      .putSubscription,
      [
        .id(subscription.device), .blob(vault.seal(plain, with: keys.site, at: place)),
        .time(subscription.madeAt),
      ])
    try connection.execute(.raiseDirectory, [])
  }

  package func dropSubscription(of device: DeviceID) throws -> Bool {
    let dropped = try connection.execute(.dropSubscription, [.id(device)]) > 0
    if dropped { try connection.execute(.raiseDirectory, []) }
    return dropped
  }

  package func setChannelSecret(
    _ secret: String?, for channel: String, at now: Timestamp
  ) throws {
    guard let secret else {
      try connection.execute(.dropChannelSecret, [.text(channel)])
      return
    }
    let place = Places.channelSecret(channel)
    let sealed = vault.seal(Array(secret.utf8), with: keys.site, at: place)
    try connection.execute(.putChannelSecret, [.text(channel), .blob(sealed), .time(now)])
  }

  package func markPageWithoutDevice(_ page: PageID, state: PageState) throws {
    guard let ladder = try ladder(of: page),
      let number = try connection.first(.numberOfAlert, [.id(ladder.alert)], { $0.int(0) })
    else { return }
    let range = Places.range(of: number)
    try connection.execute(
      .markPageWithoutDevice,
      [.int(Codes.state(state)), .int(range.from), .int(range.until), .id(page)])
  }

  /// Ends the ladder of a page that is answered, or needed no more.
  func endLadder(of page: PageID, as type: PageType?, at now: Timestamp) throws {
    let ending: PageTextKind = type == .stoodDown ? .stoodDown : .over
    try connection.execute(
      .endLadder,
      [.time(now), .int(Int64(Codes.code(ending, in: Codes.pageTextKinds))), .id(page)])
  }
}
