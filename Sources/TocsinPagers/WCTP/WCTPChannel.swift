// Tocsin — Pagers: a page handed to a WCTP gateway
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One `wctp-SubmitRequest` of WCTP 1.1 over HTTP. Replies of two-way pagers are not asked for.
///
/// | Answer | Outcome |
/// |---|---|
/// | 200 | handed over |
/// | 401, 402, 30x: the sender, its code, the protocol | misconfigured |
/// | 403: the pager | gone |
/// | any other 4xx | refused |
/// | 5xx, 6xx, a status of HTTP that is not 200 | not now |
struct WCTPChannel: Sendable {
  let http: any OutboundHTTP
  let clock: any TimeSource

  func hand(
    _ order: ChannelOrder, _ call: OutgoingCall, within length: Milliseconds
  ) async -> ChannelOutcome {
    let body = Self.submission(call, of: order.page, at: clock.now())
    var request = OutboundRequest(
      "POST", order.channel.server, headers: [("Content-Type", "text/xml")],
      body: Array(body.utf8))
    request.timeoutMilliseconds = Int(length.count)
    request.replyBytesMax = XMLElement.bytesMax
    do throws(OutboundError) {
      let reply = try await http.perform(request)
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

  /// The document of one message.
  static func submission(_ call: OutgoingCall, of page: PageID, at now: Timestamp) -> String {
    func plain(_ bytes: [UInt8]) -> String {
      XMLElement.escaped(String(decoding: bytes, as: UTF8.self))
    }
    let code = call.secret.isEmpty ? "" : " securityCode=\"\(plain(call.secret))\""
    let priority = call.priority.rings ? "HIGH" : call.priority == .medium ? "NORMAL" : "LOW"
    let time = String(RFC3339.text(now).prefix(19))
    return WCTPRequest.operation(
      "<wctp-SubmitRequest><wctp-SubmitHeader submitTimestamp=\"\(time)\">"
        + "<wctp-Originator senderID=\"\(plain(call.account))\"\(code)/>"
        + "<wctp-MessageControl messageID=\"\(page)-\(now.milliseconds)\""
        + " allowResponse=\"false\" deliveryPriority=\"\(priority)\"/>"
        + "<wctp-Recipient recipientID=\"\(plain(call.pager))\"/></wctp-SubmitHeader>"
        + "<wctp-Payload><wctp-Alphanumeric>\(plain(call.text))</wctp-Alphanumeric>"
        + "</wctp-Payload></wctp-SubmitRequest>")
  }

  static func outcome(of body: [UInt8]) -> ChannelOutcome {
    let none = ChannelOutcome.notNow(wait: nil, note: "WCTP: the answer is no confirmation")
    guard let root = XMLElement(parsing: body),
      let confirmation = root.child("wctp-Confirmation")
    else { return none }
    if confirmation.child("wctp-Success") != nil { return .handedOver(reference: "") }
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
