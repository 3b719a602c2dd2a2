// Tocsin — Pagers: a page handed to a WCTP gateway
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One message of WCTP 1.1 over HTTP: a `wctp-SubmitRequest`, or on a two-way channel a
/// `wctp-SubmitClientMessage`, about which it asks later with `wctp-ClientQuery`.
///
/// | Answer | Outcome |
/// |---|---|
/// | 200 | handed over; with the tracking number, where there is one |
/// | 401, 402, 30x: the sender, its code, the protocol | misconfigured |
/// | 403: the pager | gone |
/// | any other 4xx | refused |
/// | 5xx, 6xx, a status of HTTP that is not 200 | not now |
///
/// | Answer to a question | News |
/// |---|---|
/// | DELIVERED, READ, a reply | received |
/// | QUEUED, no messages, no answer | nothing yet |
/// | a status that says that it failed | failed |
/// | a failure of the question, no two-way answer | unknown |
struct WCTPChannel: Sendable {
  let http: any OutboundHTTP
  let clock: any TimeSource

  private static let trackingBytesMax = 100

  func hand(
    _ order: ChannelOrder, _ call: OutgoingCall, within length: Milliseconds
  ) async -> ChannelOutcome {
    let body = Self.submission(call, of: order.page, at: clock.now())
    do throws(OutboundError) {
      let reply = try await post(body, order, within: length)
      switch reply.status {
      case 200..<300: return Self.outcome(of: reply.body)
      case 401, 403: return .misconfigured(note: "WCTP: status \(reply.status)")
      case 400..<500 where ![408, 429].contains(reply.status):
        return .refused(note: "WCTP: status \(reply.status)")
      case _: return .notNow(wait: nil, note: "WCTP: status \(reply.status)")
      }
    } catch {
      return Self.outcome(of: error, within: length)
    }
  }

  /// Asks about a message by its tracking number.
  func follow(
    _ order: ChannelOrder, _ call: OutgoingCall, _ number: String, within length: Milliseconds
  ) async -> FollowedNews {
    let body = WCTPRequest.operation(
      "<wctp-ClientQuery senderID=\"\(Self.plain(call.account))\""
        + " recipientID=\"\(Self.plain(call.pager))\""
        + " trackingNumber=\"\(XMLElement.escaped(number))\"/>")
    guard let reply = try? await post(body, order, within: length),
      (200..<300).contains(reply.status)
    else { return .nothingYet }
    return Self.news(in: reply.body)
  }

  private func post(
    _ body: String, _ order: ChannelOrder, within length: Milliseconds
  ) async throws(OutboundError) -> OutboundReply {
    var request = OutboundRequest(
      "POST", order.channel.server, headers: [("Content-Type", "text/xml")],
      body: Array(body.utf8))
    request.timeoutMilliseconds = Int(length.count)
    request.replyBytesMax = XMLElement.bytesMax
    return try await http.perform(request)
  }

  private static func plain(_ bytes: [UInt8]) -> String {
    XMLElement.escaped(String(decoding: bytes, as: UTF8.self))
  }

  /// The document of one message.
  static func submission(_ call: OutgoingCall, of page: PageID, at now: Timestamp) -> String {
    let code = call.secret.isEmpty ? "" : " securityCode=\"\(plain(call.secret))\""
    let rush = call.priority.rings ? "HIGH" : call.priority == .medium ? "NORMAL" : "LOW"
    let time = String(RFC3339.text(now).prefix(19))
    // The operation, the header, the originator, the control: a client has names of its own.
    let names =
      call.isTwoWay
      ? ["SubmitClientMessage", "SubmitClientHeader", "ClientOriginator", "ClientMessageControl"]
      : ["SubmitRequest", "SubmitHeader", "Originator", "MessageControl"]
    let control =
      call.isTwoWay
      ? " allowResponse=\"true\" notifyWhenDelivered=\"true\" notifyWhenRead=\"true\""
      : " messageID=\"\(page)-\(now.milliseconds)\" allowResponse=\"false\""
    return WCTPRequest.operation(
      "<wctp-\(names[0])><wctp-\(names[1]) submitTimestamp=\"\(time)\">"
        + "<wctp-\(names[2]) senderID=\"\(plain(call.account))\"\(code)/>"
        + "<wctp-\(names[3])\(control) deliveryPriority=\"\(rush)\"/>"
        + "<wctp-Recipient recipientID=\"\(plain(call.pager))\"/></wctp-\(names[1])>"
        + "<wctp-Payload><wctp-Alphanumeric>\(plain(call.text))</wctp-Alphanumeric>"
        + "</wctp-Payload></wctp-\(names[0])>")
  }

  static func outcome(of body: [UInt8]) -> ChannelOutcome {
    let none = ChannelOutcome.notNow(wait: nil, note: "WCTP: the answer is no confirmation")
    guard let root = XMLElement(parsing: body),
      let confirmation =
        root.child("wctp-SubmitClientResponse") ?? root.child("wctp-Confirmation")
    else { return none }
    if confirmation.child("wctp-Success") != nil { return .handedOver(reference: "") }
    if let success = confirmation.child("wctp-ClientSuccess") {
      let number = success.attributes["trackingNumber"] ?? ""
      return .handedOver(reference: number.utf8.count <= trackingBytesMax ? number : "")
    }
    guard let failure = confirmation.child("wctp-Failure"),
      let code = failure.attributes["errorCode"].flatMap({ Int($0) })
    else { return none }
    let note = "WCTP \(code)"
    switch code {
    case 403: return .gone(note: note)
    case 300...303, 401, 402: return .misconfigured(note: note)
    case 400..<500: return .refused(note: note)
    case _: return .notNow(wait: nil, note: note)
    }
  }

  static func news(in body: [UInt8]) -> FollowedNews {
    guard let answer = XMLElement(parsing: body)?.child("wctp-ClientQueryResponse") else {
      return .unknown
    }
    let messages = answer.children.filter { $0.name == "wctp-ClientMessage" }
    if messages.isEmpty { return answer.child("wctp-Failure") == nil ? .nothingYet : .unknown }
    if messages.contains(where: { $0.child("wctp-ClientMessageReply") != nil }) {
      return .received
    }
    let states = messages.compactMap { $0.child("wctp-ClientStatusInfo") }
    let words = states.compactMap { $0.child("wctp-Notification")?.attributes["type"] }
    if words.contains(where: { ["DELIVERED", "READ"].contains($0.uppercased()) }) {
      return .received
    }
    return states.contains { $0.child("wctp-Failure") != nil } ? .failed : .nothingYet
  }

  private static func outcome(
    of error: OutboundError, within length: Milliseconds
  ) -> ChannelOutcome {
    switch error {
    case .unreachable(let words): .notNow(wait: nil, note: words)
    case .timedOut: .notNow(wait: nil, note: "no answer within \(length.count) ms")
    case .tooLarge: .notNow(wait: nil, note: "the answer is longer than any can be")
    case .cancelled: .notNow(wait: nil, note: "the process is ending")
    case .forbidden:
      .misconfigured(note: "an address that may not be asked: give https:, or a host of our own")
    }
  }
}
