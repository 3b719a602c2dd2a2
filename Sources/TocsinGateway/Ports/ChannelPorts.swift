// Tocsin — Gateway: the ports of channels beside the device's own stream
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Where the push service of a device's browser takes what is for it (RFC 8030, RFC 8291). The
/// endpoint is a capability: never logged, never shown.
package struct PushSubscription: Hashable, Sendable, CustomStringConvertible {
  package let device: DeviceID
  /// An `https:` URL.
  package let endpoint: String
  /// The browser's P-256 point, 65 bytes.
  package let publicKey: [UInt8]
  /// 16 bytes.
  package let secret: [UInt8]
  package let madeAt: Timestamp

  package init(
    device: DeviceID, endpoint: String, publicKey: [UInt8], secret: [UInt8], madeAt: Timestamp
  ) {
    self.device = device
    self.endpoint = endpoint
    self.publicKey = publicKey
    self.secret = secret
    self.madeAt = madeAt
  }

  package var description: String { "[redacted]" }
}

/// What is handed to a channel.
package enum ChannelContent: Hashable, Sendable {
  /// Words without anything of the alert (S5).
  case text(PageText)
  /// A sealed envelope, as the mailbox holds it.
  case envelope([UInt8])
  /// Nothing: the device is to fetch what waits for it.
  case wakeUp
}

/// Where it goes.
package enum ChannelAddress: Hashable, Sendable, CustomStringConvertible {
  /// A number, a mail address, a topic: what the document has for the person.
  case person(String)
  case device(PushSubscription)

  package var description: String { "[redacted]" }
}

/// One thing to hand over.
package struct ChannelOrder: Sendable {
  package let channel: ChannelSettings
  package let address: ChannelAddress
  package var content: ChannelContent
  package let priority: Priority
  /// What a later hand-over of the same page has as well, so that a channel can put one in the
  /// place of the other; 16 bytes that say nothing.
  package let page: PageID
  /// How long it is worth anything.
  package let validFor: Milliseconds
  package var language = SiteLanguage.english
  /// What `tocsin channel-secret` keeps for the channel.
  package var secret: String?
  /// Where the channel may report; a capability of this hand-over alone.
  package var callback: String?

  package init(
    _ content: ChannelContent, through channel: ChannelSettings, to address: ChannelAddress,
    of page: PageID, _ priority: Priority, validFor: Milliseconds
  ) {
    self.content = content
    self.channel = channel
    self.address = address
    self.page = page
    self.priority = priority
    self.validFor = validFor
  }
}

/// What became of it. Notes say what a manager can act on: a status, a protocol's code, an error of
/// the network; never an address, a header or a body.
package enum ChannelOutcome: Hashable, Sendable {
  /// The channel has it; `reference` is how it names it, empty for not at all.
  case handedOver(reference: String)
  /// Not now: once more is worth a try, after `wait` where the channel says so.
  case notNow(wait: Milliseconds?, note: String)
  /// Not this way.
  case refused(note: String)
  /// The address is gone for good: a subscription that ended, a number that is none.
  case gone(note: String)
  /// A smaller content may go through.
  case tooLarge
  /// The channel itself is set up wrongly: nothing goes through for anybody until it is mended.
  case misconfigured(note: String)
}

/// What a channel that is asked says of what it has taken. None of it is an answer of a person, or
/// a receipt of a device (S3).
package enum FollowedNews: Hashable, Sendable {
  /// Nothing, or that it waits there: to be asked again.
  case nothingYet
  /// The pager has it, or somebody has pressed a key of it.
  case received
  /// It did not arrive, and will not.
  case failed
  /// The channel does not know it any more, or says nothing of the kind.
  case unknown
}

/// Hands things over to one kind of channel, or to all of them.
package protocol PageChannel: Sendable {
  /// Returns within the channel's `timeout` and a second. Never throws: every end is an outcome.
  func hand(_ order: ChannelOrder) async -> ChannelOutcome
  /// Asks a two-way channel what became of an order that it has taken.
  ///
  /// - Parameter reference: how the channel named it.
  func follow(_ order: ChannelOrder, reference: String) async -> FollowedNews
}

extension PageChannel {
  package func follow(_ order: ChannelOrder, reference: String) async -> FollowedNews { .unknown }
}

/// Encrypts for push services and says who sends (RFC 8291, RFC 8292).
package protocol PushSealer: Sendable {
  /// The site's P-256 point, 65 bytes: what browsers subscribe with.
  var pushPublicKey: [UInt8] { get }
  /// One `aes128gcm` record (RFC 8188) of `PushLimits.bodyBytes`, whatever it says.
  ///
  /// - Throws: `keyRefused` for a point that is none; `contentTooLong` beyond
  ///   `PushLimits.plainBytesMax`.
  func encrypt(
    _ plain: [UInt8], for subscription: PushSubscription
  ) throws(SealingError) -> [UInt8]
  /// The value of `Authorization` (RFC 8292 §3) for one origin, as `https://host`. The same three
  /// give the same value, so `until`, at most 24 h ahead, is to be a time that holds for hours.
  func authorization(
    origin: String, subject: String, until: Timestamp
  ) throws(SealingError) -> String
  /// SHA-256, 32 bytes.
  func digest(_ bytes: [UInt8]) -> [UInt8]
}

/// Named limits of Web Push (I10).
package enum PushLimits {
  /// Every body, so that nobody who looks on can tell one from another. Well below the 4,096 bytes
  /// that a push service has to take (RFC 8030 §7.2), since some hand them on in a longer coding.
  package static let bodyBytes = 3_072
  /// What fits beside a record's header of 86 bytes, its tag of 16 and the delimiter.
  package static let plainBytesMax = bodyBytes - 86 - 16 - 1
  package static let endpointBytesMax = 2_048
}
