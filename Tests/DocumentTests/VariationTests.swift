// Tocsin — DocumentTests: messages say the same however they arrive
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

@Suite struct `A message that arrives otherwise than it was written` {
  @Test(arguments: Variation.all)
  func `says the same and becomes the same drafts`(variation: Variation) throws {
    let samples = try KnownMessage.samples()
    #expect(!samples.isEmpty)
    #expect(samples.flatMap { $0.differences(under: variation) } == [])
  }

  @Test(
    .enabled(
      if: !KnownMessage.corpusFiles.isEmpty, "there is no folder of HL7 files beside the checkout"),
    arguments: Variation.all)
  func `says the same where others wrote it`(variation: Variation) throws {
    #expect(try KnownMessage.corpus().flatMap { $0.differences(under: variation) } == [])
  }

  @Test func `is changed by every variation in at least one sample`() throws {
    let samples = try KnownMessage.samples()
    for variation in Variation.all {
      #expect(samples.contains { variation.body($0.bytes) != nil }, "\(variation.testDescription)")
    }
  }

  @Test func `is refused by its prefix, with its own control id, when it is too long`() throws {
    let stamp = HL7ReplyStamp(time: "20260101", controlID: "1")
    for sample in try KnownMessage.samples() {
      var framer = MLLPFramer()
      var events: [MLLPEvent] = []
      let chunk = [UInt8](repeating: 0x41, count: 1 << 20)
      framer.feed([0x0B] + sample.bytes) { events.append($0) }
      for _ in 0..<17 { framer.feed(chunk) { events.append($0) } }
      guard case .oversized(let prefix) = events.first, events.count == 1 else {
        Issue.record("\(sample.testDescription) is not refused")
        continue
      }
      let reply = try HL7Message(
        parsing: HL7Reply.rejected(prefix: prefix, .frameTooLong, stamp).bytes)
      let verdict = try #require(reply.first("MSA"))
      #expect(verdict.field(1).text() == "AR")
      #expect(try verdict.field(2).raw == HL7Message(parsing: sample.bytes).controlID)
    }
  }
}
