// Tocsin — DeliveryTests: hands, orders and settings for tests of channels
// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import TocsinCore
import TocsinDelivery
import TocsinGateway
import TocsinSealing

/// A clock that stands at 2026-11-25 06:00:00.250 UTC.
struct StandingClock: TimeSource {
  func now() -> Timestamp { Timestamp(milliseconds: 1_795_586_400_250) }
}

/// The time of the machine: what a peer verifies tokens by.
struct MachineClock: TimeSource {
  func now() -> Timestamp {
    Timestamp(milliseconds: Int64(time(nil)) * 1_000)
  }
}

enum Sample {
  static let page = PageID(high: 0x1011_1213_1415_1617, low: 0x1819_1a1b_1c1d_1e1f)
  static let device = DeviceID(high: 0x2021_2223_2425_2627, low: 0x2829_2a2b_2c2d_2e2f)
  static let site = "https://pager.hospital.example"

  static func text(_ priority: Priority = .high) -> PageText {
    var text = PageText(priority, code: "4F7K")
    text.role = "ICU registrar"
    text.call = "4321"
    return text
  }

  static func sealer() throws -> SitePushSealer {
    try #require(SitePushSealer(signerSeed: [UInt8](repeating: 7, count: 32)))
  }

  static func hands(
    _ client: CurlClient, clock: any TimeSource = StandingClock()
  ) throws -> ChannelHands {
    ChannelHands(client, sealer: try sealer(), clock: clock, site: site)
  }

  /// An order of words for a person.
  static func order(
    _ channel: ChannelSettings, to address: String = "+49 30 4321", _ text: PageText = text()
  ) -> ChannelOrder {
    ChannelOrder(
      .text(text), through: channel, to: .person(address), of: page, text.priority,
      validFor: .seconds(90))
  }
}

/// Hands over beside a peer.
func hand(
  _ peer: Peer, _ kind: ChannelKind,
  _ change: (inout ChannelSettings, String) -> Void,
  order make: (ChannelSettings) -> ChannelOrder
) async throws -> ChannelOutcome {
  let port = try await peer.start()
  let client = try #require(CurlClient(CurlSettings(rule: AddressRule(hosts: []))))
  var channel = ChannelSettings("sms", kind)
  change(&channel, "http://127.0.0.1:\(port)/")
  let outcome = try await Sample.hands(client).hand(make(channel))
  await client.stop()
  try await peer.stop()
  return outcome
}

/// Hands over through a channel of which nothing but the server is said.
func hand(
  _ peer: Peer, _ kind: ChannelKind,
  order make: (ChannelSettings) -> ChannelOrder = { Sample.order($0) }
) async throws -> ChannelOutcome {
  try await hand(peer, kind, { $0.server = $1 }, order: make)
}

extension Peer {
  /// The body of the one request that came.
  var body: String {
    guard let text = requests.first, let end = text.firstRange(of: "\r\n\r\n") else { return "" }
    return String(text[end.upperBound...])
  }

  /// Its first line and headers.
  var head: [String] {
    requests.first.map { $0.split(separator: "\r\n").map(String.init) } ?? []
  }
}
