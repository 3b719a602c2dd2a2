// Tocsin — Store: what is known of a result, as bytes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The stored form of a known result: a byte 1, then the fields in the order in which `encode`
/// writes them, in the forms of `ByteWriter`.
enum ResultCodec {
  private static let version: UInt8 = 1
  private static let operation = "read result"
  /// The numbers of the standings; a number never changes its meaning.
  private static let statuses: [ResultStatus] = [
    .final, .preliminary, .corrected, .retracted, .unreported,
  ]

  static func encode(_ known: KnownResult) -> [UInt8] {
    var writer = ByteWriter(reserving: 256)
    writer.byte(version)
    writer.text(known.observation)
    writer.byte(UInt8(statuses.firstIndex(of: known.status) ?? 0))
    writer.flag(known.isCritical)
    writer.text(known.name)
    writer.text(known.value)
    writer.text(known.flags)
    writer.list(known.comment) { $0.text($1) }
    writer.text(known.patient)
    writer.time(known.times.collected)
    writer.time(known.times.reported)
    writer.time(known.times.sent)
    writer.list(known.shown) { $0.text($1) }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(StoreError) -> KnownResult {
    var reader = ByteReader(bytes, operation: operation)
    guard try reader.byte() == version else { throw reader.damaged }
    let observation = try reader.text()
    let code = Int(try reader.byte())
    guard statuses.indices.contains(code) else { throw reader.damaged }
    let isCritical = try reader.flag()
    var report = ResultReport(
      observation: observation, status: statuses[code], isCritical: isCritical,
      name: try reader.text(), value: try reader.text())
    report.flags = try reader.text()
    report.comment = try reader.list(line)
    report.patient = try reader.text()
    report.times.collected = try reader.optionalTime()
    report.times.reported = try reader.optionalTime()
    report.times.sent = try reader.optionalTime()
    let known = KnownResult(report, shown: try reader.list(line))
    try reader.finish()
    return known
  }

  private static func line(_ reader: inout ByteReader) throws(StoreError) -> String {
    try reader.text()
  }
}
