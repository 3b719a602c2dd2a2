// Tocsin — Store: mailboxes and the answers of devices
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLTransaction {
  package func deposit(_ envelopes: [SealedPage]) throws {
    var known: (device: DeviceID, number: Int64)?
    for envelope in envelopes {
      let number: Int64
      if let known, known.device == envelope.device {
        number = known.number
      } else {
        guard let found = try deviceNumber(envelope.device) else {
          throw StoreError.refused(code: 0, operation: Statement.numberOfDevice.name)
        }
        number = found
        known = (envelope.device, found)
      }
      try deposit(envelope, in: number)
    }
  }

  /// Stores one envelope and marks its page. A page that was ordered again since keeps waiting.
  private func deposit(_ envelope: SealedPage, in mailbox: Int64) throws {
    let place: [Value] = [.id(envelope.page), .id(envelope.device)]
    let row = try connection.first(.pageForDeposit, place) { row in
      (
        id: row.int(0), attempt: row.int(1), pending: row.int(2),
        seq: row.isNull(3) ? Value.null : .int(row.int(3)), decidedAt: row.time(4)
      )
    }
    guard let row else {
      throw StoreError.refused(code: 0, operation: Statement.pageForDeposit.name)
    }
    try connection.execute(
      .insertEnvelope,
      [
        .int(Places.mailbox(mailbox, seq: envelope.seq)), row.seq, .time(envelope.sealedAt),
        .blob(envelope.digest), .blob(envelope.envelope),
      ])
    let isCurrent =
      row.attempt == Int64(envelope.attempt) && row.pending == Int64(envelope.type.rawValue)
      && (envelope.decidedAt ?? row.decidedAt) == row.decidedAt
    try connection.execute(
      .sealPage,
      [
        .int(envelope.seq), .int(isCurrent ? 0 : row.pending), .time(envelope.sealedAt),
        .int(row.id),
      ])
    try connection.execute(.raiseSeq, [.int(envelope.seq), .int(mailbox)])
  }

  /// Whether a device was sent an envelope of this page with this digest. Goes back from the newest
  /// envelope of the page, each of which names the one before.
  package func envelopeMatches(
    device: DeviceID, page: PageID, digest: [UInt8]
  ) throws -> Bool {
    guard let number = try deviceNumber(device) else { return false }
    let place: [Value] = [.id(page), .id(device)]
    var seq = try connection.first(.seqOfPage, place) { row in
      row.isNull(0) ? nil : row.int(0)
    }.flatMap { $0 }
    if seq == nil { seq = try connection.first(.seqOfMorePage, place) { $0.int(0) } }
    while let current = seq {
      let found = try connection.first(
        .envelopeDigest, [.int(Places.mailbox(number, seq: current))]
      ) { row in
        (previous: row.isNull(0) ? nil : row.int(0), digest: row.blob(1))
      }
      guard let found else { return false }
      if found.digest == digest { return true }
      seq = found.previous.flatMap { $0 < current ? $0 : nil }
    }
    return false
  }

  package func isNewest(
    _ digest: [UInt8], of page: PageID, device: DeviceID
  ) throws -> Bool {
    let newest = try connection.first(.pageForDeposit, [.id(page), .id(device)]) { row in
      (isSealed: row.int(2) == 0, seq: row.isNull(3) ? nil : row.int(3))
    }
    guard let newest, newest.isSealed, let seq = newest.seq,
      let number = try deviceNumber(device)
    else { return false }
    return try connection.first(
      .envelopeDigest, [.int(Places.mailbox(number, seq: seq))]
    ) { $0.blob(1) } == digest
  }

  package func answer(device: DeviceID, counter: UInt64) throws -> AnswerRecord? {
    let place: [Value] = [.id(device), .int(Int64(bitPattern: counter))]
    return try connection.first(.findAnswer, place) { row in
      AnswerRecord(
        device: device, counter: counter, digest: row.blob(0), receipt: row.blob(1),
        takenAt: row.time(2))
    }
  }

  package func insert(_ answer: AnswerRecord) throws {
    try connection.execute(
      .insertAnswer,
      [
        .id(answer.device), .int(Int64(bitPattern: answer.counter)), .blob(answer.digest),
        .blob(answer.receipt), .time(answer.takenAt), .blob(answer.signed),
      ])
  }
}
