// Tocsin — Gateway: the port through which senders of old pagers reach us
// SPDX-License-Identifier: Apache-2.0

/// The protocols in which senders of old pagers speak.
package enum PagerProtocol: String, Hashable, Sendable, CaseIterable {
  case snpp, tap, wctp, espa
}

/// One call for one old pager, as its sender has it. Everything but the pager may be empty.
package struct PagerCall: Hashable, Sendable {
  /// What the sender calls the pager.
  package let pager: String
  package let text: String
  /// A word of the protocol; empty where it gives none.
  package var priority = ""
  package var subject = ""
  /// Whom the sender names as the one who calls.
  package var caller = ""

  package init(pager: String, text: String) {
    self.pager = pager
    self.text = text
  }
}

/// The calls of one transaction: all of them are taken, or none.
package struct PagerCalls: Hashable, Sendable {
  package let from: PagerProtocol
  /// The same name with the same calls is the same transaction: it pages once.
  package let name: String
  package let calls: [PagerCall]

  package init(_ from: PagerProtocol, name: String, _ calls: [PagerCall]) {
    self.from = from
    self.name = name
    self.calls = calls
  }
}

/// What a sender is told, in its protocol's words.
package enum PagerVerdict: Hashable, Sendable, CaseIterable {
  /// It is on disk; of a pager alone: it is known.
  case accepted
  /// No rule of the document has the pager. The message list shows it as refused.
  case unknownPager
  /// It cannot be used as it is.
  case unusable
  /// The store cannot keep it, or no document is there: sending it again is useful.
  case notNow
}

/// Takes what senders of old pagers send.
package protocol PagerTaker: Sendable {
  /// Whether a rule has the pager. One that nobody knows is shown as refused in the message list.
  func check(_ pager: String, from: PagerProtocol) -> PagerVerdict
  /// Takes a transaction. `answer` is called exactly once, on any thread, after the commit.
  func take(_ calls: PagerCalls, answer: @escaping @Sendable (PagerVerdict) -> Void)
  /// Whether a numeric address may connect.
  func admits(_ address: String) -> Bool
  /// A name that no other connection has.
  func connectionName() -> String
}
