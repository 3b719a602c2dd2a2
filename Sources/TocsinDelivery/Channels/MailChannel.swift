// Tocsin — Delivery: mail
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One mail to one person over SMTP (RFC 5321), TLS demanded unless the server is this machine.
///
/// | Answer | Outcome |
/// |---|---|
/// | 2xx to the whole message | handed over |
/// | 5xx to the recipient: no such mailbox (x.1.x; 550, 551, 553, 556 without a code) | gone |
/// | 5xx to the sender, no TLS, an account that is not taken | misconfigured |
/// | any other 5xx | refused |
/// | 4xx, none in time | not now |
struct MailChannel: PageChannel {
  let asking: ChannelAsking

  func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    do throws(ChannelEnd) {
      let (address, text) = try order.words()
      let sender = order.channel.sender
      guard MailText.isAddress(sender) else {
        throw ChannelEnd(.misconfigured(note: "sender: no mail address"))
      }
      guard MailText.isAddress(address) else {
        throw ChannelEnd(.refused(note: "the person's mail address is none"))
      }
      guard let host = URLPlace(order.channel.server)?.host else { throw .noURL }
      let mail = MailText(
        sender: sender, recipient: address, page: order.page, text: text,
        language: order.language, site: asking.site)
      let errand = MailErrand(
        url: order.channel.server, sender: sender, recipient: address,
        account: order.channel.account, secret: order.secret,
        message: mail.bytes(at: asking.clock.now()),
        timeoutMilliseconds: ChannelAsking.timeout(of: order))
      let rule = AddressRule(hosts: [host], insideHosts: [host])
      _ = try await asking.carry(.mail(errand), under: rule).get()
      return .handedOver(reference: "")
    } catch {
      return error.outcome
    }
  }

  /// What a refusal means, by what it was said to.
  static func outcome(of reply: MailReply, at stage: MailStage) -> ChannelOutcome {
    if reply.status < 500 { return .notNow(wait: nil, note: "SMTP \(reply.text)") }
    switch stage {
    case .sender: return .misconfigured(note: "SMTP \(reply.text) to the sender")
    case .recipient:
      let isNoMailbox =
        reply.enhanced.map { $0[1] == 1 } ?? [550, 551, 553, 556].contains(reply.status)
      let note = "SMTP \(reply.text) to the recipient"
      return isNoMailbox ? .gone(note: note) : .refused(note: note)
    case .opening, .content: return .refused(note: "SMTP \(reply.text)")
    }
  }
}
