// Tocsin — Gateway: the port through which senders of old pagers reach us
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

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

/// By what a sender asks again what became of a call: two numbers that it alone was told. The
/// second is random, so that nobody finds one.
package struct PagerTag: Hashable, Sendable {
  package let number: UInt64
  package let code: UInt64

  package init(number: UInt64, code: UInt64) {
    self.number = number
    self.code = code
  }
}

/// What became of a transaction.
package struct PagerTaking: Hashable, Sendable {
  package let verdict: PagerVerdict
  /// One for each call, in order, of a transaction that was accepted; empty where none opened an
  /// alert.
  package let tags: [PagerTag]

  package init(_ verdict: PagerVerdict, tags: [PagerTag] = []) {
    self.verdict = verdict
    self.tags = tags
  }
}

/// How far a call has come. What a pager or a push service says counts for nothing here (S3).
package enum PagerStage: String, Hashable, Sendable, CaseIterable {
  /// Somebody is asked, and no device has said that it has the page.
  case waiting
  /// A device of somebody who is asked has it.
  case delivered
  /// A device has shown it.
  case read
  /// A person took it, or it is over.
  case answered
  /// It was over before anybody had it.
  case lost
}

/// How far a call has come, as its sender may know it: nothing of the alert but who answered.
package struct PagerStanding: Hashable, Sendable {
  package let stage: PagerStage
  /// Since when.
  package let at: Timestamp
  /// Grows with everything that happens to the call.
  package let number: Int64
  /// In words, in one line: "accepted by Dr. Amsel".
  package let text: String

  package init(_ stage: PagerStage, at: Timestamp, number: Int64, text: String) {
    self.stage = stage
    self.at = at
    self.number = number
    self.text = text
  }
}

/// Takes what senders of old pagers send.
package protocol PagerTaker: Sendable {
  /// Whether a rule has the pager. One that nobody knows is shown as refused in the message list.
  func check(_ pager: String, from: PagerProtocol) -> PagerVerdict
  /// Takes a transaction. `answer` is called exactly once, on any thread, after the commit.
  func take(_ calls: PagerCalls, answer: @escaping @Sendable (PagerTaking) -> Void)
  /// How far a call has come; nil for a tag that is none, or that was forgotten. `answer` is called
  /// exactly once, on any thread.
  func standing(of tag: PagerTag, answer: @escaping @Sendable (PagerStanding?) -> Void)
  /// The sender asks no more about a call.
  func forget(_ tag: PagerTag)
  /// Whether a numeric address may connect.
  func admits(_ address: String) -> Bool
  /// A name that no other connection has.
  func connectionName() -> String
}
