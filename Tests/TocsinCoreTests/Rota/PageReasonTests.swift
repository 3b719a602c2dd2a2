// Tocsin — CoreTests: reasons as codes, and as the sentences that they are stored as
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `Why a person is paged` {
  private static let until = "2026-11-25T08:00+01:00"
  private static let bases: [PageReason] =
    RotaLine.allCases.flatMap { line -> [PageReason] in
      [
        .onCall(rota: "Medicine registrar", line: line, until: until),
        .onCall(rota: "Nights until Monday", line: line, until: "2026-11-25T08:00Z"),
        .override(rota: "Medicine", line: line, until: until, note: ""),
        .override(rota: "Medicine", line: line, until: until, note: "ill: until further notice"),
        .handover(rota: "Medicine", line: line, from: "dr.amsel", until: until),
      ]
    } + [
      .namedByPolicy, .beforeTest(of: "Dr Ada, Consultant"), .goesOffDuty, .deliveredBefore,
      .toBeTold, .byTelephone, .answeredBefore, .handedOver(by: "dr.amsel"),
    ]
  private static let leading: [[PageReason]] = [
    [], [.lastResort], [.namedByMessage], [.acknowledgedLast], [.reassigned(by: "sam.specht")],
    [.lastResort, .namedByMessage], [.reassigned(by: "sam.specht"), .acknowledgedLast],
  ]

  @Test(arguments: leading, bases)
  func `is read again from its sentence`(leading: [PageReason], base: PageReason) {
    for last in [[], [PageReason.stale(limit: "45s")]] {
      let reasons = leading + [base] + last
      #expect(PageReason.reasons(in: PageReason.text(of: reasons)) == reasons)
    }
  }

  @Test(arguments: [
    ("on call for Medicine until 2026-11-25T08:00+01:00", ["on-call"]),
    ("second on call for Medicine by override until 2026-11-25T08:00Z: ill", ["override"]),
    (
      "last resort of the policy: took over the second line of Medicine from ada until"
        + " 2026-11-25T08:00+01:00", ["last-resort", "handover"]
    ),
    (
      "named by the policy; no sign of life from the source for 45s, it may be over",
      ["named-by-policy", "stale"]
    ),
  ])
  func `is read from what earlier versions stored`(sentence: String, codes: [String]) {
    #expect(PageReason.reasons(in: sentence)?.map(\.code) == codes)
  }

  @Test(arguments: [
    "", "on call for laboratory", "on call for Medicine until Monday",
    "on call for Medicine until 2026-11-25T08:00+01:0", "named by the policy, ", "because",
    "last resort of the policy: ", "Stood down by Sam: nobody has to come any more",
  ])
  func `is a sentence alone where it is of no known form`(sentence: String) {
    #expect(PageReason.reasons(in: sentence) == nil)
  }

  @Test func `has facts under names that no two of its codes share for different things`() {
    let names = Set(Self.bases.flatMap { $0.facts.map(\.name) })
    #expect(names == ["rota", "line", "until", "note", "by"])
    #expect(PageReason.stale(limit: "45s").facts.map(\.value) == ["45s"])
  }

  @Test func `is of a known form on every page of an alert that walks to the last resort`() throws {
    let story = Hospital().open()
    #expect(!story.last.pages.isEmpty)
    for page in story.last.pages {
      #expect(PageReason.reasons(in: page.why) != nil, "\(page.why)")
    }
  }
}

@Suite struct `The text of a start of duty` {
  @Test func `is read again, with the lines that begin`() {
    let lines: [DutyStartText.Line] = [
      .init(title: "Medicine registrar", line: .first), .init(title: "Surgery", line: .second),
      .init(title: "Ward", line: .trainee),
    ]
    let text = DutyStartText(lines: lines).text
    #expect(text.hasPrefix("Start of duty: Medicine registrar; Surgery, second line; Ward, "))
    #expect(DutyStartText(reading: text)?.lines == lines)
  }

  @Test(arguments: ["", "Start of duty: ", "Start of duty: Medicine. Test page: acc", "K 7.1"])
  func `is nothing where it was cut or is something else`(text: String) {
    #expect(DutyStartText(reading: text) == nil)
  }
}
