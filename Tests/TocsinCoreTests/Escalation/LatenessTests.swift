// Tocsin — CoreTests: what is late is marked late
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A read-back that is missed during an outage` {
  /// Found by the simulation.
  @Test func `is marked late with its age when the duty is let go`() {
    var hospital = Hospital()
    var times = PolicyTimes()
    times.readBack = .minutes(3)
    hospital.policy = Hospital.policy(roles: ["responder": [["ada"], ["bo"]]], times: times)
    var story = hospital.open()
    story.answers("ada", .accept)
    story.after(.minutes(4))
    story.happens(.deadlinePassed)
    #expect(story.last.trail.contains { $0.event == .late && $0.text.contains("1m") })
    #expect(story.last.trail.contains { $0.reason == .readBackMissing })
  }
}

@Suite struct `A deadline that a person overtakes` {
  @Test func `while the gateway was away is said to be late`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.now = story.now + .minutes(30) + .seconds(37)
    story.answers("ada", .giveBack)
    #expect(story.last.trail.contains { $0.event == .late && $0.text.contains("37s") })
  }

  @Test func `in time is not`() {
    var story = Hospital().open()
    story.answers("ada", .accept)
    story.after(.minutes(29))
    story.answers("ada", .giveBack)
    #expect(!story.last.trail.contains { $0.event == .late })
  }
}
