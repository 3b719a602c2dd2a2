// Tocsin — CoreTests: where a person is after what was reported
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A movement` {
  /// Where somebody is after an admission at six and one more event at eight.
  static let table: [(MovementKind, Location?, ward: String?, isThere: Bool)] = [
    (.admitted, Moving.icu2, "ICU2", true),
    (.transferred, Moving.icu2, "ICU2", true),
    (.transferred, nil, "W4E", true),
    (.discharged, Moving.w4e, "W4E", false),
    (.discharged, nil, "W4E", false),
    (.classChanged, Moving.ward7, "W7", true),
    (.updated, Moving.icu2, "ICU2", true),
    (.updated, nil, "W4E", true),
    (.swapped, Moving.icu2, "ICU2", true),
    (.admissionCancelled, Moving.w4e, nil, false),
    (.transferCancelled, Moving.ward7, "W7", true),
    (.dischargeCancelled, Moving.w4e, "W4E", true),
  ]

  @Test(arguments: table)
  func `says where somebody is, and whether they are there`(
    _ kind: MovementKind, _ location: Location?, _ ward: String?, _ isThere: Bool
  ) throws {
    let (known, _) = Moving.known([
      Moving.event(.admitted, 6, to: Moving.w4e), Moving.event(kind, 8, to: location),
    ])
    let presence = known.presence(at: Moving.at(9))
    #expect(presence?.location?.ward == ward)
    #expect((presence != nil && presence?.isDischarged == false) == isThere)
  }

  @Test(arguments: MovementKind.allCases.filter { $0 != .merged })
  func `that is older than the last one changes nothing that a later one spoke of`(
    _ kind: MovementKind
  ) {
    let later = Moving.event(.transferred, 8, to: Moving.icu2)
    let (known, warnings) = Moving.known([later, Moving.event(kind, 6, to: Moving.w4e)])
    #expect(warnings.contains(.older))
    let presence = known.presence(at: Moving.at(9))
    #expect(presence?.location == Moving.icu2)
    #expect(presence?.isDischarged == false)
    #expect(known.visits.map(\.lastAt) == [Moving.at(8)])
  }

  @Test func `that is older still says what no later one spoke of`() {
    let (known, _) = Moving.known([
      Moving.event(.updated, 8), Moving.event(.transferred, 7, to: Moving.icu2),
    ])
    #expect(known.presence(at: Moving.at(9))?.location == Moving.icu2)
  }

  @Test func `that clears the location leaves the report's own to count`() throws {
    var cleared = try #require(Moving.event(.updated, 8))
    cleared.location = .cleared
    let (known, _) = Moving.known([Moving.event(.admitted, 6, to: Moving.w4e), cleared])
    #expect(known.presence(at: Moving.at(9)) == nil)
  }

  @Test func `warns when PV1-6 is not where the person was, and takes PV1-3`() throws {
    var transfer = try #require(Moving.event(.transferred, 8, to: Moving.icu2))
    transfer.prior = Moving.ward7
    let (known, warnings) = Moving.known([
      Moving.event(.admitted, 6, to: Moving.w4e), transfer,
    ])
    #expect(warnings == [.priorDisagrees])
    #expect(known.presence(at: Moving.at(9))?.location == Moving.icu2)
  }

  @Test func `that cancels a transfer without a location goes back, and says so`() {
    let (known, warnings) = Moving.known([
      Moving.event(.admitted, 6, to: Moving.w4e), Moving.event(.transferred, 7, to: Moving.icu2),
      Moving.event(.transferCancelled, 8),
    ])
    #expect(warnings == [.withoutLocation])
    #expect(known.presence(at: Moving.at(9))?.location == Moving.w4e)
  }

  @Test func `after a discharge means that the discharge was cancelled, and says so`() {
    let (known, warnings) = Moving.known([
      Moving.event(.admitted, 6, to: Moving.w4e), Moving.event(.discharged, 7),
      Moving.event(.transferred, 8, to: Moving.icu2),
    ])
    #expect(warnings == [.afterDischarge])
    #expect(known.presence(at: Moving.at(9))?.isDischarged == false)
  }

  @Test func `without a time counts from its receipt`() throws {
    var transfer = try #require(Moving.event(.transferred, 8, to: Moving.icu2))
    transfer.at = nil
    let (known, warnings) = Moving.known([transfer])
    #expect(warnings == [.withoutTime])
    #expect(known.visits[0].lastAt == Moving.at(100))
  }
}

@Suite struct `Movements of one stay` {
  static let stay: [Movement?] = {
    var died = Moving.event(.updated, 11)
    died?.death = .died(at: Moving.at(10))
    return [
      Moving.event(.admitted, 6, to: Moving.w4e), Moving.event(.transferred, 7, to: Moving.icu2),
      Moving.event(.transferCancelled, 8, to: Moving.w4e), Moving.event(.updated, 9),
      Moving.event(.discharged, 12), died,
    ]
  }()

  @Test func `lead to the same in whatever order they arrive`() {
    let (expected, _) = Moving.known(Self.stay)
    let answer = expected.presence(at: Moving.at(13))
    #expect(answer?.location == Moving.w4e)
    #expect(answer?.dischargedAt == Moving.at(12))
    #expect(answer?.hasDied == true)
    for order in Moving.orders(Self.stay) {
      let (known, _) = Moving.known(order)
      #expect(known.presence(at: Moving.at(13)) == answer)
      #expect(known.visits.map(\.phase) == expected.visits.map(\.phase))
      #expect(known.visits.map(\.lastAt) == expected.visits.map(\.lastAt))
    }
  }

  @Test(arguments: UInt64(1)...40)
  func `drawn by chance lead to the same in any order`(_ seed: UInt64) {
    var chance = Chance(seed: seed)
    let kinds = MovementKind.allCases.filter { $0 != .merged }
    let places = [Moving.w4e, Moving.icu2, Moving.ward7]
    let events = (0..<5).map { hour in
      Moving.event(kinds[chance.below(kinds.count)], Int64(hour), to: places[chance.below(3)])
    }
    let answers = Set(Moving.orders(events).map { Moving.known($0).0.presence(at: Moving.at(6)) })
    #expect(answers.count == 1)
  }

  /// A small generator: the finalizer of splitmix64 over a counter.
  private struct Chance {
    var seed: UInt64

    mutating func below(_ bound: Int) -> Int {
      seed &+= 0x9E37_79B9_7F4A_7C15
      var z = seed
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((z ^ (z >> 31)) % UInt64(bound))
    }
  }
}

@Suite struct `Somebody who has left` {
  @Test func `is said to have left for 72 hours, and from where`() {
    let (known, _) = Moving.known([
      Moving.event(.admitted, 0, to: Moving.w4e), Moving.event(.discharged, 2),
    ])
    #expect(known.presence(at: Moving.at(73))?.location == Moving.w4e)
    #expect(known.presence(at: Moving.at(73))?.dischargedAt == Moving.at(2))
    #expect(known.presence(at: Moving.at(74)) == nil)
  }

  @Test func `and has come back is where they are now`() {
    let (known, _) = Moving.known([
      Moving.event(.admitted, 0, to: Moving.w4e), Moving.event(.discharged, 2),
      Moving.event(.admitted, 5, to: Moving.icu2, visit: "V2"),
    ])
    #expect(known.presence(at: Moving.at(6), visit: "V1")?.location == Moving.icu2)
  }

  @Test func `comes back under the same visit when the discharge is cancelled`() {
    let (known, _) = Moving.known([
      Moving.event(.admitted, 0, to: Moving.w4e), Moving.event(.discharged, 2),
      Moving.event(.dischargeCancelled, 3),
    ])
    #expect(known.presence(at: Moving.at(4))?.location == Moving.w4e)
    #expect(known.presence(at: Moving.at(4))?.isDischarged == false)
  }

  @Test func `is on the page with the time, the place and what the report had`() {
    var content = AlertContent(location: Moving.icu2.text, ward: "ICU2", what: "K")
    let (known, _) = Moving.known([
      Moving.event(.admitted, 0, to: Moving.w4e), Moving.event(.discharged, 2),
    ])
    let time = RFC3339.minuteText(Moving.at(2)).replacing("T", with: " ")
    if let presence = known.presence(at: Moving.at(3)) {
      content.relocate(to: presence, in: .utc)
    }
    #expect(
      content.location
        == "discharged \(time) from W4E 12 B, NORTH, was ICU2 BED 07, NORTH in the report")
    #expect(content.ward == "")
    #expect(content.reportedLocation == Moving.icu2.text)
  }
}

@Suite struct `A person with two numbers` {
  @Test func `keeps what was known under both, the later event winning`() {
    var (known, _) = Moving.known([Moving.event(.admitted, 0, to: Moving.w4e)])
    known.name("990017")
    var (other, _) = Moving.known([
      Moving.event(.transferred, 3, to: Moving.icu2),
      Moving.event(.admitted, 1, to: Moving.ward7, visit: "V9"),
    ])
    other.name("990099")
    known.join(other)
    #expect(known.presence(at: Moving.at(4))?.location == Moving.icu2)
    #expect(known.visits.map(\.number) == ["V1", "V9"])
    #expect(known.formerNumbers == ["990099"])
  }

  @Test func `keeps a bounded number of stays and of former numbers`() {
    var known = Whereabouts()
    for number in 0..<40 {
      var other = Whereabouts()
      if let event = Moving.event(.admitted, Int64(number), to: Moving.w4e, visit: "V\(number)") {
        _ = other.apply(event, at: Moving.at(50))
      }
      other.name("N\(number)")
      known.join(other)
    }
    #expect(known.visits.count == Whereabouts.visitsMax)
    #expect(known.visits.last?.number == "V39")
    #expect(known.formerNumbers.count == Whereabouts.formerMax)
    #expect(known.formerNumbers.last == "N39")
  }
}

@Suite struct `Two people who exchange their beds` {
  @Test func `are each where the other was, when the message does not say`() {
    let pair = [Moving.event(.swapped, 5), Moving.event(.swapped, 5)].compactMap(\.self)
    let done = BedSwap.completed(pair, known: [Moving.w4e, Moving.icu2])
    #expect(done.map(\.location) == [.at(Moving.icu2), .at(Moving.w4e)])
  }

  @Test func `are where the message says, when it does`() {
    let pair = [
      Moving.event(.swapped, 5, to: Moving.ward7), Moving.event(.swapped, 5, to: Moving.w4e),
    ].compactMap(\.self)
    #expect(BedSwap.completed(pair, known: [nil, nil]) == pair)
  }
}
