// Tocsin — Gateway: what a source says to a report
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// What became of a report, by the reply to it.
enum ReturnReply: Equatable {
  /// AA, CA or 2xx: the source has it.
  case told
  /// AE, CE, 429 or 5xx: the source asks for it again.
  case again(String)
  /// AR, CR or 4xx: the source will never take it as it is.
  case refused(String)
  /// Not the reply to this message, none at all, or that of somebody else than the peer: nothing
  /// may be credited to anything.
  case foreign(String)

  /// - Parameter controlID: our own MSH-10, which MSA-2 has to repeat byte for byte.
  init(_ answer: ReturnAnswer, to controlID: String) {
    switch answer {
    case .hl7(let bytes): self.init(hl7: bytes, to: controlID)
    case .status(let status): self.init(status: status)
    }
  }

  /// A response counts for its own request, so any 2xx says that the peer has the report. What only
  /// a change of a document or a key can mend is not tried with the next report at once.
  private init(status: Int) {
    switch status {
    case 200..<300: self = .told
    case 400, 410, 413, 422: self = .refused("answered \(status)")
    case 300..<400, 401, 403, 404, 405: self = .foreign("answered \(status)")
    default: self = .again("answered \(status)")
    }
  }

  private init(hl7 bytes: [UInt8], to controlID: String) {
    guard let message = try? HL7Message(parsing: bytes), let verdict = message.first("MSA") else {
      self = .foreign("the reply has no MSA")
      return
    }
    guard verdict.field(2).raw.elementsEqual(controlID.utf8) else {
      self = .foreign("MSA-2 is not the control id of the report")
      return
    }
    switch String(decoding: verdict.field(1).component(1).raw, as: UTF8.self) {
    case "AA", "CA": self = .told
    case "AE": self = .again(Self.words("AE", message))
    case "CE": self = .again(Self.words("CE", message))
    case "AR": self = .refused(Self.words("AR", message))
    case "CR": self = .refused(Self.words("CR", message))
    default: self = .foreign("MSA-1 is no code of table 0008")
    }
  }

  /// The code and the number of table 0357; the peer's texts may hold anything, and stay out.
  private static func words(_ code: String, _ message: HL7Message) -> String {
    let number = message.first("ERR")?.field(3).component(1).raw ?? []
    guard (1...3).contains(number.count), number.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return "answered \(code)"
    }
    return "answered \(code), error \(String(decoding: number, as: UTF8.self))"
  }
}
