// Tocsin — Core tests: which channels are begun, and when
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinCore

@Suite("The ladder of a page")
struct ContactLadderTests {
  private let start = Timestamp(milliseconds: 1_800_000_000_000)
  private let rule = ContactRule([
    ContactRung(["push"]), ContactRung(["sms"], after: .seconds(10)),
    ContactRung(["voice"], after: .seconds(30), isUntilAnswered: true),
  ])

  private func step(
    at seconds: Int64, delivered: Bool = false, _ marks: [HandOverMark] = [],
    leadsTo: Set<String> = ["push", "sms", "voice"]
  ) -> LadderStep {
    rule.step(
      LadderState(begunAt: start, isDelivered: delivered, marks: marks),
      at: start + .seconds(seconds)
    ) { leadsTo.contains($0) }
  }

  private func mark(_ channel: String, _ state: HandOverState, at seconds: Int64) -> HandOverMark {
    HandOverMark(channel, state, at: start + .seconds(seconds))
  }

  @Test("What stands on the first rung is begun at once, and the next has its time")
  func first() {
    let step = step(at: 0)
    #expect(step.begin == [LadderBegin(rung: 0, channel: "push")])
    #expect(step.lookAgainAt == start + .seconds(10))
  }

  @Test("Silence is never waited out: without a receipt the next channel begins beside the first")
  func silence() {
    let pushed = [mark("push", .handedOver, at: 1)]
    #expect(step(at: 9, pushed).begin.isEmpty)
    #expect(step(at: 10, pushed).begin == [LadderBegin(rung: 1, channel: "sms")])
  }

  @Test("What a push service has taken is no receipt")
  func accepted() {
    let step = step(at: 10, [mark("push", .handedOver, at: 0)])
    #expect(step.begin.map(\.channel) == ["sms"])
  }

  @Test("Once a device has the page, what waits for a receipt is not begun")
  func delivered() {
    let step = step(at: 10, delivered: true, [mark("push", .handedOver, at: 0)])
    #expect(step.begin.isEmpty)
    #expect(step.lookAgainAt == start + .seconds(30))
  }

  @Test("A rung that goes on until somebody answers does not stop for a receipt")
  func untilAnswered() {
    let step = step(at: 30, delivered: true, [mark("push", .handedOver, at: 0)])
    #expect(step.begin == [LadderBegin(rung: 2, channel: "voice")])
    #expect(step.lookAgainAt == nil)
  }

  @Test("A failure brings the next channel forward, within two seconds of it")
  func failure() {
    let failed = [mark("push", .failed, at: 2)]
    #expect(step(at: 2, failed).lookAgainAt == start + .seconds(3))
    let step = step(at: 3, failed)
    #expect(
      step.begin == [LadderBegin(rung: 1, channel: "sms"), LadderBegin(rung: 2, channel: "voice")])
  }

  @Test("A failure after the page has reached a device begins nothing but what waits for an answer")
  func failureAfterReceipt() {
    let step = step(at: 4, delivered: true, [mark("push", .failed, at: 2)])
    #expect(step.begin == [LadderBegin(rung: 2, channel: "voice")])
  }

  @Test("A rung that leads nowhere is passed over, and the others keep their times")
  func noAddress() {
    let step = step(at: 0, leadsTo: ["voice"])
    #expect(step.begin.isEmpty)
    #expect(step.lookAgainAt == start + .seconds(30))
    #expect(!step.hasFailed)
  }

  @Test("When all has failed and nothing is left, the person cannot be reached")
  func allFailed() {
    let marks = [
      mark("push", .failed, at: 1), mark("sms", .failed, at: 3), mark("voice", .failed, at: 4),
    ]
    #expect(step(at: 5, marks).hasFailed)
    #expect(!step(at: 5, delivered: true, marks).hasFailed)
    #expect(!step(at: 5, Array(marks.dropLast())).hasFailed)
    let alive = marks.dropLast() + [mark("voice", .handedOver, at: 4)]
    #expect(!step(at: 5, Array(alive)).hasFailed)
  }

  @Test("Nobody is unreachable because a channel has not been tried")
  func nothingTried() {
    #expect(!step(at: 60, leadsTo: []).hasFailed)
  }

  @Test("No look begins a channel twice, whatever the order of looks, marks and receipts")
  func onceOnly() {
    var random = SplitMix(seed: 7)
    let states = HandOverState.allCases
    for _ in 0..<400 {
      var marks: [HandOverMark] = []
      var begun: [String] = []
      var delivered = false
      var now: Int64 = 0
      for _ in 0..<12 {
        now += Int64(random.next() % 12)
        if random.next() % 7 == 0 { delivered = true }
        let step = step(at: now, delivered: delivered, marks)
        begun += step.begin.map(\.channel)
        marks += step.begin.map { mark($0.channel, .begun, at: now) }
        if let one = marks.indices.randomElement(using: &random), random.next() % 2 == 0 {
          let state = states[Int(random.next() % UInt64(states.count))]
          marks[one] = mark(marks[one].channel, state, at: now)
        }
        if let next = step.lookAgainAt { #expect(next > start + .seconds(now)) }
      }
      #expect(Set(begun).count == begun.count)
    }
  }
}

@Suite("The contact table of a site")
struct ContactTableTests {
  private func table(_ kinds: [(String, ChannelKind)]) -> ContactTable {
    ContactTable(channels: kinds.map { ChannelSettings($0.0, $0.1) })
  }

  @Test(
    "Without a ladder, devices are pushed to at once and the others after the time of S1"
  )
  func standard() {
    let table = table([("push", .webPush), ("sms", .http), ("mail", .mail)])
    let high = table.rule(for: ResponderID("dr.amsel"), at: .high)
    #expect(high.rungs.map(\.channels) == [["push"], ["sms"], ["mail"]])
    #expect(high.rungs.map(\.after) == [.zero, .seconds(10), .seconds(20)])
    let low = table.rule(for: ResponderID("dr.amsel"), at: .low)
    #expect(low.rungs.map(\.after) == [.zero, .seconds(60), .seconds(120)])
  }

  @Test("A crash call waits for nothing: every channel is begun at once")
  func crash() {
    let table = table([("push", .webPush), ("sms", .http), ("mail", .mail)])
    #expect(
      table.rule(for: ResponderID("dr.amsel"), at: .crash).rungs.allSatisfy { $0.after == .zero })
  }

  @Test("A person's own ladder goes before the site's")
  func own() {
    var table = table([("sms", .http), ("voice", .http)])
    table.rules = [.high: ContactRule([ContactRung(["sms"])])]
    table.contacts[ResponderID("dr.amsel")] = Contact(rules: [
      .high: ContactRule([ContactRung(["voice"])])
    ])
    #expect(table.rule(for: ResponderID("dr.amsel"), at: .high).rungs[0].channels == ["voice"])
    #expect(table.rule(for: ResponderID("dr.brandt"), at: .high).rungs[0].channels == ["sms"])
  }

  @Test("An address counts only where there is a channel for it that needs no device")
  func reaches() {
    var table = table([("push", .webPush), ("sms", .http)])
    table.contacts[ResponderID("a")] = Contact(addresses: ["sms": "0301"])
    table.contacts[ResponderID("b")] = Contact(addresses: ["pager": "77"])
    table.contacts[ResponderID("c")] = Contact()
    #expect(table.reaches(ResponderID("a")))
    #expect(!table.reaches(ResponderID("b")))
    #expect(!table.reaches(ResponderID("c")))
    #expect(!table.reaches(ResponderID("d")))
  }
}

@Suite("The words of an unsealed channel")
struct PageTextTests {
  private func text(_ change: (inout PageText) -> Void = { _ in }) -> PageText {
    var text = PageText(.high, code: "4F7K")
    change(&text)
    return text
  }

  @Test("They say the priority, the code, the role and where to ring")
  func asks() {
    let text = text { text in
      text.role = "anaesthetist"
      text.call = "4321"
    }
    #expect(
      text.line(in: .english)
        == "Tocsin URGENT page 4F7K for anaesthetist. Open the app or call 4321.")
    #expect(
      text.line(in: .german)
        == "Tocsin DRINGEND Ruf 4F7K für anaesthetist. App öffnen oder 4321 anrufen.")
    #expect(text.line(in: .french).hasSuffix("Ouvrez l'application ou appelez le 4321."))
  }

  @Test("They say TEST first, and how late they are")
  func late() {
    let text = text { text in
      text.isTest = true
      text.lateBy = .minutes(12)
    }
    #expect(text.line(in: .english).hasPrefix("TEST. LATE by 12 min. Tocsin URGENT page 4F7K."))
  }

  @Test("They say how many more wait that are not told one by one")
  func more() {
    let text = text { $0.more = 12 }
    #expect(text.line(in: .english).contains("4F7K. 12 more wait. Open the app."))
  }

  @Test("A stand-down says that nobody has to come")
  func standDown() {
    let text = text { $0.kind = .stoodDown }
    #expect(text.line(in: .english).contains("STAND DOWN: nobody has to come."))
    #expect(!text.line(in: .english).contains("Open"))
  }

  @Test("A crash call says where, in words of the site's tables")
  func place() {
    let text = text { $0.publicLine = PublicLine(call: "Crash call", place: "Ward 7") }
    #expect(text.line(in: .english).contains("4F7K: Crash call, Ward 7."))
  }

  @Test("Every fixed word is in the alphabet of SMS, and the line fits into one")
  func alphabet() {
    let basic = Set(
      "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
        + "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
    for language in SiteLanguage.allCases {
      for priority in Priority.allCases {
        for kind in PageTextKind.allCases {
          var text = PageText(priority, code: "4F7K")
          text.kind = kind
          text.call = "4321"
          text.isTest = true
          text.lateBy = .minutes(90)
          text.more = priority.rings ? 0 : 1_200
          let line = text.line(in: language)
          #expect(line.allSatisfy(basic.contains), "\(line)")
          #expect(line.count <= 160)
        }
      }
    }
  }

  @Test("Codes have four signs that nobody mistakes, and differ")
  func codes() {
    var random = SplitMix(seed: 3)
    let codes = (0..<500).map { _ in PageText.code(from: random.next()) }
    #expect(codes.allSatisfy { $0.count == 4 && $0.allSatisfy { !"01OIGQ".contains($0) } })
    #expect(Set(codes).count > 490)
  }
}

/// The same numbers for the same seed.
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
