// Tocsin — DocumentTests: shipped documents load, samples map as their golden files say
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinDocuments
import TocsinHL7
import TocsinMapping

@Suite struct `The shipped documents` {
  @Test func `are read without any finding`() throws {
    let bundle = try Shipped.bundle()
    #expect(bundle.findings.map(\.description) == [])
    let loaded = try bundle.load()
    #expect(loaded.routing != nil)
    #expect(
      loaded.policies.map(\.reference.name) == [
        "break-glass", "catch-all", "consult", "crash-call", "critical-result", "demonstration",
        "device-alarm", "integration-engineers", "sandbox", "start-of-duty", "theatre-schedule",
        "urgent-review", "ward-job",
      ])
    #expect(
      loaded.integrations.map(\.name).sorted() == [
        "alertmanager", "bedside-monitors", "cloudevents", "events-v2", "fhir", "freezers",
        "grafana", "laboratory", "mail-gateway",
        "nurse-call", "old-pagers", "order-entry", "patient-administration", "pharmacy",
        "radiology-documents",
        "standard-webhooks", "theatre-schedule",
      ])
    let perName =
      loaded.policies.count + loaded.rotas.count + loaded.calendars.count
      + loaded.integrations.count
    #expect(loaded.documents.count == perName + 5)
  }

  @Test func `are read one by one as they are read together`() throws {
    let loaded = try Shipped.bundle().load()
    for document in loaded.documents {
      switch document.kind {
      case .routes: #expect(try DocumentValues.routing(text: document.text) == loaded.routing)
      case .calls: #expect(try DocumentValues.calls(text: document.text) == loaded.calls)
      case .channels: #expect(try DocumentValues.contacts(text: document.text) == loaded.contacts)
      case .networks: #expect(try DocumentValues.networks(text: document.text) == loaded.networks)
      case .people: #expect(try DocumentValues.people(text: document.text) == loaded.people)
      case .policy:
        let policy = try DocumentValues.policy(
          text: document.text, name: document.name, revision: 7)
        #expect(policy.reference.revision == 7)
        #expect(loaded.policies.contains(policy.revised(1)))
      case .rota:
        let rota = try DocumentValues.rota(text: document.text, name: document.name)
        let calendars = Dictionary(uniqueKeysWithValues: loaded.calendars.map { ($0.name, $0) })
        #expect(loaded.rotas.contains(rota.observing(calendars)))
      case .holidays:
        let calendar = try DocumentValues.holidays(text: document.text, name: document.name)
        #expect(loaded.calendars.contains(calendar))
      case .integration:
        let mapping = try DocumentValues.integration(text: document.text, name: document.name)
          .mapping
        #expect(loaded.integrations.map(\.mapping.rules).contains(mapping.rules))
      }
    }
  }

  @Test func `always have someone on call, who is a person of the hospital`() throws {
    let loaded = try Shipped.bundle().load()
    let people = Set(loaded.people.map(\.id))
    let begin = try #require(RFC3339.parse("2026-02-01T00:00+01:00"))
    #expect(!loaded.rotas.isEmpty)
    for rota in loaded.rotas {
      let shifts = rota.shifts(from: begin, until: begin + .days(365), zone: Shipped.winter)
      #expect(shifts.count > 1 || rota.layers.allSatisfy { $0.members.count == 1 })
      #expect(shifts.allSatisfy { $0.holders.count >= rota.needs })
      #expect(shifts.flatMap(\.responders).allSatisfy(people.contains))
    }
  }

  @Test(arguments: [
    ("critical-potassium", "critical-result"), ("demonstration", "demonstration"),
    ("no-place", "critical-result"),
  ])
  func `lead a sample to its policy`(sample: String, policy: String) throws {
    let routing = try #require(try Shipped.bundle().load().routing)
    let path = "Integrations/laboratory/samples/\(sample).hl7"
    guard case .drafts(let drafts, _) = try Shipped.outcome(ofSample: path) else {
      Issue.record("\(sample) makes no draft")
      return
    }
    let choices = drafts.map {
      routing.choice(for: RouteFacts($0), at: Timestamp(milliseconds: 0), with: Staffing())
    }
    #expect(choices.map(\.policy) == [policy])
  }
}

@Suite struct `A shipped sample` {
  @Test(arguments: Shipped.samples + Shipped.requests)
  func `maps as its golden file says`(path: String) throws {
    let golden = path.replacingOccurrences(of: "/samples/", with: "/expected/")
      .replacingOccurrences(of: ".hl7", with: ".json")
    var outcome = GoldenOutcome(
      try Shipped.outcome(ofSample: path), ofRequest: path.hasSuffix(".json"))
    let lookedUp = try Shipped.lookedUp(ofSample: path)
    if !lookedUp.isEmpty { outcome.lookedUp = lookedUp }
    let text = try outcome.text
    if ProcessInfo.processInfo.environment["TOCSIN_GOLDEN"] != nil {
      try Data(text.utf8).write(to: Shipped.root.appendingPathComponent(golden))
    }
    #expect(text == (try Shipped.text(golden)), "make golden writes it anew")
  }

  @Test func `stands beside each golden file, and the other way round`() {
    let golden = Shipped.paths.filter { $0.contains("/expected/") }
    let samples = (Shipped.samples + Shipped.requests).map {
      $0.replacingOccurrences(of: "/samples/", with: "/expected/")
        .replacingOccurrences(of: ".hl7", with: ".json")
    }
    #expect(!samples.isEmpty)
    #expect(Set(golden) == Set(samples))
  }

  @Test(arguments: Shipped.samples)
  func `names only invented people, and ends its segments with a carriage return`(
    path: String
  ) throws {
    let bytes = try Shipped.bytes(path)
    #expect(bytes.last == 0x0D)
    #expect(!bytes.contains(0x0A))
    let subject = try HL7Message(parsing: bytes).first("PID")?.field(5).component(1).text()
    #expect(subject?.hasPrefix("ZZTEST") != false)
  }
}
