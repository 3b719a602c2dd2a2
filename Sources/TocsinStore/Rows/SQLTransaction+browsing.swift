// Tocsin — Store: how the list of messages is written
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
package import TocsinGateway

extension SQLTransaction {
  /// Writes the narrow part of a message and what it can be found by.
  func insertHeading(of message: MessageRecord, number: Int64) throws {
    let traits = message.traits
    try connection.execute(
      .insertHeading,
      [
        .int(number), .time(message.receivedAt), .text(message.integration),
        .text(message.controlID),
        .int(Int64(Codes.code(message.outcome, in: Codes.outcomes))), .text(message.code),
        .text(message.reason), message.alert.map(Value.id) ?? .null, .text(traits.type),
        .text(traits.application), .text(traits.facility), .text(traits.rule),
        .int(traits.revision), .text(traits.warnings), traits.replayOf.map { .int($0) } ?? .null,
      ])
    try insertKeys(of: number, traits.values.prefix(StoreLimits.messageKeysMax))
  }

  /// Eight at a time; the last one fills up the rest.
  private func insertKeys(of number: Int64, _ values: ArraySlice<IndexedValue>) throws {
    var left = values.map { Value.int(messageKey($0)) }[...]
    while let last = left.prefix(8).last {
      let keys = Array(left.prefix(8))
      let filling = repeatElement(last, count: 8 - keys.count)
      left = left.dropFirst(8)
      try connection.execute(
        .insertMessageKeys,
        [.int(KeyBlock.number(of: number)), .int(number)] + keys + filling)
    }
  }

  func deleteHeading(_ number: Int64) throws {
    try connection.execute(
      .deleteMessageKeys, [.int(KeyBlock.number(of: number)), .int(number)])
    try connection.execute(.deleteHeading, [.int(number)])
  }

  /// Before the messages themselves are emptied, which forget whose they were.
  func emptyHeadings(ofSubject number: Int64) throws {
    try connection.execute(.deleteKeysOfSubject, [.int(number)])
    try connection.execute(.emptyHeadings, [.int(number)])
  }

  package func insert(_ glass: MessageGlass) throws {
    try connection.execute(
      .insertGlass,
      [
        .text(glass.account.text), .int(glass.message), .time(glass.begunAt), .time(glass.endsAt),
      ])
  }
}
