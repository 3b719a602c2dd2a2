// Tocsin — Pagers: what senders are told over WCTP
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// What the sender of a message asks to be told of it.
struct WCTPWish: Hashable, Sendable {
  /// Who answered. What is not said is wished, as the document type has it.
  let answer: Bool
  /// How far it has come, short of an answer: `QUEUED`, `DELIVERED`, `READ`.
  let steps: Set<String>

  init(_ attributes: [String: String]) {
    answer = attributes["allowResponse"]?.lowercased() != "false"
    steps = Set(
      [
        ("notifyWhenQueued", "QUEUED"), ("notifyWhenDelivered", "DELIVERED"),
        ("notifyWhenRead", "READ"),
      ].filter { attributes[$0.0]?.lowercased() == "true" }.map { $0.1 })
  }

  var isEmpty: Bool { !answer && steps.isEmpty }
}

extension PagerTag {
  /// As a tracking number: `NUMBER.CODE`.
  var text: String { "\(number).\(code)" }

  /// Reads a tracking number; nil for what cannot be one.
  init?(tracking text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = UInt64(parts[0]), let code = UInt64(parts[1]) else {
      return nil
    }
    self.init(number: number, code: code)
  }
}

extension PagerStage {
  /// The word of a notification; nil for what is told as a reply.
  var step: String? {
    switch self {
    case .waiting: "QUEUED"
    case .delivered: "DELIVERED"
    case .read: "READ"
    case .answered, .lost: nil
    }
  }
}

/// The elements that tell of a message.
enum WCTPNews {
  /// Seconds until it is worth asking again.
  private static let pollAgain = 5

  /// The answer to a `wctp-ClientQuery`; nil stands for a tracking number that is none.
  static func answer(toQuery standing: PagerStanding?) -> String {
    guard let standing else {
      return WCTPRequest.operation(
        "<wctp-ClientQueryResponse><wctp-Failure errorCode=\"403\""
          + " errorText=\"Unknown trackingNumber\"/></wctp-ClientQueryResponse>")
    }
    let header = "<wctp-ClientResponseHeader responseTimestamp=\"\(time(standing.at))\"/>"
    let inside =
      standing.stage.step.map {
        "<wctp-ClientStatusInfo>\(header)<wctp-Notification type=\"\($0)\"/>"
          + "</wctp-ClientStatusInfo>"
      }
      ?? "<wctp-ClientMessageReply>\(header)\(content(standing))</wctp-ClientMessageReply>"
    return WCTPRequest.operation(
      "<wctp-ClientQueryResponse minNextPollInterval=\"\(pollAgain)\"><wctp-ClientMessage>"
        + "\(inside)</wctp-ClientMessage></wctp-ClientQueryResponse>")
  }

  /// The answer to a `wctp-PollForMessages`.
  static func answer(toPoll messages: [String]) -> String {
    let inside = messages.isEmpty ? "<wctp-NoMessages/>" : messages.joined()
    return WCTPRequest.operation(
      "<wctp-PollResponse minNextPollInterval=\"\(pollAgain)\">\(inside)</wctp-PollResponse>")
  }

  /// One message of a poll.
  static func message(_ number: Int, _ sent: WCTPSent, _ standing: PagerStanding) -> String {
    func plain(_ text: String) -> String { XMLElement.escaped(text) }
    let header =
      "<wctp-ResponseHeader responseToMessageID=\"\(plain(sent.message))\""
      + " responseTimestamp=\"\(time(standing.at))\">"
      + "<wctp-Originator senderID=\"\(plain(sent.pager))\"/>"
      + "<wctp-MessageControl messageID=\"\(number)\"/>"
      + "<wctp-Recipient recipientID=\"\(plain(sent.sender))\"/></wctp-ResponseHeader>"
    let inside =
      standing.stage.step.map {
        "<wctp-StatusInfo>\(header)<wctp-Notification type=\"\($0)\"/></wctp-StatusInfo>"
      } ?? "<wctp-MessageReply>\(header)\(content(standing))</wctp-MessageReply>"
    return "<wctp-Message sequenceNo=\"\(number)\">\(inside)</wctp-Message>"
  }

  private static func content(_ standing: PagerStanding) -> String {
    "<wctp-Payload><wctp-Alphanumeric>\(XMLElement.escaped(standing.text))</wctp-Alphanumeric>"
      + "</wctp-Payload>"
  }

  private static func time(_ at: Timestamp) -> String { String(RFC3339.text(at).prefix(19)) }
}
