// Tocsin — CoreTests: a role that needs several people
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// A crash team with one leader and two nurses, out of those who are on call.
private func team(_ nurses: [String], without lost: [String] = []) -> Story {
  var hospital = Hospital()
  for name in lost { hospital.staffing.devices[ResponderID(name)] = [] }
  hospital.policy = Hospital.policy(
    roles: ["leader": [["ada"]], "nurse-1": [nurses], "nurse-2": [nurses]])
  let roles = hospital.policy.roles.map { role in
    var role = role
    let index = role.role == "nurse-2" ? 1 : 0
    if role.role != "leader" { role.share = RoleShare(name: "nurse", index: index, count: 2) }
    return role
  }
  let old = hospital.policy
  hospital.policy = Policy(
    reference: old.reference, title: old.title, roles: roles, cycles: old.cycles,
    fallback: old.fallback, times: old.times)
  return hospital.open(.crash)
}

extension Story {
  fileprivate func asked(_ role: String) -> [String] {
    alert.duties.first { $0.role == role }?.people.map(\.responder.text) ?? []
  }

  fileprivate func phase(_ role: String) -> String? {
    alert.duties.first { $0.role == role }?.phase.word
  }
}

@Suite struct `S15: a role that needs two people` {
  @Test func `asks each of them once, and needs an answer of both`() {
    var story = team(["bo", "cy"])
    #expect(story.asked("nurse-1") == ["bo"] && story.asked("nurse-2") == ["cy"])
    #expect(story.paged.sorted() == ["ada", "bo", "cy"])
    story.answers("bo", .accept)
    #expect(story.phase("nurse-1") == "acknowledged" && story.phase("nurse-2") == "escalating")
    story.answers("cy", .accept)
    #expect(story.phase("nurse-2") == "acknowledged")
  }

  @Test func `divides everybody who is on call among them`() {
    let story = team(["bo", "cy", "dee", "eve"])
    #expect(story.asked("nurse-1") == ["bo", "dee"])
    #expect(story.asked("nurse-2") == ["cy", "eve"])
  }

  @Test func `does not count who cannot be reached, who is said to be so once`() {
    let story = team(["bo", "cy", "dee"], without: ["bo"])
    #expect(story.asked("nurse-1") == ["cy"] && story.asked("nurse-2") == ["dee"])
    let said = story.last.trail.filter { $0.text.hasPrefix("bo has no device") }
    #expect(said.count == 1)
  }

  @Test func `goes to the last resort at once for whom nobody is left`() {
    let story = team(["bo"])
    #expect(story.asked("nurse-1") == ["bo"] && story.phase("nurse-2") == "exhausted")
    #expect(story.asked("nurse-2") == ["desk"])
  }

  @Test func `does not ask for one of them who stands on the other`() {
    var story = team(["bo", "cy"])
    story.answers("bo", .decline(reason: 0))
    #expect(story.asked("nurse-1") == ["bo", "desk"] && story.asked("nurse-2") == ["cy"])
    #expect(story.phase("nurse-1") == "exhausted" && story.phase("nurse-2") == "escalating")
  }
}
