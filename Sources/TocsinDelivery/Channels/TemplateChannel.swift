// Tocsin — Delivery: any provider that is asked over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One request as the document describes it, its places filled: SMS, voice, a gateway on site.
///
/// | Answer | Outcome |
/// |---|---|
/// | 2xx | handed over; the reference is what the reply has at the document's `reference` |
/// | 3xx, 401, 403, 407 | misconfigured |
/// | 408, 425, 429, 5xx, none in time | not now |
/// | any other | refused |
struct TemplateChannel: PageChannel {
  let asking: ChannelAsking

  func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    do throws(ChannelEnd) {
      let filling = try TemplateFilling(order)
      let request = OutboundRequest(
        order.channel.method, try filling.url(), headers: try filling.headers(),
        body: try filling.body())
      let reply = try await asking.ask(request, for: order).get()
      return outcome(of: reply, order.channel)
    } catch {
      return error.outcome
    }
  }

  private func outcome(
    of reply: OutboundReply, _ channel: ChannelSettings
  ) -> ChannelOutcome {
    switch reply.status {
    case 200...299: .handedOver(reference: reply.member(channel.reference))
    case 300...399, 401, 403, 407: .misconfigured(note: reply.note)
    case 408, 425, 429, 500...599: reply.notNow(at: asking.clock.now())
    default: .refused(note: reply.note)
    }
  }
}
