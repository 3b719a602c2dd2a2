// Tocsin — Store: how the gateway's own work is counted and looked through
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func standing(at now: Timestamp) throws -> StoreStanding {
    var standing = StoreStanding()
    try connection.query(.countOpenAlerts, []) { row in
      let word = try Codes.word(row.int(0), in: Codes.phases, Statement.countOpenAlerts.name)
      standing.openAlerts[word] = Int(row.int(1))
    }
    try connection.query(.countLivePages, []) { row in
      let state = try Codes.word(row.int(0), in: Codes.pageStates, Statement.countLivePages.name)
      standing.livePages[state] = Int(row.int(1))
    }
    try connection.query(.countOutbox, []) { row in
      guard let priority = UInt8(exactly: row.int(0)).flatMap(Priority.init) else { return }
      standing.outbox[priority] = Int(row.int(1))
      standing.oldestInOutbox = min(standing.oldestInOutbox ?? row.time(2), row.time(2))
    }
    standing.mailbox = try count(.countMailbox)
    standing.laddersDue = try count(.countDueLadders, [.time(now)])
    standing.handOversOpen = try count(.countOpenHandOvers)
    return standing
  }

  private func count(_ statement: Statement, _ arguments: [Value] = []) throws -> Int {
    try connection.first(statement, arguments) { Int($0.int(0)) } ?? 0
  }

  package func ownerless(
    _ kind: OwnerlessKind, beyond bound: Timestamp, limit: Int
  ) throws -> [AlertID] {
    let arguments: [Value] = [.time(bound), .int(limit)]
    switch kind {
    case .withoutDeadline: return try alerts(.alertsWithoutDeadline, [.int(limit)])
    case .deadlineTooFar: return try alerts(.alertsTooFar, arguments)
    case .deadlineOverdue: return try alerts(.alertsOverdue, arguments)
    case .pageNotSealed: return try alerts(.alertsUnsealed, arguments)
    case .ladderOverdue: return try alerts(.laddersOverdue, arguments)
    case .handOverUnsettled: return try alerts(.handOversUnsettled, arguments)
    }
  }

  private func alerts(_ statement: Statement, _ arguments: [Value]) throws -> [AlertID] {
    try connection.all(statement, arguments) { try $0.identifier(0, statement.name) }
  }
}
