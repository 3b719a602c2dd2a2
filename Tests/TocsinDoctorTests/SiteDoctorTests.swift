// Tocsin — TocsinDoctorTests: what is found, and what it weighs
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDoctor

private let noon = Timestamp(milliseconds: 1_796_000_000_000)

/// A site with nothing to say against it.
private func wellSite() -> SiteFacts {
  var facts = SiteFacts(now: noon)
  facts.gateway = .answered(process: "412", address: "127.0.0.1:8443", reasons: [])
  facts.keys = [key(mode: 0o600)]
  facts.store = store(.sound)
  facts.documents = DocumentFacts(count: 12, findings: [], ended: [])
  facts.channels = [ChannelFacts(name: "sms", server: "https://sms.example", outcome: .reached)]
  facts.certificates = [certificate(until: noon + .days(60))]
  facts.clock = ClockFacts(isSynchronised: true, skew: .zero, lag: nil)
  facts.zones = zones("2026b")
  facts.disk = disk(freeBytes: 40 << 30)
  facts.backup = BackupFacts(last: .at(noon - .hours(9)), shelf: shelf())
  facts.files = FileLimitFacts(who: "process 412", count: 32_768, wanted: 20_480)
  return facts
}

private func key(mode: UInt32?) -> KeyFacts {
  KeyFacts(path: "DIR/root.key", what: "the root key", mode: mode, forbidden: 0o077, wanted: "600")
}

private func store(_ outcome: StoreFacts.Outcome, logBytes: Int64 = 4 << 20) -> StoreFacts {
  StoreFacts(path: "DIR/tocsin.sqlite", outcome: outcome, bytes: 3 << 30, logBytes: logBytes)
}

private func certificate(
  _ names: [String] = ["pager.example"], from: Timestamp = noon - .days(1), until: Timestamp
) -> CertificateFacts {
  CertificateFacts(
    path: "server.pem", outcome: .held(names: names, from: from, until: until),
    wantedName: "pager.example")
}

private func zones(_ version: String?) -> ZoneFacts {
  ZoneFacts(folder: "zoneinfo", version: version, used: 2, missing: [])
}

private func disk(
  freeBytes: Int64, freeInodes: Int64 = 90_000, inodes: Int64 = 90_001
) -> DiskFacts {
  DiskFacts(
    folder: "DIR", freeBytes: freeBytes, freeInodes: freeInodes, inodes: inodes,
    storeBytes: 3 << 30)
}

private func shelf(
  content: Timestamp? = noon - .hours(9), keys: Timestamp? = noon - .hours(9),
  halves: [String] = []
) -> BackupFacts.Shelf {
  BackupFacts.Shelf(folder: "SHELF", content: content, keys: keys, halves: halves)
}

/// What is not well of a site that is well but for one change.
private func found(_ change: (inout SiteFacts) -> Void) -> [SiteFinding] {
  var facts = wellSite()
  change(&facts)
  return SiteDoctor.findings(facts).filter { $0.weight > .well }
}

@Suite struct `The doctor` {
  @Test func `says of a site that is well what it looked at, in one order, and ends with 0`() {
    let all = SiteDoctor.findings(wellSite())
    #expect(all.allSatisfy { $0.weight == .well && $0.lines.count == 1 })
    let parts = all.map(\.part)
    #expect(Set(parts) == Set(SiteFinding.Part.allCases))
    let order = parts.compactMap(SiteFinding.Part.allCases.firstIndex)
    #expect(order == order.sorted())
    #expect(SiteDoctor.exitCode(of: all) == 0)
  }

  @Test func `ends with what weighs most`() {
    #expect(SiteDoctor.exitCode(of: []) == 0)
    #expect(SiteDoctor.exitCode(of: found { $0.gateway = .absent }) == 1)
    let both = found {
      $0.gateway = .absent
      $0.store = store(.damaged)
    }
    #expect(both.count == 2)
    #expect(SiteDoctor.exitCode(of: both) == 2)
  }

  @Test func `gives a mend with everything that is not well`() {
    let all = found { facts in
      facts.gateway = .silent(process: "1", address: "a", why: "nobody listens")
      facts.settings = [Obstacle(at: "serve", "is no number", mend: "give one")]
      facts.keys = [key(mode: nil), key(mode: 0o644)]
      facts.store = store(.otherSchema(found: 12, ours: 29), logBytes: 1 << 30)
      facts.documents = DocumentFacts(count: 0, findings: [], ended: [])
      facts.clock = ClockFacts(isSynchronised: nil, skew: .seconds(-90), lag: .hours(1))
      facts.disk = disk(freeBytes: 1, freeInodes: 1)
      facts.backup = BackupFacts(
        last: .never, shelf: shelf(content: nil, keys: nil, halves: ["x.half"]))
      facts.files = FileLimitFacts(who: "process 1", count: 1_024, wanted: 20_480)
    }
    #expect(all.count == 16)
    #expect(all.allSatisfy { !$0.mend.isEmpty && $0.lines.count == 2 })
  }

  @Test func `looks at what it could not read no further`() {
    let all = SiteDoctor.findings(SiteFacts(now: noon))
    #expect(all.map(\.part) == [.settings])
  }

  @Test(arguments: [
    (GatewayFacts.absent, SiteFinding.Weight.warning),
    (.stranger(address: "a"), .warning),
    (.silent(process: "1", address: "a", why: "refused"), .error),
    (.answered(process: "1", address: "a", reasons: ["the store cannot be read"]), .error),
  ])
  func `weighs how the gateway answers`(facts: GatewayFacts, weight: SiteFinding.Weight) {
    #expect(found { $0.gateway = facts }.map(\.weight) == [weight])
  }

  @Test(arguments: [
    (UInt32(0o600), true), (0o400, true), (0o640, false), (0o604, false), (0o601, false),
  ])
  func `lets nobody else read a key`(mode: UInt32, isWell: Bool) {
    let all = found { $0.keys = [key(mode: mode)] }
    #expect(all.isEmpty == isWell)
    #expect(all.allSatisfy { $0.mend == "chmod 600 DIR/root.key" })
  }
}

@Suite struct `The doctor on a certificate` {
  @Test(arguments: [
    (Milliseconds.days(15), SiteFinding.Weight?.none), (.days(14), nil),
    (.days(14) + Milliseconds(-1), .warning), (Milliseconds(1), .warning), (.zero, .error),
    (.days(-30), .error),
  ])
  func `counts the days that are left`(left: Milliseconds, weight: SiteFinding.Weight?) {
    let all = found { $0.certificates = [certificate(until: noon + left)] }
    #expect(all.first?.weight == weight)
  }

  @Test func `finds one that begins later`() {
    let one = certificate(from: noon + .hours(1), until: noon + .days(90))
    #expect(found { $0.certificates = [one] }.first?.text.hasPrefix("begins at") == true)
  }

  @Test(arguments: [
    (["pager.example"], true), (["PAGER.EXAMPLE"], true), (["*.example"], true),
    (["other.example", "pager.example"], true), (["*.pager.example"], false),
    (["example"], false), (["*ager.example"], false), ([], false),
  ])
  func `compares its names with the one that browsers ask for`(names: [String], isWell: Bool) {
    let all = found { $0.certificates = [certificate(names, until: noon + .days(90))] }
    #expect(all.isEmpty == isWell)
  }
}

@Suite struct `The doctor on clock and zones` {
  @Test(arguments: [
    (Milliseconds.seconds(3), SiteFinding.Weight?.none), (.seconds(-3), nil),
    (Milliseconds(3_001), .warning), (.seconds(-60), .warning), (Milliseconds(60_001), .error),
    (.days(-400), .error),
  ])
  func `weighs how far the gateway's clock is`(skew: Milliseconds, weight: SiteFinding.Weight?) {
    let all = found { $0.clock = ClockFacts(isSynchronised: true, skew: skew, lag: nil) }
    #expect(all.first?.weight == weight)
  }

  @Test func `says which clock is ahead`() {
    let ahead = found { $0.clock = ClockFacts(isSynchronised: true, skew: .seconds(9), lag: nil) }
    #expect(ahead.map(\.text) == ["the gateway's is 9s ahead of this one"])
    let behind = found { $0.clock = ClockFacts(isSynchronised: true, skew: .seconds(-9), lag: nil) }
    #expect(behind.map(\.text) == ["the gateway's is 9s behind this one"])
  }

  @Test func `wants something to keep the clock right`() {
    for state in [false, nil] as [Bool?] {
      let all = found { $0.clock = ClockFacts(isSynchronised: state, skew: nil, lag: nil) }
      #expect(all.map(\.weight) == [.warning])
    }
  }

  @Test(arguments: [("2026b", true), ("2025a", true), ("2024b", false), ("unknown", true)])
  func `finds zones of the year before last`(version: String, isWell: Bool) {
    #expect(found { $0.zones = zones(version) }.isEmpty == isWell)
  }

  @Test func `names each zone that cannot be had, and says nothing else of them`() {
    let missing = [Obstacle(at: "Mars/Base", "is not known", mend: "mend the name")]
    let facts = ZoneFacts(folder: "zoneinfo", version: "2001a", used: 1, missing: missing)
    #expect(found { $0.zones = facts }.map(\.place) == ["Mars/Base"])
  }
}

@Suite struct `The doctor on disk and backups` {
  @Test(arguments: [
    (Int64(6) << 30, SiteFinding.Weight?.none), (6 << 30 - 1, .warning), (512 << 20, .warning),
    (512 << 20 - 1, .error),
  ])
  func `wants room for the two copies of a backup`(free: Int64, weight: SiteFinding.Weight?) {
    #expect(found { $0.disk = disk(freeBytes: free) }.first?.weight == weight)
  }

  @Test(arguments: [
    (Int64(10_000), Int64(1), SiteFinding.Weight?.none), (9_999, 1, .warning), (999, 1, .error),
    (0, 0, nil),
  ])
  func `counts the files that can be made`(
    free: Int64, all: Int64, weight: SiteFinding.Weight?
  ) {
    let facts = disk(freeBytes: 40 << 30, freeInodes: free, inodes: all)
    #expect(found { $0.disk = facts }.first?.weight == weight)
  }

  @Test(arguments: [
    (BackupFacts.Last.at(noon - .hours(26)), SiteFinding.Weight?.none),
    (.at(noon - .hours(26) - Milliseconds(1)), .warning), (.at(noon - .days(7)), .warning),
    (.at(noon - .days(7) - Milliseconds(1)), .error), (.before(noon - .days(8)), .error),
    (.never, .error),
  ])
  func `weighs the age of the newest backup`(
    last: BackupFacts.Last, weight: SiteFinding.Weight?
  ) {
    let all = found { $0.backup = BackupFacts(last: last, shelf: nil) }
    #expect(all.first?.weight == weight)
  }

  @Test func `wants both halves of the newest, from this site, where they are said to lie`() {
    func judged(_ shelf: BackupFacts.Shelf) -> [SiteFinding.Weight] {
      found { $0.backup = BackupFacts(last: .at(noon - .hours(9)), shelf: shelf) }.map(\.weight)
    }
    #expect(judged(shelf()) == [])
    #expect(judged(shelf(content: nil, keys: nil)) == [.error])
    #expect(judged(shelf(keys: nil)) == [.error])
    #expect(judged(shelf(keys: noon - .hours(10))) == [.error])
    #expect(judged(shelf(content: noon - .days(1), keys: noon - .hours(9))) == [.warning])
    #expect(judged(shelf(halves: ["a.tocsin.half"])) == [.warning])
  }
}
