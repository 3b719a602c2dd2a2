// Tocsin — Pagers: what senders submit over WCTP
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// A message that was submitted over WCTP 1.x, and how its sender is answered.
///
/// | What came | Answer |
/// |---|---|
/// | `wctp-SubmitRequest` | 200 after the commit |
/// | `wctp-SubmitClientMessage` | 200 and a tracking number after the commit |
/// | for a pager that nobody knows | 403 |
/// | without a text, or with one that is no text | 400 |
/// | any other operation | 300 |
/// | no XML, or a WCTP of another kind | 301, 302 |
/// | while the store cannot take it | 606 |
package struct WCTPRequest: Hashable, Sendable {
  /// What came, in the sender's way to submit.
  enum Way: Hashable, Sendable {
    /// `wctp-SubmitRequest`, answered with `wctp-Confirmation`.
    case host
    /// `wctp-SubmitClientMessage`, answered with `wctp-SubmitClientResponse`.
    case client
  }

  let way: Way
  package let call: PagerCall
  /// How its sender names it; empty where it does not.
  package let name: String
  /// What its sender calls the message itself; empty where it does not.
  let message: String
  /// What its sender asks to be told; see `WCTPWish`.
  let wish: WCTPWish

  /// - Throws: the answer, for what is refused.
  package init(parsing bytes: [UInt8]) throws(WCTPFault) {
    try self.init(try Self.operation(in: bytes))
  }

  /// The one element of a `wctp-Operation`.
  static func operation(in bytes: [UInt8]) throws(WCTPFault) -> XMLElement {
    guard let root = XMLElement(parsing: bytes) else { throw .notXML }
    guard root.name == "wctp-Operation", let operation = root.children.first else {
      throw .notWCTP
    }
    return operation
  }

  init(_ operation: XMLElement) throws(WCTPFault) {
    let header: XMLElement?
    switch operation.name {
    case "wctp-SubmitRequest":
      (way, header) = (.host, operation.child("wctp-SubmitHeader"))
    case "wctp-SubmitClientMessage":
      (way, header) = (.client, operation.child("wctp-SubmitClientHeader"))
    case _: throw .otherOperation
    }
    guard let header else { throw .notWCTP }
    let pager = header.child("wctp-Recipient")?.attributes["recipientID"] ?? ""
    guard !pager.isEmpty, pager.utf8.count <= PagerLimits.pagerBytesMax else {
      throw .unknownPager
    }
    let control =
      header.child("wctp-MessageControl") ?? header.child("wctp-ClientMessageControl")
    let originator = header.child("wctp-Originator") ?? header.child("wctp-ClientOriginator")
    let sender = originator?.attributes["senderID"] ?? ""
    var call = PagerCall(pager: pager, text: try Self.text(operation.child("wctp-Payload")))
    call.priority = (control?.attributes["deliveryPriority"] ?? "").lowercased()
    call.caller = String(sender.prefix(PagerLimits.pagerBytesMax))
    self.call = call
    let made =
      header.attributes["submitTimestamp"] ?? header.attributes["submitTimeStamp"] ?? ""
    message = String((control?.attributes["messageID"] ?? "").prefix(100))
    wish = WCTPWish(control?.attributes ?? [:])
    // A sender may number its messages from 1 again, so that the number alone names none.
    name = message.isEmpty || made.isEmpty ? "" : String("\(sender) \(message) \(made)".prefix(150))
  }

  private static func text(_ payload: XMLElement?) throws(WCTPFault) -> String {
    let choices = payload?.child("wctp-MCR")
    var text =
      (choices?.child("wctp-MessageText") ?? payload?.child("wctp-Alphanumeric"))?.text ?? ""
    for choice in choices?.children ?? [] where choice.name == "wctp-Choice" {
      text += "\n- \(choice.child("wctp-SendChoice")?.text ?? choice.text)"
    }
    let isBlank = text.allSatisfy(\.isWhitespace)
    guard !isBlank, text.utf8.count <= PagerLimits.textBytesMax else { throw .noText }
    return text
  }

  /// The answer for what became of it.
  package func answer(_ taking: PagerTaking) -> String {
    switch taking.verdict {
    case .accepted:
      switch way {
      case .host:
        return Self.operation(
          "<wctp-Confirmation><wctp-Success successCode=\"200\" successText=\"Accepted\">"
            + "</wctp-Success></wctp-Confirmation>")
      case .client:
        return Self.operation(
          "<wctp-SubmitClientResponse><wctp-ClientSuccess successCode=\"200\""
            + " successText=\"Accepted\" trackingNumber=\"\(taking.tags.first?.text ?? "0")\">"
            + "</wctp-ClientSuccess>"
            + "</wctp-SubmitClientResponse>")
      }
    case .unknownPager: return WCTPFault.unknownPager.answer
    case .unusable: return WCTPFault.noText.answer
    case .notNow: return WCTPFault.notNow.answer
    }
  }

  static func operation(_ inside: String) -> String {
    "<?xml version=\"1.0\"?>\n<wctp-Operation wctpVersion=\"wctp-dtd-v1r1\">\(inside)"
      + "</wctp-Operation>\n"
  }
}

/// Why a message is not taken, by the codes of WCTP.
package enum WCTPFault: Error, Hashable, Sendable, CaseIterable {
  case notXML, notWCTP, otherOperation, noText, unknownPager, notNow

  /// The whole answer.
  package var answer: String {
    let (code, text) = words
    return WCTPRequest.operation(
      "<wctp-Confirmation><wctp-Failure errorCode=\"\(code)\" errorText=\"\(text)\">"
        + "</wctp-Failure></wctp-Confirmation>")
  }

  private var words: (code: Int, text: String) {
    switch self {
    case .otherOperation: (300, "Operation not supported")
    case .notXML: (301, "Input cannot be parsed")
    case .notWCTP: (302, "No WCTP operation")
    case .noText: (400, "No text, or one that is too long")
    case .unknownPager: (403, "Invalid recipientID")
    case .notNow: (606, "Not now, try again")
    }
  }
}
