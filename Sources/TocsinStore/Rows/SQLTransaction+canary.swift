// Tocsin — Store: the canary's device, and how canaries go
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
package import TocsinGateway

extension SQLTransaction {
  package func putCanaryDevice(_ record: DeviceRecord) throws -> Int64 {
    let keys: [Value] = [
      .blob(record.notifyKey), .blob(record.acceptKey), .blob(record.detailKey),
      .blob(record.unlockedKey), .time(record.enrolledAt),
    ]
    let renewed = try connection.execute(.renewDevice, keys + [.id(record.id)])
    if renewed == 0 {
      try connection.execute(
        .insertDevice,
        [.id(record.id), .text(record.responder.text), .text(record.name)] + keys
          + [.null, .null, .int(0)])
    }
    return try connection.first(.lastSeqOfDevice, [.id(record.id)]) { $0.int(1) } ?? 0
  }

  package func shredCanaries() throws -> Int {
    let numbers = try connection.all(.listCanaries, []) { $0.int(0) }
    guard !numbers.isEmpty else { return 0 }
    for number in numbers {
      let range = Places.range(of: number)
      let places: [Value] = [.int(range.from), .int(range.until)]
      try connection.execute(.deleteLaddersOfPages, places)
      try connection.execute(.deletePages, places)
      try connection.execute(.deleteAlert, [.int(number)])
    }
    try connection.execute(.deleteAnswers, [.id(Canary.device)])
    let device = try connection.first(.lastSeqOfDevice, [.id(Canary.device)]) { $0.int(0) }
    if let device {
      try connection.execute(
        .emptyMailbox,
        [.int(Places.mailbox(device, seq: 0)), .int(Places.mailbox(device + 1, seq: 0))])
    }
    return numbers.count
  }
}
