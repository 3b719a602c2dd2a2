// Tocsin — Pagers: pages, handed to the terminals of old pagers
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
package import TocsinGateway

/// The channels to old pagers; every other kind goes to the channel beside it.
///
/// What a terminal has taken cannot be withdrawn, and its word that it has it is no receipt (S3).
/// Notes say a code of the protocol or an error of the network, never a pager.
package struct PagerChannels: PageChannel {
  /// The longest that a terminal is waited for, whatever the document says.
  private static let timeoutMax = Milliseconds.seconds(60)

  private let other: any PageChannel
  private let lines = SerialLines()

  private let wctp: WCTPChannel

  private static let noWords = ChannelOutcome.refused(
    note: "an old pager takes words for its id, and nothing else")

  /// - Parameter http: asks the servers of WCTP, wherever the document names one.
  package init(beside other: any PageChannel, http: any OutboundHTTP, clock: any TimeSource) {
    self.other = other
    wctp = WCTPChannel(http: http, clock: clock)
  }

  package func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    switch order.channel.kind {
    case .snpp:
      await talk(order) { SNPPCaller($0) }
    case .tap:
      await talk(order) { TAPCaller($0) }
    case .espa:
      await talk(order) { ESPACaller($0) }
    case .wctp:
      if let call = order.call {
        await wctp.hand(order, call, within: Self.timeout(of: order))
      } else {
        Self.noWords
      }
    case .webPush, .ntfy, .mail, .http:
      await other.hand(order)
    }
  }

  package func follow(_ order: ChannelOrder, reference: String) async -> FollowedNews {
    guard order.channel.isTwoWay, let call = order.call else { return .unknown }
    switch order.channel.kind {
    case .snpp:
      return FollowedNews(await talk(order) { SNPPCaller($0, asking: reference) })
    case .wctp:
      return await wctp.follow(order, call, reference, within: Self.timeout(of: order))
    case .webPush, .ntfy, .mail, .http, .tap, .espa: return .unknown
    }
  }

  private func talk(
    _ order: ChannelOrder, _ make: (OutgoingCall) -> some PagerTalk
  ) async -> ChannelOutcome {
    guard let call = order.call else {
      return Self.noWords
    }
    let (server, length) = (order.channel.server, Self.timeout(of: order))
    if let line = SerialSetting(server) {
      return await lines.carry(make(call), over: line, order.priority, within: length)
    }
    guard let address = TerminalAddress(server) else {
      return .misconfigured(note: "server: neither HOST:PORT nor a serial line")
    }
    return await TCPTalk.carry(make(call), to: address, within: length)
  }

  private static func timeout(of order: ChannelOrder) -> Milliseconds {
    min(max(order.channel.timeout, Milliseconds(1)), timeoutMax)
  }
}

extension ChannelOrder {
  /// The words for a person's pager; nil for anything else.
  var call: OutgoingCall? {
    guard case .person(let pager) = address, case .text(let text) = content else { return nil }
    var call = OutgoingCall(to: pager, text.line(in: language), priority)
    call.account = PagerAlphabet.plain(channel.account)
    call.secret = PagerAlphabet.plain(secret ?? "")
    call.isTwoWay = channel.isTwoWay
    return call.pager.isEmpty ? nil : call
  }
}

extension FollowedNews {
  /// What a conversation that asked came to.
  init(_ outcome: ChannelOutcome) {
    switch outcome {
    case .handedOver: self = .received
    case .refused: self = .failed
    case .gone, .misconfigured: self = .unknown
    case .notNow, .tooLarge: self = .nothingYet
    }
  }
}
