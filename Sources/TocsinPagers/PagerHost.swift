// Tocsin — Pagers: the answering side of a conversation, as a value
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// What the answering side of a conversation wants done next.
package enum HostAction: Hashable, Sendable {
  case send([UInt8])
  /// Asks whether a pager is known; `checked` is to follow.
  case check(String)
  /// Asks for calls to be taken; `taken` is to follow, after the commit.
  case take(PagerCalls)
  /// Asks how far a call has come; `told` is to follow.
  case ask(PagerTag)
  /// Nobody asks about a call any more; nothing follows.
  case forget(PagerTag)
  case close
}

/// The answering side of a conversation with a sender: fed with bytes, however they are split, and
/// with verdicts. While it waits for a verdict it keeps what comes, within a limit.
package protocol PagerHost: Sendable {
  /// How long a sender may say nothing before `lapse`.
  var patience: Milliseconds { get }
  /// The connection stands.
  mutating func begin() -> [HostAction]
  mutating func hear(_ bytes: [UInt8]) -> [HostAction]
  mutating func checked(_ verdict: PagerVerdict) -> [HostAction]
  mutating func taken(_ taking: PagerTaking) -> [HostAction]
  /// - Parameter standing: nil for a tag that is none.
  mutating func told(_ standing: PagerStanding?) -> [HostAction]
  /// Nothing has come for `patience`.
  mutating func lapse() -> [HostAction]
}

extension PagerHost {
  package var patience: Milliseconds { .seconds(120) }

  package mutating func told(_ standing: PagerStanding?) -> [HostAction] { [] }
}

/// What a host waits for, from whatever thread it comes.
enum OwedAnswer: Sendable {
  case taken(PagerTaking)
  case told(PagerStanding?)
}

extension PagerHost {
  mutating func hear(_ answer: OwedAnswer) -> [HostAction] {
    switch answer {
    case .taken(let taking): taken(taking)
    case .told(let standing): told(standing)
    }
  }
}
