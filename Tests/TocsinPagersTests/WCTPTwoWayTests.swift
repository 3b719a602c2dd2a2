// Tocsin — PagersTests: senders who ask what became of a message over WCTP
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinPagers

@Suite struct `A sender that polls over WCTP` {
  private let polls = WCTPPolls()

  private static func element(_ text: String) throws -> XMLElement {
    try #require(XMLElement(parsing: Array(text.utf8)))
  }

  private static func sent(
    _ message: String, _ wishes: [String: String] = ["notifyWhenDelivered": "true"],
    sender: String = "lab"
  ) -> WCTPSent {
    WCTPSent(
      tag: PagerTag(number: 1, code: 2), sender: sender, message: message, pager: "7701",
      wish: WCTPWish(wishes))
  }

  private func poll(_ received: [Int] = [], by poller: String = "lab") throws -> [WCTPSent] {
    let words = received.map { "<wctp-MessageReceived sequenceNo=\"\($0)\"/>" }.joined()
    let text = "<wctp-PollForMessages pollerID=\"\(poller)\">\(words)</wctp-PollForMessages>"
    return polls.begin(WCTPPoll(try Self.element(text)))
  }

  @Test func `is told of each step that it wishes, until it says that it has it`() throws {
    let sent = Self.sent("17")
    polls.add(sent)
    polls.add(sent)
    #expect(try poll() == [sent], "it was submitted twice")
    #expect(try poll(by: "another").isEmpty)
    #expect(polls.number(for: sent, .waiting) == nil, "it did not wish to know")
    #expect(polls.number(for: sent, .delivered) == 1)
    #expect(polls.number(for: sent, .delivered) == 1, "it may not have arrived")
    #expect(try poll([1]) == [sent])
    #expect(polls.number(for: sent, .delivered) == nil)
    #expect(polls.number(for: sent, .answered) == 2)
    #expect(try poll([1]) == [sent])
    #expect(try poll([2]).isEmpty, "nothing more comes of it")
  }

  @Test func `is kept nothing for that wishes nothing or has no name`() throws {
    polls.add(Self.sent("1", ["allowResponse": "false"]))
    polls.add(Self.sent("2", sender: ""))
    #expect(try poll().isEmpty && poll(by: "").isEmpty)
  }

  @Test func `cannot fill the memory`() throws {
    for number in 0...WCTPPolls.sentMax { polls.add(Self.sent("\(number)")) }
    let found = try poll()
    #expect(found.count == WCTPPolls.sentMax && found.first?.message == "1")
    polls.drop(Self.sent("1"))
    #expect(try poll().first?.message == "2")
  }

  @Test func `is answered with a batch that has an end`() throws {
    let text = "<wctp-PollForMessages pollerID=\"a\" maxMessagesInBatch=\"100000\"/>"
    #expect(WCTPPoll(try Self.element(text)).batch == WCTPPolls.batchMax)
    let none = "<wctp-PollForMessages maxMessagesInBatch=\"-1\"/>"
    #expect(WCTPPoll(try Self.element(none)).batch == 1)
  }

  @Test(
    arguments: [
      (.waiting, "wctp-StatusInfo", "QUEUED"), (.delivered, "wctp-StatusInfo", "DELIVERED"),
      (.read, "wctp-StatusInfo", "READ"), (.answered, "wctp-MessageReply", ""),
      (.lost, "wctp-MessageReply", ""),
    ] as [(PagerStage, String, String)])
  func `is told in the elements of WCTP`(stage: PagerStage, name: String, type: String) throws {
    let at = Timestamp(milliseconds: 1_795_514_400_000)
    let standing = PagerStanding(stage, at: at, number: 1, text: "accepted by <Dr. Ä>")
    let said = try Self.element(WCTPNews.message(3, Self.sent("a&b"), standing))
    #expect(said.attributes["sequenceNo"] == "3")
    let inside = try #require(said.child(name))
    let header = inside.child("wctp-ResponseHeader")
    #expect(header?.attributes["responseToMessageID"] == "a&b")
    #expect(header?.attributes["responseTimestamp"] == "2026-11-24T10:00:00")
    #expect(inside.child("wctp-Notification")?.attributes["type"] ?? "" == type)
    let text = inside.at("wctp-Payload", "wctp-Alphanumeric")?.text
    #expect(text == (type.isEmpty ? "accepted by <Dr. Ä>" : nil))
    let query = try Self.element(WCTPNews.answer(toQuery: standing))
      .at("wctp-ClientQueryResponse", "wctp-ClientMessage")
    #expect(query != nil)
  }

  @Test(arguments: ["", "1", "1.", "a.b", "1.2.3", "-1.2", "18446744073709551616.1"])
  func `has no other tracking numbers`(text: String) { #expect(PagerTag(tracking: text) == nil) }
}
