// Tocsin — Store: how what is kept long enough goes
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLTransaction {
  package func shredAlerts(closedBy time: Timestamp, limit: Int) throws -> ShreddedCounts {
    var counts = ShreddedCounts()
    for stage in [0, 1] {
      let arguments: [Value] = [.int(stage), .time(time), .int(limit - counts.alerts)]
      var aged: [(number: Int64, alert: Alert?)] = []
      try connection.query(.closedAlerts, arguments) { row in
        aged.append((row.int(0), readableAlert(row)))
      }
      for (number, alert) in aged {
        counts.envelopes += try emptyMailboxes(ofAlert: number)
        if let alert {
          try redact(alert, number: number)
        } else {
          try connection.execute(.markShredded, [.int(2), .int(number)])
          try deleteEnclosures(ofAlert: number)
        }
        counts.alerts += 1
      }
    }
    return counts
  }

  package func shredEnvelopes(closedBy time: Timestamp, limit: Int) throws -> ShreddedCounts {
    var counts = ShreddedCounts()
    let aged = try connection.all(.closedAlerts, [.int(0), .time(time), .int(limit)]) { $0.int(0) }
    for number in aged {
      counts.envelopes += try emptyMailboxes(ofAlert: number)
      try connection.execute(.markShredded, [.int(1), .int(number)])
    }
    return counts
  }

  /// Deletes every envelope of an alert's pages, from the newest back.
  func emptyMailboxes(ofAlert number: Int64) throws -> Int {
    let range = Places.range(of: number)
    let pages = try connection.all(
      .envelopesOfAlert, [.int(range.from), .int(range.until)]
    ) { row in
      (id: row.int(0), device: row.int(1), seq: row.int(2))
    }
    var count = 0
    for page in pages {
      var seq: Int64? = page.seq
      while let current = seq {
        let key = Places.mailbox(page.device, seq: current)
        let previous =
          try connection.first(.previousEnvelope, [.int(key)]) { row in
            row.isNull(0) ? nil : row.int(0)
          } ?? nil
        count += try connection.execute(.deleteEnvelope, [.int(key)])
        seq = previous.flatMap { $0 < current ? $0 : nil }
      }
      try connection.execute(.forgetSeq, [.int(page.id)])
    }
    return count
  }

  package func shredMessages(
    receivedBefore time: Timestamp, after id: Int64, limit: Int
  ) throws -> (counts: ShreddedCounts, last: Int64?) {
    let rows = try connection.all(.agedMessages, [.int(id), .int(limit)]) { row in
      (id: row.int(0), at: row.time(1), shred: row.int(2))
    }
    var counts = ShreddedCounts()
    for row in rows {
      guard row.at < time else { return (counts, nil) }
      guard row.shred == 2 else { continue }
      try deleteHeading(row.id)
      counts.messages += try connection.execute(.deleteMessage, [.int(row.id)])
    }
    return (counts, rows.last?.id)
  }

  package func shredKeys(
    madeBefore time: Timestamp, after number: Int64, limit: Int
  ) throws -> (counts: ShreddedCounts, last: Int64?) {
    var counts = ShreddedCounts()
    let rows = try connection.all(
      .subjectsWithUse, [.int(number), .int(limit)]
    ) { row in
      (number: row.int(0), madeAt: row.time(1), isUsed: (2...5).contains(where: row.flag))
    }
    for row in rows where !row.isUsed && row.madeAt < time {
      counts.keys += try connection.execute(.eraseSubject, [.time(time), .int(row.number)])
      try forgetWhereabouts(of: row.number)
    }
    if counts.keys > 0 { keys.forget() }
    return (counts, rows.last?.number)
  }
}
