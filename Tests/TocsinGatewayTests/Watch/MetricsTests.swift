// Tocsin — GatewayTests: what is counted and measured
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@Suite struct `The metrics of a gateway` {
  /// The samples of a family with a label of this value, by suffix and bound.
  private static func value(
    _ ward: Ward, _ name: String, _ words: [String] = [], _ suffix: String = ""
  ) -> Double? {
    ward.surroundings.metrics.families(at: ward.clock.now()).first { $0.name == name }?.samples
      .first { sample in
        sample.suffix == suffix
          && words.allSatisfy { word in sample.labels.contains { $0.value == word } }
      }?.value
  }

  @Test func `follow a page by three clocks`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    ward.clock.pass(.seconds(2))
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    ward.clock.pass(.seconds(3))
    _ = try await ada.give(ada.answer(.received, to: page))
    ward.clock.pass(.seconds(7))
    _ = try await ada.give(ada.answer(.displayed, to: page))
    ward.clock.pass(.seconds(7))
    _ = try await ada.give(ada.answer(.accept, to: page))
    let labels = ["stream", "high"]
    #expect(Self.value(ward, "tocsin_page_attempted_seconds", labels, "_sum") == 2)
    #expect(Self.value(ward, "tocsin_page_delivered_seconds", labels, "_sum") == 3)
    #expect(Self.value(ward, "tocsin_page_answered_seconds", ["high"], "_sum") == 14)
    for name in ["attempted", "delivered"] {
      #expect(Self.value(ward, "tocsin_page_\(name)_seconds", labels, "_count") == 1)
    }
    #expect(Self.value(ward, "tocsin_page_attempted_seconds", labels + ["1.0"], "_bucket") == 0)
    #expect(Self.value(ward, "tocsin_page_attempted_seconds", labels + ["2.0"], "_bucket") == 1)
    #expect(Self.value(ward, "tocsin_page_attempted_seconds", labels + ["+Inf"], "_bucket") == 1)
  }

  @Test func `count reports by form and outcome, alerts, pages and answers`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    _ = await ward.send(Ward.potassium())
    _ = await ward.send("hello")
    #expect(Self.value(ward, "tocsin_reports_total", ["hl7", "accepted"]) == 1)
    #expect(Self.value(ward, "tocsin_reports_total", ["hl7", "repeated"]) == 1)
    #expect(Self.value(ward, "tocsin_reports_total", ["hl7", "refused"]) == 1)
    #expect(Self.value(ward, "tocsin_reports_total", ["fhir", "accepted"]) == 0)
    #expect(Self.value(ward, "tocsin_alerts_opened_total", ["high"]) == 1)
    #expect(Self.value(ward, "tocsin_pages_decided_total", ["high"]) == 1)
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    _ = try await ada.give(ada.answer(.accept, to: page))
    _ = try await ada.give(ada.answer(.resolved, to: page))
    #expect(Self.value(ward, "tocsin_answers_total", ["accept"]) == 1)
    #expect(Self.value(ward, "tocsin_alerts_closed_total", ["high"]) == 1)
  }

  @Test func `say how late a deadline was looked at`() async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    let wake = try #require(try await ward.alerts().first?.wakesAt)
    ward.clock.pass(wake + .seconds(4) - ward.clock.now())
    try await ward.pager.advanceDue()
    #expect(Self.value(ward, "tocsin_timer_lateness_seconds", [], "_sum") == 4)
  }

  @Test func `time the units of the writer`() async throws {
    let ward = try await Ward()
    let measured = ward.surroundings.measured
    _ = try await measured.store.perform(isUrgent: true) { _ in 1 }
    _ = try await measured.store.perform { _ in 1 }
    #expect(Self.value(ward, "tocsin_store_unit_seconds", ["urgent"], "_count") == 1)
    #expect(Self.value(ward, "tocsin_store_unit_seconds", ["ordinary"], "_count") == 1)
    struct Wrong: Error {}
    _ = try? await measured.store.perform { _ in throw Wrong() }
    #expect(Self.value(ward, "tocsin_store_unit_failures_total") == 1)
  }

  @Test func `count hand-overs by channel and what came of them`() async throws {
    let reached = try await ReachedWard()
    reached.far.answer("sms", .refused(note: "the number 0301 is none"))
    _ = try await reached.enrol("ada")
    _ = try await reached.open()
    try await reached.pass(.seconds(10))
    let ward = reached.ward
    #expect(Self.value(ward, "tocsin_hand_overs_total", ["push", "handed-over"]) == 1)
    #expect(Self.value(ward, "tocsin_hand_overs_total", ["sms", "refused"]) == 1)
    #expect(Self.value(ward, "tocsin_page_attempted_seconds", ["push", "high"], "_count") == 1)
    #expect(Self.value(ward, "tocsin_page_attempted_seconds", ["sms", "high"], "_count") == nil)
    let text = ward.surroundings.metrics.families(at: ward.clock.now())
    #expect(!"\(text)".contains("0301"))
  }

  @Test func `take a provider's report for a delivery on its channel`() async throws {
    var contacts = ReachedWard.contacts
    contacts.channels[1].takesCallbacks = true
    let reached = try await ReachedWard(contacts)
    _ = try await reached.enrol("ada")
    _ = try await reached.open()
    try await reached.pass(.seconds(10))
    let order = try #require(reached.far.taken.last { $0.channel.name == "sms" })
    let token = try #require(order.callback?.split(separator: "/").last)
    reached.ward.clock.pass(.seconds(6))
    for _ in 0..<2 {
      _ = try await reached.ward.surroundings.take(.received, token: String(token))
    }
    let labels = ["sms", "high"]
    #expect(Self.value(reached.ward, "tocsin_page_delivered_seconds", labels, "_sum") == 6)
    #expect(Self.value(reached.ward, "tocsin_page_delivered_seconds", labels, "_count") == 1)
  }

  @Test func `hold no word of a report in any label`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    _ = try await ada.give(ada.answer(.accept, to: page))
    let alert = try #require(try await ward.alerts().first)
    let words = ward.surroundings.metrics.families(at: ward.clock.now()).flatMap { family in
      [family.help] + family.samples.flatMap { $0.labels.map(\.value) }
    }
    for secret in [alert.id.text, "ada", "990017", "ZZCANARY", "W4E", "Potassium", "laboratory"] {
      #expect(!words.contains { $0.contains(secret) }, "\(secret)")
    }
  }
}
