// Tocsin — Store: what can be asked of the tables
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// Answers questions about the store over one connection, on the connection's thread.
///
/// Each call is one statement, two where an alert's number is looked up first; its cost follows the
/// answer, not the history.
package class SQLReader: StoreReader {
  let connection: any Connection
  let keys: KeyRing

  package init(_ connection: any Connection, _ keys: KeyRing) {
    self.connection = connection
    self.keys = keys
  }

  /// Seals and opens cells, makes digests and commitments.
  var vault: any Vault { keys.vault }

  // MARK: - Alerts

  package func alert(_ id: AlertID) throws -> Alert? {
    try alert(.alertByID, [.id(id)])
  }

  package func alerts(limit: Int, phase: String?) throws -> [Alert] {
    guard let phase else { return try alerts(.listAlerts, [.int(limit)]) }
    guard let code = Codes.phases.firstIndex(of: phase) else { return [] }
    if Int64(code) == Codes.phaseClosed {
      return try alerts(.listClosedAlerts, [.int(limit)])
    }
    return try alerts(.listOpenAlerts, [.int(Int64.min), .int(code), .int(limit)])
  }

  package func urgentAlerts(limit: Int) throws -> [Alert] {
    try alerts(.listUrgentAlerts, [.int(Int64.min), .int(limit)])
  }

  package func openAlerts(of responder: ResponderID, limit: Int) throws -> [Alert] {
    try alerts(concerning: responder, limit: limit).map(\.alert)
  }

  /// Open alerts that this person is asked about or holds, with their numbers, oldest first.
  func alerts(
    concerning responder: ResponderID, limit: Int
  ) throws -> [(number: Int64, alert: Alert)] {
    var found: [(number: Int64, alert: Alert)] = []
    let arguments: [Value] = [.text(responder.text), .int(StoreLimits.openAlertsScannedMax)]
    try connection.query(.alertsOfResponder, arguments) { row in
      guard found.count < limit, let alert = readableAlert(row) else { return }
      let concerns = alert.duties.contains { duty in
        duty.people.contains {
          $0.responder == responder && ($0.standing.isOpen || $0.standing == .holder)
        }
      }
      if concerns { found.append((row.int(0), alert)) }
    }
    return found
  }

  package func alerts(before alert: AlertID, limit: Int) throws -> [Alert] {
    guard let number = try number(of: alert) else { return [] }
    return try alerts(.listAlertsBefore, [.int(number), .int(limit)])
  }

  package func trail(of alert: AlertID) throws -> [TrailEntry] {
    guard let number = try number(of: alert) else { return [] }
    let range = Places.range(of: number)
    let rows = try connection.all(.listTrail, [.int(range.from), .int(range.until)]) { row in
      try TrailCodec.decode(row.blob(0))
    }
    return rows.flatMap { $0 }
  }

  package func nextWake() throws -> Timestamp? {
    try connection.first(.nextWake, []) { $0.optionalTime(0) } ?? nil
  }

  func alert(_ statement: Statement, _ arguments: [Value]) throws -> Alert? {
    try connection.first(statement, arguments, alert)
  }

  /// Passes over damaged rows.
  func alerts(_ statement: Statement, _ arguments: [Value]) throws -> [Alert] {
    try connection.all(statement, arguments, readableAlert).compactMap(\.self)
  }

  func number(of alert: AlertID) throws -> Int64? {
    try connection.first(.numberOfAlert, [.id(alert)]) { $0.int(0) }
  }

  // MARK: - Messages

  package func messages(after id: Int64, limit: Int) throws -> [MessageRecord] {
    try connection.all(.listMessages, [.int(id), .int(limit)], message)
  }

  /// The message in a row of `Statement.messageColumns`. One whose bytes do not open is listed
  /// without them.
  func message(_ row: any Row) throws -> MessageRecord {
    let raw = try? open(
      row.blob(10), of: CellOwner(row, at: 11), at: Places.raw(row.int(0)), row: row.int(0))
    return MessageRecord(
      id: row.int(0), receivedAt: row.time(1), integration: row.text(2), controlID: row.text(3),
      outcome: try Codes.word(row.int(4), in: Codes.outcomes, Statement.listMessages.name),
      code: row.text(5), reply: row.blob(9), reason: row.text(6), alert: row.optionalIdentifier(7),
      raw: raw ?? [], replayKey: row.optionalBlob(8))
  }

  // MARK: - Pages and mailboxes

  package func pages(of alert: AlertID) throws -> [PageRecord] {
    guard let number = try number(of: alert) else { return [] }
    let range = Places.range(of: number)
    return try connection.all(.listPages, [.int(range.from), .int(range.until)]) { row in
      var page = try Self.page(row, of: alert)
      page.times = Self.times(row, from: 10)
      return page
    }
  }

  package func pendingPages(limit: Int) throws -> [PendingPage] {
    var last: (number: Int64, head: AlertCodec.Head)?
    var pages = try connection.all(.pendingPages, [.int(limit)]) { row in
      let number = row.int(13)
      let head: AlertCodec.Head
      if let last, last.number == number {
        head = last.head
      } else {
        head = try self.head(row)
        last = (number, head)
      }
      return try Self.pending(row, of: head)
    }
    var said: [AlertID: String?] = [:]
    for index in pages.indices where pages[index].type == .stoodDown {
      let id = pages[index].record.alert
      if said[id] == nil { said[id] = .some((try? alert(id))?.stoodDownBy) }
      pages[index].stoodDownBy = said[id] ?? nil
    }
    return pages
  }

  /// What a page of this row says. A page whose alert does not open is still a page: it goes out,
  /// and says that it has to be asked about (S4).
  private func head(_ row: any Row) throws -> AlertCodec.Head {
    let state = try? open(
      row.blob(14), of: CellOwner(row, at: 17), at: Places.state(row.int(13)), row: row.int(13))
    if let state, !state.isEmpty, let head = try? AlertCodec.decodeHead(state) { return head }
    let operation = Statement.pendingPages.name
    let priority = Priority(rawValue: UInt8(truncatingIfNeeded: row.int(12)))
    return AlertCodec.Head(
      id: try row.identifier(19, operation),
      world: try Codes.word(row.int(20), in: Codes.worlds, operation), priority: priority ?? .high,
      openedAt: row.time(9), content: AlertContent(what: Self.unreadable))
  }

  /// What a page says whose alert is damaged.
  static let unreadable = "The text of this page is damaged. Ask the switchboard who called."

  package func envelopes(
    of device: DeviceID, after seq: Int64, limit: Int
  ) throws -> [StoredEnvelope] {
    guard let number = try deviceNumber(device) else { return [] }
    let first = Places.mailbox(number, seq: max(0, seq))
    let end = Places.mailbox(number + 1, seq: 0)
    return try connection.all(.listEnvelopes, [.int(first), .int(end), .int(limit)]) { row in
      StoredEnvelope(seq: Places.seq(row.int(0)), envelope: row.blob(1))
    }
  }

  func deviceNumber(_ device: DeviceID) throws -> Int64? {
    try connection.first(.numberOfDevice, [.id(device)]) { $0.int(0) }
  }

  private static func pending(_ row: any Row, of head: AlertCodec.Head) throws -> PendingPage {
    let type = PageType(rawValue: UInt8(truncatingIfNeeded: row.int(10)))
    let priority = Priority(rawValue: UInt8(truncatingIfNeeded: row.int(12)))
    guard let type, let priority else {
      throw StoreError.refused(code: 0, operation: Statement.pendingPages.name)
    }
    var pending = PendingPage(
      record: try page(row, of: head.id), type: type,
      movesOnAt: row.optionalTime(11), priority: priority, world: head.world,
      content: head.content, openedAt: head.openedAt, notifyKey: row.optionalBlob(15),
      lastSeq: row.int(16))
    (pending.integration, pending.kind) = (head.integration, head.kind)
    pending.policy = head.policy
    (pending.mayFold, pending.isListed) = (row.int(21) == 1, row.int(21) == 3)
    pending.isLocked = !row.isNull(22) && row.int(22) == 1
    return pending
  }

  /// Reads the seven times of a page, from this column on.
  static func times(_ row: any Row, from column: Int) -> PageTimeline {
    func time(_ place: Int) -> Timestamp? { row.optionalTime(column + place) }
    return PageTimeline(
      askedAt: time(0), sealedAt: time(1), handedOverAt: time(2), deliveredAt: time(3),
      displayedAt: time(4), answeredAt: time(5), endedAt: time(6))
  }

  /// Reads the ten columns with which both lists of pages begin.
  private static func page(_ row: any Row, of alert: AlertID) throws -> PageRecord {
    let operation = Statement.listPages.name
    return PageRecord(
      page: try row.identifier(0, operation), alert: alert, role: row.text(2),
      responder: ResponderID(row.text(3)), device: row.optionalIdentifier(1),
      step: Int(row.int(4)), cycle: Int(row.int(5)), attempt: Int(row.int(6)),
      state: try Codes.word(row.int(7), in: Codes.pageStates, operation), why: row.text(8),
      decidedAt: row.time(9))
  }
}
