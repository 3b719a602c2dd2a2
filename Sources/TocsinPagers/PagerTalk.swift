// Tocsin — Pagers: one side of a conversation, as a value
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// What the calling side of a conversation wants done next.
package enum TalkAction: Hashable, Sendable {
  case send([UInt8])
  /// To be woken when so long has passed from now; a later one takes its place.
  case wait(Milliseconds)
  /// It is over: close.
  case end(ChannelOutcome)
}

/// The calling side of a conversation: fed with bytes, however they are split, it says what to do.
/// It knows no socket and no clock, and after `end` it says nothing more.
package protocol PagerTalk: Sendable {
  /// The connection stands.
  mutating func begin() -> [TalkAction]
  mutating func hear(_ bytes: [UInt8]) -> [TalkAction]
  /// What it waited for has not come.
  mutating func lapse() -> [TalkAction]
  /// The other side has ended the connection.
  mutating func hangUp() -> [TalkAction]
}

/// A conversation that is taken byte by byte.
package protocol ByteTalk: PagerTalk {
  /// Nothing is said any more.
  var isOver: Bool { get }
  mutating func take(_ byte: UInt8) -> [TalkAction]
  /// Over with what comes in the middle of it.
  mutating func breakOff(_ why: String) -> [TalkAction]
}

extension ByteTalk {
  package mutating func hear(_ bytes: [UInt8]) -> [TalkAction] {
    var actions: [TalkAction] = []
    for byte in bytes where !isOver { actions += take(byte) }
    return actions
  }

  package mutating func hangUp() -> [TalkAction] {
    isOver ? [] : breakOff("the connection ended")
  }
}

/// One message for one old pager, in the alphabet that all of the protocols have.
package struct OutgoingCall: Hashable, Sendable {
  /// What the terminal calls the pager: printable ASCII.
  package let pager: [UInt8]
  /// Printable ASCII in one line.
  package let text: [UInt8]
  package let priority: Priority
  /// An account at the terminal; empty for none.
  package var account: [UInt8] = []
  package var secret: [UInt8] = []
  /// What becomes of it will be asked for.
  package var isTwoWay = false

  package init(to pager: String, _ text: String, _ priority: Priority) {
    self.pager = PagerAlphabet.plain(pager)
    self.text = PagerAlphabet.plain(text)
    self.priority = priority
  }
}

/// Named limits of conversations with terminals and senders (I10).
package enum PagerLimits {
  /// The longest line, ended or not.
  package static let lineBytesMax = 2_048
  /// The longest text of one call that comes in.
  package static let textBytesMax = 4_000
  /// The longest pager id.
  package static let pagerBytesMax = 64
  /// Pagers of one transaction.
  package static let pagersMax = 16
  /// What a sender may do wrong before its connection is closed.
  package static let errorsMax = 10
  /// Bytes of a connection that wait for a verdict; beyond it the connection is closed.
  package static let waitingBytesMax = 16_384
}
