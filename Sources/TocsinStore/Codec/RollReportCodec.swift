// Tocsin — Store: the answers of a roll-call as bytes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The stored form of the answers of a roll-call, version 1: a byte 1, their number, then for each
/// the role, who answered, how soon in milliseconds, and whether it was by telephone.
enum RollReportCodec {
  static let version: UInt8 = 1

  static func encode(_ answers: [RollAnswer]) -> [UInt8] {
    var writer = ByteWriter(reserving: 16 + answers.count * 48)
    writer.byte(version)
    writer.list(answers) { writer, answer in
      writer.text(answer.role)
      writer.optional(answer.responder) { $0.text($1.text) }
      writer.optional(answer.after) { $0.signed($1.count) }
      writer.flag(answer.isByTelephone)
    }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(StoreError) -> [RollAnswer] {
    var reader = ByteReader(bytes, operation: "read roll report")
    guard try reader.byte() == version else { throw reader.damaged }
    let answers = try reader.list { (reader: inout ByteReader) throws(StoreError) in
      let role = try reader.text()
      let responder = try reader.flag() ? ResponderID(try reader.text()) : nil
      let after = try reader.flag() ? Milliseconds(try reader.signed()) : nil
      return RollAnswer(
        role: role, responder: responder, after: after, isByTelephone: try reader.flag())
    }
    try reader.finish()
    return answers
  }
}
