// Tocsin — Store: how the list of messages is searched
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func heading(_ id: Int64) throws -> MessageHeading? {
    try connection.first(.headingByID, [.int(id)], heading)
  }

  package func message(_ id: Int64) throws -> MessageRecord? {
    try connection.first(.messageByID, [.int(id)], message)
  }

  package func headings(_ query: MessageQuery) throws -> HeadingPage {
    var walk = HeadingWalk(query: query, reader: self)
    return try walk.run()
  }

  package func glass(of account: ResponderID, to message: Int64) throws -> MessageGlass? {
    try connection.first(.findGlass, [.int(message), .text(account.text)], Self.glass)
  }

  package func messageGlasses(since: Timestamp) throws -> [MessageGlass] {
    try connection.all(.listGlasses, [.time(since)], Self.glass)
  }

  private static func glass(_ row: any Row) -> MessageGlass {
    MessageGlass(
      account: ResponderID(row.text(0)), message: row.int(1), begunAt: row.time(2),
      endsAt: row.time(3))
  }

  /// The first eight bytes of a value's blind index, which binds its path.
  func messageKey(_ value: IndexedValue) -> Int64 {
    let text = Array(value.path.utf8) + [0] + Array(value.unredacted.utf8)
    let index = vault.blindIndex(text, of: .messageValue, with: keys.site)
    return Int64(bitPattern: index.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  /// The heading in a row of `Statement.headingColumns`.
  func heading(_ row: any Row) throws -> MessageHeading {
    var traits = MessageTraits()
    traits.type = row.text(8)
    traits.application = row.text(9)
    traits.facility = row.text(10)
    traits.rule = row.text(11)
    traits.revision = Int(row.int(12))
    traits.warnings = row.text(13)
    traits.replayOf = row.isNull(14) ? nil : row.int(14)
    let record = MessageRecord(
      id: row.int(0), receivedAt: row.time(1), integration: row.text(2), controlID: row.text(3),
      outcome: try Codes.word(row.int(4), in: Codes.outcomes, Statement.listHeadings.name),
      code: row.text(5), reply: [], reason: row.text(6), alert: row.optionalIdentifier(7), raw: [],
      replayKey: nil)
    return MessageHeading(record, traits: traits)
  }
}

/// One search, from the newest message that may be wanted back.
///
/// What narrows most leads: a value, a control id, an alert, an integration, else the list itself.
/// The rest is judged heading by heading. A search ends with a full page, at the end of the list,
/// or when it has looked at `StoreLimits.headingsLookedAtMax`; then the next page goes on there.
struct HeadingWalk {
  let query: MessageQuery
  let reader: SQLReader
  private var page = HeadingPage()
  private var looked = 0

  /// Times of receipt may be out of the order of the list by this much: messages are stamped
  /// before the writer's turn.
  private static let slack = Milliseconds.minutes(10)

  init(query: MessageQuery, reader: SQLReader) {
    self.query = query
    self.reader = reader
  }

  mutating func run() throws -> HeadingPage {
    let first = try reader.connection.first(.firstHeading, []) { $0.int(0) } ?? 0
    var below: Int64? = try end()
    let keys = query.values.map(reader.messageKey)
    while let end = below, end > first {
      guard looked < StoreLimits.headingsLookedAtMax else {
        page.next = end
        return page
      }
      let (rows, next) = try part(below: end, keys)
      looked += max(rows.count, 1)
      for heading in rows {
        if let since = query.since, heading.receivedAt < since - Self.slack { return page }
        guard query.wants(heading) else { continue }
        page.headings.append(heading)
        if page.headings.count == query.limit {
          page.next = heading.id > first ? heading.id : nil
          return page
        }
      }
      below = next
    }
    return page
  }

  /// The number below which the search begins.
  private func end() throws -> Int64 {
    var end = (try reader.connection.first(.lastHeading, []) { $0.int(0) } ?? 0) + 1
    if let before = query.before { end = min(end, before) }
    if let until = query.until {
      let last = try reader.connection.first(
        .headingByTime, [.time(until + Self.slack)]
      ) { $0.int(0) }
      end = min(end, (last ?? 0) + 1)
    }
    return end
  }

  /// The next headings, newest first, and where to go on; nil at the end.
  private func part(
    below end: Int64, _ keys: [Int64]
  ) throws -> (rows: [MessageHeading], next: Int64?) {
    if !query.values.isEmpty {
      let block = KeyBlock.number(of: end - 1)
      return (try keyed(keys, block, end), block * KeyBlock.size)
    }
    if let text = query.controlID, !text.isEmpty {
      let block = HeadingBlock.number(of: end - 1)
      let rows = try reader.connection.all(
        .headingsByControl,
        [.int(block), .int(end), .text(text), .text(text + "\u{10FFFF}")], reader.heading)
      return (rows, block * HeadingBlock.size)
    }
    if let alert = query.alert { return try chunk(.headingsOfAlert, end, [.id(alert)]) }
    if let name = query.integration {
      return try chunk(.headingsOfIntegration, end, [.text(name)])
    }
    return try chunk(.listHeadings, end, [])
  }

  private func chunk(
    _ statement: Statement, _ end: Int64, _ more: [Value]
  ) throws -> (rows: [MessageHeading], next: Int64?) {
    let limit = StoreLimits.headingsAtOnce
    let rows = try reader.connection.all(
      statement, [.int(end), .int(limit)] + more, reader.heading)
    return (rows, rows.count < limit ? nil : rows.last?.id)
  }

  private func keyed(
    _ keys: [Int64], _ block: Int64, _ end: Int64
  ) throws -> [MessageHeading] {
    let numbers = try keys.flatMap { key in
      try reader.connection.all(
        .messagesByKey, [.int(block), .int(key), .int(end)]
      ) { $0.int(0) }
    }
    return try Set(numbers).sorted(by: >).compactMap(reader.heading)
  }
}
