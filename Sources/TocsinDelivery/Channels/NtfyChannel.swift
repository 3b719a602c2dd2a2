// Tocsin — Delivery: an ntfy server of the site
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// ntfy's publishing as JSON: one POST to the server's root; the person's address is the topic.
///
/// A page handed over again carries the same `sequence_id`, by which servers and apps since 2.16
/// put it into the place of the one before; older ones show a second notification.
///
/// | Answer | Outcome |
/// |---|---|
/// | 2xx | handed over; the reference is the message's `id` |
/// | 3xx, 401, 403 | misconfigured |
/// | 413 | too large |
/// | 408, 429, 5xx, none in time | not now |
/// | any other | refused |
struct NtfyChannel: PageChannel {
  let asking: ChannelAsking

  func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    do throws(ChannelEnd) {
      let (topic, text) = try order.words()
      guard Self.isTopic(topic) else {
        throw ChannelEnd(
          .refused(note: "the person's topic is none: 1 to 64 letters, digits, _ and -"))
      }
      var headers = [("Content-Type", "application/json")]
      if let secret = order.secret { headers.append(("Authorization", "Bearer \(secret)")) }
      let request = OutboundRequest(
        "POST", order.channel.server, headers: headers, body: json(order, topic, text))
      let reply = try await asking.ask(request, for: order).get()
      return outcome(of: reply)
    } catch {
      return error.outcome
    }
  }

  private static func isTopic(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x5F
      }
  }

  private func json(_ order: ChannelOrder, _ topic: String, _ text: PageText) -> [UInt8] {
    var json = JSONText()
    json.raw("{")
    json.members([
      "topic": topic, "title": title(text, order.language),
      "message": text.line(in: order.language), "sequence_id": order.page.text,
    ])
    json.raw(",\"priority\":")
    json.number(priority(text))
    json.raw(",\"tags\":[")
    json.string(tag(text))
    json.raw("]")
    if !asking.site.isEmpty {
      json.raw(",")
      json.members(["click": asking.site + "/"])
    }
    if let callback = order.callback, text.kind == .asks {
      json.raw(#","actions":[{"action":"http","method":"POST","clear":true,"#)
      json.members(["label": ChannelWords.received(in: order.language), "url": callback])
      json.raw("}]")
    }
    json.raw("}")
    return json.bytes
  }

  private func title(_ text: PageText, _ language: SiteLanguage) -> String {
    text.kind == .asks
      ? ChannelWords.title(text.priority, in: language) : ChannelWords.update(in: language)
  }

  /// 5 sounds longest; 2 makes no sound.
  private func priority(_ text: PageText) -> Int {
    switch (text.kind, text.priority) {
    case (.asks, .crash), (.asks, .high): 5
    case (.asks, .medium), (.stoodDown, _): 4
    case (.asks, .low): 3
    case (.over, _): 2
    }
  }

  /// ntfy shows these as pictures.
  private func tag(_ text: PageText) -> String {
    switch (text.kind, text.priority) {
    case (.asks, .crash): "rotating_light"
    case (.asks, .high): "warning"
    case (.asks, .medium), (.asks, .low): "bell"
    case (.stoodDown, _), (.over, _): "white_check_mark"
    }
  }

  private func outcome(of reply: OutboundReply) -> ChannelOutcome {
    switch reply.status {
    case 200...299: .handedOver(reference: reply.member("id"))
    case 300...399, 401, 403: .misconfigured(note: reply.note)
    case 413: .tooLarge
    case 408, 429, 500...599: reply.notNow(at: asking.clock.now())
    default: .refused(note: reply.note)
    }
  }
}
