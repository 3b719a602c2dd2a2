// Tocsin — TocsinHL7: why a reply is negative
// SPDX-License-Identifier: Apache-2.0

/// The error conditions of HL7 table 0357.
package enum HL7ErrorCode: Int, Sendable, Equatable, CaseIterable {
  /// 100, see `text`.
  case segmentSequence = 100
  /// 101, see `text`.
  case requiredFieldMissing = 101
  /// 102, see `text`.
  case dataType = 102
  /// 103, see `text`.
  case tableValueNotFound = 103
  /// 104, see `text`.
  case valueTooLong = 104
  /// 200, see `text`.
  case unsupportedMessageType = 200
  /// 201, see `text`.
  case unsupportedEvent = 201
  /// 202, see `text`.
  case unsupportedProcessingID = 202
  /// 203, see `text`.
  case unsupportedVersion = 203
  /// 204, see `text`.
  case unknownKey = 204
  /// 205, see `text`.
  case duplicateKey = 205
  /// 206, see `text`.
  case recordLocked = 206
  /// 207, see `text`.
  case internalError = 207

  /// The text that the table gives.
  package var text: String {
    switch self {
    case .segmentSequence: "Segment sequence error"
    case .requiredFieldMissing: "Required field missing"
    case .dataType: "Data type error"
    case .tableValueNotFound: "Table value not found"
    case .valueTooLong: "Value too long"
    case .unsupportedMessageType: "Unsupported message type"
    case .unsupportedEvent: "Unsupported event code"
    case .unsupportedProcessingID: "Unsupported processing id"
    case .unsupportedVersion: "Unsupported version id"
    case .unknownKey: "Unknown key identifier"
    case .duplicateKey: "Duplicate key identifier"
    case .recordLocked: "Application record locked"
    case .internalError: "Application internal error"
    }
  }
}

/// What a negative reply says: a code, a place and two sentences. Never content of a message.
package struct HL7Fault: Sendable, Equatable {
  /// ERR-3.
  package var code: HL7ErrorCode
  /// The segment of ERR-2.
  package var segment: String?
  /// The field of ERR-2.
  package var field: Int?
  /// ERR-7, for who reads logs: what is wrong.
  package var diagnostic: String
  /// ERR-8, for who runs the source: what to do next.
  package var advice: String

  /// A fault from its parts; the texts must hold nothing of a message.
  package init(
    _ code: HL7ErrorCode, segment: String? = nil, field: Int? = nil, diagnostic: String,
    advice: String
  ) {
    self.code = code
    self.segment = segment
    self.field = field
    self.diagnostic = diagnostic
    self.advice = advice
  }

  /// The fault of bytes that could not be parsed.
  package init(_ error: HL7ParseError) {
    let code: HL7ErrorCode
    switch error.reason {
    case .empty, .noHeader, .batch: code = .segmentSequence
    case .truncatedHeader, .encodingCharacters: code = .requiredFieldMissing
    case .fieldSeparator: code = .dataType
    case .tooLong, .tooManySegments: code = .valueTooLong
    }
    self.init(
      code, segment: error.segment, field: error.field,
      diagnostic: "\(error.message) (byte \(error.byte))", advice: error.hint)
  }

  /// AR: MSH has neither a type nor a control id, as when it breaks off.
  package static let headerCutOff = HL7Fault(
    .requiredFieldMissing, segment: "MSH", field: 9,
    diagnostic: "MSH-9 and MSH-10 are both empty", advice: "have the source send the whole MSH")

  /// AR: MSH-3 is not one that this endpoint takes.
  package static let sourceRefused = HL7Fault(
    .unknownKey, segment: "MSH", field: 3,
    diagnostic: "MSH-3 and MSH-4 are not among those that this endpoint takes",
    advice: "add the source to the endpoint, or send to the endpoint that is meant for it")

  /// AR: MSH-9.1 is not one that this endpoint takes.
  package static let typeRefused = HL7Fault(
    .unsupportedMessageType, segment: "MSH", field: 9,
    diagnostic: "MSH-9 is not among the types that this endpoint takes",
    advice: "add the type to the endpoint, or have the source leave such messages out")

  /// AR: MSH-9.1 is taken, but not with this event.
  package static let eventRefused = HL7Fault(
    .unsupportedEvent, segment: "MSH", field: 9,
    diagnostic: "MSH-9 names an event that this endpoint does not take",
    advice: "add the event to the endpoint, or have the source leave such messages out")

  /// AR: the frame is over the limit.
  package static let frameTooLong = HL7Fault(
    .valueTooLong, diagnostic: "the frame is longer than this endpoint takes",
    advice: "have the source send large documents by reference (OBX-2 RP)")

  /// AE: nothing was kept; sending again is useful.
  package static let storeUnavailable = HL7Fault(
    .internalError, diagnostic: "the message could not be stored and was not kept",
    advice: "send the message again")

  /// AE: the message is kept and shown, but this gateway failed on it.
  package static let ownFailure = HL7Fault(
    .internalError, diagnostic: "the message is kept, but could not be processed",
    advice: "an operator finds it in the message list")
}
