// Tocsin — CoreTests: how long a step is given, and in which hours it pages
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// A hospital with one policy of the steps that a test names.
private func hospital(_ steps: [PolicyStep], cycles: Int = 1) -> Hospital {
  var hospital = Hospital()
  hospital.policy = Policy(
    reference: PolicyReference(name: "test", revision: 1), title: "Test",
    roles: [PolicyRole(role: "responder", steps: steps)], cycles: cycles,
    fallback: Fallback(targets: [.responder(ResponderID("desk"))], every: .minutes(1)))
  hospital.staffing.zones["UTC"] = .utc
  return hospital
}

private func step(_ person: String, wait: StepWait) -> PolicyStep {
  PolicyStep(targets: [.responder(ResponderID(person))], wait: wait)
}

@Suite struct `A wait by priority` {
  private let wait = StepWait([.high: .minutes(2), .medium: .minutes(10)])

  @Test func `is that of the priority, and of its neighbour where none is named`() throws {
    let wait = try #require(wait)
    #expect(Priority.allCases.map(wait.of) == [2, 2, 10, 10].map { Milliseconds.minutes($0) })
    let sparse = try #require(StepWait([.crash: .minutes(1), .low: .minutes(30)]))
    #expect(sparse.of(.medium) == .minutes(1), "too short rather than too long")
    #expect(StepWait(.minutes(3)).of(.low) == .minutes(3))
    #expect(StepWait([:]) == nil)
  }

  @Test(arguments: [(Priority.high, Int64(2)), (.crash, 2), (.medium, 10), (.low, 10)])
  func `gives an alert the time of its priority`(_ priority: Priority, minutes: Int64) throws {
    let hospital = hospital([
      step("ada", wait: try #require(wait)), step("bo", wait: StepWait(.minutes(1))),
    ])
    let story = hospital.open(priority)
    #expect(story.alert.nextDeadline == Hospital.start + .minutes(minutes))
    #expect(story.last.pages[0].movesOnAt == Hospital.start + .minutes(minutes))
  }

  @Test func `gives an alert that has become high no more than the time of high`() throws {
    let hospital = hospital([
      step("ada", wait: try #require(wait)), step("bo", wait: StepWait(.minutes(1))),
    ])
    var story = hospital.open(.medium)
    story.after(.minutes(1))
    var high = story.draft
    high.priority = .high
    story.happens(.changed(high, [.priority]))
    #expect(story.alert.nextDeadline == Hospital.start + .minutes(3))
    #expect(story.last.pages.first?.movesOnAt == Hospital.start + .minutes(3))
    story.deadlinePasses()
    #expect(story.paged == ["bo"])
  }

  @Test func `gives no more time to what changes and is as urgent as before`() throws {
    let hospital = hospital([
      step("ada", wait: try #require(wait)), step("bo", wait: StepWait(.minutes(1))),
    ])
    var story = hospital.open(.medium)
    story.after(.minutes(1))
    var other = story.draft
    other.content.specimen = "S2"
    story.happens(.changed(other, [.specimen]))
    #expect(story.alert.nextDeadline == Hospital.start + .minutes(10))
  }

  @Test func `counts for how soon the fallback is reached`() throws {
    let policy = hospital([step("ada", wait: try #require(wait))], cycles: 2).policy
    #expect(policy.reach(for: [.crash, .high]) == .minutes(4))
    #expect(policy.reach(for: [.medium]) == .minutes(20))
  }
}

@Suite struct `A step with hours` {
  /// 2026-09-21T14:13:20Z, a Monday.
  private func hours(_ from: String, _ until: String, _ days: [Weekday] = []) throws -> WeeklyHours
  {
    WeeklyHours(
      windows: [
        WeeklyWindow(
          days: days, from: try #require(TimeOfDay(text: from)),
          until: try #require(TimeOfDay(text: until)))
      ], zone: "UTC")
  }

  private func limited(_ hours: WeeklyHours) -> PolicyStep {
    var step = step("ada", wait: StepWait(.minutes(2)))
    step.hours = hours
    return step
  }

  @Test func `pages within them`() throws {
    let open = hospital([
      limited(try hours("14:00", "18:00")), step("bo", wait: StepWait(.minutes(2))),
    ])
    #expect(open.open().paged == ["ada"])
  }

  @Test func `passes at once outside them, and the trail says why`() throws {
    let closed = hospital([
      limited(try hours("15:00", "18:00", [.monday, .tuesday, .wednesday])),
      step("bo", wait: StepWait(.minutes(2))),
    ])
    let story = closed.open()
    #expect(story.paged == ["bo"])
    let entry = try #require(story.last.trail.first { $0.reason == .outsideHours })
    #expect(
      entry.text
        == "step 1 of cycle 1 passes at once: it pages only mon-wed 15:00-18:00 (UTC)")
    #expect(story.last.notices.isEmpty, "nobody is missing")
  }

  @Test func `is asked about at the moment of paging, not of opening`() throws {
    var story = hospital([
      step("bo", wait: StepWait(.minutes(50))), limited(try hours("15:00", "18:00")),
    ]).open()
    story.deadlinePasses()
    #expect(story.paged == ["ada"])
  }

  @Test func `leads to the fallback at once when no other step is open`() throws {
    let story = hospital(
      [limited(try hours("15:00", "18:00")), limited(try hours("02:00", "03:00"))], cycles: 3
    ).open()
    #expect(story.paged == ["desk"])
    #expect(story.phase == "exhausted")
    #expect(story.last.trail.contains { $0.event == .exhausted && $0.reason == .outsideHours })
  }

  @Test func `pages where nobody knows the zone: hours that cannot be told close nothing`() throws {
    var lost = hospital([
      limited(try hours("15:00", "18:00")), step("bo", wait: StepWait(.minutes(2))),
    ])
    lost.staffing.zones = [:]
    #expect(lost.open().paged == ["ada"])
  }

  @Test func `follows the holidays that staffing has now`() throws {
    var window = WeeklyWindow()
    window.holidays = .skipped
    let hours = WeeklyHours(windows: [window], zone: "UTC", holidays: "h")
    var site = hospital([limited(hours), step("bo", wait: StepWait(.minutes(2)))])
    #expect(site.open().paged == ["ada"])
    let day = ZoneRules.utc.civil(at: Hospital.start).date
    site.staffing.calendars["h"] = HolidayCalendar(
      name: "h", title: "H", days: [Holiday(date: day, name: "H")])
    #expect(site.open().paged == ["bo"])
  }

  @Test func `asks nobody in the place of a wrong person once it is over`() throws {
    var site = hospital([
      limited(try hours("14:00", "14:15")), step("bo", wait: StepWait(.minutes(2))),
    ])
    var both = PolicyStep(
      targets: [.responder(ResponderID("ada")), .responder(ResponderID("cy"))], wait: .minutes(5))
    both.hours = try hours("14:00", "14:15")
    site.policy = hospital([both, step("bo", wait: StepWait(.minutes(2)))]).policy
    var story = site.open()
    story.after(.minutes(3))
    story.answers("ada", .wrongPerson)
    #expect(story.paged.isEmpty, "cy has the time that cy was given")
    story.answers("cy", .wrongPerson)
    #expect(story.paged == ["bo"])
  }

  @Test func `has a gap where no window of one zone holds the clock`() throws {
    let day = try hours("08:00", "20:00")
    let night = try hours("20:00", "08:00")
    #expect(WeeklyHours.gap(in: [day])?.text == "monday 00:00")
    #expect(WeeklyHours.gap(in: [day, night]) == nil)
    let week = try hours("20:00", "08:00", [.monday, .tuesday, .wednesday, .thursday, .friday])
    #expect(WeeklyHours.gap(in: [day, week])?.text == "monday 00:00", "sunday's night is missing")
    var working = WeeklyWindow(from: .midnight, until: .endOfDay)
    working.holidays = .skipped
    let ordinary = WeeklyHours(windows: [working], zone: "UTC", holidays: "h")
    #expect(WeeklyHours.gap(in: [ordinary])?.text == "monday 00:00 around a public holiday")
    let elsewhere = WeeklyHours(windows: night.windows, zone: "Europe/Paris")
    #expect(WeeklyHours.gap(in: [day, elsewhere]) != nil, "clocks of two zones are not one")
  }
}
