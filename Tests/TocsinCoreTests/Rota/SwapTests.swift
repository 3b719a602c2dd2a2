// Tocsin — Core tests: two persons of a rota exchange shifts
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

private let now = at("2026-05-25T12:00+02:00")
/// Amara's week, then Bruno's, then Chloe's.
private let weeks = rota(layer(.weekly(1), from: "2026-06-01", at: "00:00"))
private let first = SwapPart(
  from: at("2026-06-01T00:00+02:00"), until: at("2026-06-08T00:00+02:00"))
private let second = SwapPart(
  from: at("2026-06-08T00:00+02:00"), until: at("2026-06-15T00:00+02:00"))
private let saturday = SwapPart(
  from: at("2026-06-06T00:00+02:00"), until: at("2026-06-07T00:00+02:00"))

private func swap(
  _ given: SwapPart = first, for returned: SwapPart? = second,
  from asker: ResponderID = amara, to taker: ResponderID = bruno
) -> Swap {
  Swap(
    SwapID(high: 1, low: 1), of: weeks.id, from: asker, to: taker,
    SwapParts(given, for: returned))
}

extension Staffing {
  fileprivate func obstacles(_ swap: Swap, on rota: Rota = weeks) -> [SwapObstacle] {
    prospect(of: swap, on: rota, at: now).obstacles
  }
}

extension Rota {
  fileprivate func with(_ swap: Swap) -> Rota {
    var copy = self
    copy.overrides += swap.overrides
    return copy
  }
}

@Suite struct `A swap of shifts` {
  @Test func `exchanges both, and what is around them stays`() {
    let after = weeks.with(swap())
    #expect(staffing(weeks).obstacles(swap()) == [])
    #expect(after.names(at: "2026-06-03T12:00+02:00") == ["bruno"])
    #expect(after.names(at: "2026-06-10T12:00+02:00") == ["amara"])
    #expect(after.names(at: "2026-06-17T12:00+02:00") == ["chloe"])
    #expect(after.names(at: "2026-06-24T12:00+02:00") == ["amara"])
  }

  @Test func `is for a part of a shift as well, with nothing in return`() {
    let given = swap(saturday, for: nil)
    #expect(staffing(weeks).obstacles(given) == [])
    let after = weeks.with(given)
    #expect(after.names(at: "2026-06-06T12:00+02:00") == ["bruno"])
    #expect(after.names(at: "2026-06-07T12:00+02:00") == ["amara"])
    #expect(given.expiresAt == saturday.from && given.overAt == saturday.until)
  }

  @Test func `says who gains and who loses, and leaves no gap`() {
    let preview = staffing(weeks).prospect(of: swap(), on: weeks, at: now).preview
    #expect(preview.differences.map(\.gaining) == [[bruno], [amara]])
    #expect(preview.differences.map(\.losing) == [[amara], [bruno]])
    #expect(preview.newGaps.isEmpty && preview.unreachable.isEmpty)
  }

  @Test func `is refused where the rota leaves it to its managers`() {
    var closed = weeks
    closed.swaps = .closed
    #expect(staffing(closed).obstacles(swap(), on: closed) == [.closed])
  }

  @Test func `is refused with oneself, a stranger, or of what one does not hold`() {
    let staffing = staffing(weeks)
    #expect(staffing.obstacles(swap(to: amara)) == [.onePerson])
    #expect(staffing.obstacles(swap(for: nil, to: dmitri)) == [.stranger(dmitri)])
    #expect(staffing.obstacles(swap(second, for: nil, to: chloe)) == [.notHeld(amara)])
    #expect(staffing.obstacles(swap(first, for: second, to: chloe)) == [.notHeld(chloe)])
    let both = SwapPart(from: first.from, until: second.until)
    #expect(
      staffing.obstacles(swap(both, for: nil)) == [.notHeld(amara), .alreadyOn(bruno)])
  }

  @Test(arguments: [
    (SwapPart(from: second.from, until: first.from), SwapObstacle.span),
    (SwapPart(.trainee, from: first.from, until: first.until), .span),
    (SwapPart(from: now + .days(401), until: now + .days(402)), .span),
    (SwapPart(from: first.from, until: first.from + .days(92)), .span),
    (SwapPart(from: now - .hours(1), until: first.until), .begun),
    (SwapPart(from: now, until: first.until), .begun),
  ])
  func `is refused of a time that cannot be exchanged`(
    _ part: SwapPart, _ obstacle: SwapObstacle
  ) {
    #expect(staffing(weeks).obstacles(swap(part, for: nil)) == [obstacle])
  }

  @Test func `is refused to who has no account then, or owes no answer`() {
    var staffing = staffing(weeks)
    staffing.responders[bruno]?.validUntil = first.until - .hours(1)
    #expect(staffing.obstacles(swap(for: nil)) == [.account(bruno)])
    staffing.responders[bruno]?.validUntil = first.until
    #expect(staffing.obstacles(swap(for: nil)) == [])
    staffing.responders[bruno]?.isTrainee = true
    #expect(staffing.obstacles(swap(for: nil)) == [.account(bruno)])
  }

  @Test(arguments: [[], [chloe]])
  func `is refused to who said that they cannot come`(_ takers: [ResponderID]) {
    var other = Rota(
      id: RotaID("other"), title: "Other", zone: "Europe/Paris",
      layers: [layer(.weekly(1), from: "2026-06-01", members: [bruno, chloe])])
    other.overrides = [
      RotaOverride(
        from: saturday.from, until: saturday.until, responders: takers,
        reason: RotaOverride.takenReason(from: bruno), replaces: bruno)
    ]
    let staffing = staffing(weeks, other)
    #expect(staffing.obstacles(swap(for: nil)) == [.absent(bruno)])
    let before = SwapPart(from: first.from, until: saturday.from)
    #expect(staffing.obstacles(swap(before, for: nil)) == [])
  }

  @Test func `can be swapped back`() {
    let swapped = weeks.with(swap())
    let back = swap(first, for: second, from: bruno, to: amara)
    #expect(staffing(swapped).obstacles(back, on: swapped) == [])
    #expect(swapped.with(back).names(at: "2026-06-03T12:00+02:00") == ["amara"])
  }

  @Test func `is refused where a handover lies above what the rota says`() {
    var handed = staffing(weeks)
    var handover = Handover(
      rota: weeks.id, from: chloe, to: amara, at: first.from, until: first.until)
    handover.acceptedAt = now
    handed.handovers = [handover]
    #expect(handed.obstacles(swap(for: nil)) == [.covered(bruno)])
  }

  @Test func `warns of a device that is missing, and is possible all the same`() {
    var staffing = staffing(weeks)
    staffing.devices[bruno] = nil
    let prospect = staffing.prospect(of: swap(for: nil), on: weeks, at: now)
    #expect(prospect.obstacles == [])
    #expect(prospect.preview.unreachable.map(\.cause) == [.noDevice])
  }

  @Test func `warns of a second duty at once, on any rota and line`() {
    var behind = layer(.weekly(1), from: "2026-06-01", at: "00:00", members: [bruno])
    behind.line = .second
    let both = rota(layer(.weekly(1), from: "2026-06-01", at: "00:00"), behind)
    let other = Rota(
      id: RotaID("other"), title: "Other", zone: "Europe/Paris",
      layers: [layer(.weekly(1), from: "2026-06-01", at: "00:00", members: [bruno])])
    let prospect = staffing(both, other).prospect(of: swap(for: nil), on: both, at: now)
    #expect(prospect.obstacles == [])
    let found = prospect.bookings.map { "\($0.first.rota) \($0.second.rota)" }
    #expect(found.sorted() == ["medicine medicine", "medicine other"])
    #expect(prospect.bookings.allSatisfy { $0.from == first.from && $0.until == first.until })
  }

  @Test func `warns of a night without rest that it brings, and of no other`() {
    var nights = rota(
      layer(.daily(1), from: "2026-06-01", at: "20:00", members: [amara, bruno, chloe]).restricted(
        to: WeeklyWindow(from: clock("20:00"), until: clock("08:00"))))
    nights.rest = .hours(24)
    let given = SwapPart(
      from: at("2026-06-04T20:00+02:00"), until: at("2026-06-05T08:00+02:00"))
    let prospect = staffing(nights).prospect(of: swap(given, for: nil), on: nights, at: now)
    #expect(prospect.obstacles == [])
    #expect(prospect.rests.map(\.night.from) == [given.from])
    #expect(prospect.rests.map(\.rest) == [.hours(12)])
  }

  @Test func `expires when its first shift begins, unless somebody settled it`() {
    var open = swap()
    #expect(open.phase(at: first.from - Milliseconds(1)) == .asked)
    #expect(open.phase(at: first.from) == .expired)
    open.phase = .agreed
    #expect(open.phase(at: first.from) == .agreed)
    #expect(swap(second, for: first, from: bruno, to: amara).expiresAt == first.from)
  }

  @Test func `begins with whole turns that are still to come`() {
    let turns = staffing(weeks).turns(
      of: weeks, from: first.from, until: first.from + .days(24))
    #expect(turns.map(\.responder) == [bruno, chloe])
    #expect(turns.map(\.part.from) == [second.from, second.until])
  }
}
