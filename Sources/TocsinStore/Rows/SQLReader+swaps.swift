// Tocsin — Store: how swaps of shifts are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension SQLReader {
  package func swap(_ id: SwapID) throws -> Swap? {
    try connection.first(.findSwap, [.id(id)], Self.swap)
  }

  package func swaps(overAfter moment: Timestamp, limit: Int) throws -> [Swap] {
    try connection.all(.listSwaps, [.time(moment), .int(limit)], Self.swap)
  }

  private static func swap(_ row: any Row) throws -> Swap {
    let given = SwapPart(line(row.text(4)), from: row.time(5), until: row.time(6))
    var returned: SwapPart?
    if let from = row.optionalTime(8), let until = row.optionalTime(9) {
      returned = SwapPart(line(row.text(7)), from: from, until: until)
    }
    var swap = Swap(
      try row.identifier(0, Statement.findSwap.name), of: RotaID(row.text(1)),
      from: ResponderID(row.text(2)), to: ResponderID(row.text(3)),
      SwapParts(given, for: returned))
    swap.words = row.text(10)
    swap.base = Int(row.int(11))
    swap.askedAt = row.time(12)
    // One that only a later program knows is over for this one.
    swap.phase = SwapPhase(rawValue: Int(row.int(13))) ?? .expired
    swap.consentedAt = row.optionalTime(14)
    swap.settledAt = row.optionalTime(15)
    swap.settledBy = row.text(16)
    swap.revision = row.isNull(17) ? nil : Int(row.int(17))
    return swap
  }
}

extension SQLTransaction {
  package func put(_ swap: Swap) throws {
    let returned = swap.returned
    try connection.execute(
      .putSwap,
      [
        .id(swap.id), .text(swap.rota.text), .text(swap.asker.text), .text(swap.taker.text),
        .text(swap.given.line.rawValue), .time(swap.given.from), .time(swap.given.until),
        .optionalText(returned?.line.rawValue), .time(returned?.from), .time(returned?.until),
        .text(swap.words), .int(swap.base), .time(swap.askedAt), .int(swap.phase.rawValue),
        .time(swap.consentedAt), .time(swap.settledAt), .text(swap.settledBy),
        swap.revision.map { .int($0) } ?? .null, .time(swap.overAt),
      ])
  }

  package func dropSwaps(overBefore moment: Timestamp) throws {
    try connection.execute(.dropSwaps, [.time(moment)])
  }
}
