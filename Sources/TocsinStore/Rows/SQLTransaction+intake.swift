// Tocsin — Store: how what is kept about sources is read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func hasStaleParts(before limit: Timestamp) throws -> Bool {
    try connection.first(.staleParts, [.time(limit), .int(1)]) { $0.int(0) } != nil
  }
}

extension SQLTransaction {
  package func isReused(_ used: UsedControlID, since: Timestamp) throws -> Bool {
    let first = Self.order(used.key) & ~0xFFFF
    let arguments: [Value] = [
      .int(first), .int(first | 0xFFFF), .time(since), .text(used.controlID),
      .text(used.integration),
    ]
    return try connection.first(.findReuse, arguments) { $0.int(0) } != nil
  }

  package func lastNumber(of source: [UInt8]) throws -> Int64? {
    try connection.first(.readNumber, [.blob(source)]) { $0.int(0) }
  }

  package func setLastNumber(_ number: Int64, of source: [UInt8], at now: Timestamp) throws {
    try connection.execute(.writeNumber, [.blob(source), .int(number), .time(now)])
  }

  package func insert(_ part: WaitingPart) throws {
    try connection.execute(.settleParts, [.int(part.origin)])
    try connection.execute(
      .insertPart,
      [.int(part.message), .int(part.origin), .blob(part.awaits), .time(part.receivedAt)])
  }

  package func origin(awaiting key: [UInt8], since: Timestamp) throws -> Int64? {
    try connection.first(.originOfPart, [.blob(key), .time(since)]) { $0.int(0) }
  }

  package func parts(of origin: Int64) throws -> [MessageRecord] {
    try connection.all(.messagesOfParts, [.int(origin)], message)
  }

  package func forgetParts(of origin: Int64) throws {
    try connection.execute(.deleteParts, [.int(origin)])
  }

  package func staleOrigins(before limit: Timestamp, max: Int) throws -> [Int64] {
    try connection.all(.staleParts, [.time(limit), .int(max)]) { $0.int(0) }
  }
}
