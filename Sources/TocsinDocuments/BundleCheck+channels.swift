// Tocsin — Documents: whether everyone who is on call can be reached
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension BundleCheck {
  /// Everybody who is named exists, and what rings for those on call is heard (S24).
  mutating func check(_ channels: ChannelsDocument) {
    if has(.people) {
      for person in channels.people where people[person.value] == nil {
        add(channels.path, person.line, unknownPerson(person.value))
      }
    }
    checkRungs(channels)
    checkReach(channels)
  }

  /// A person's own ladder that leads nowhere is a mistake.
  private mutating func checkRungs(_ channels: ChannelsDocument) {
    for ladder in channels.ladders {
      guard let person = ladder.person else { continue }
      for name in Set(ladder.rule.rungs.flatMap(\.channels)).sorted() {
        guard let channel = channels.table.channel(name), !channel.kind.carriesEnvelopes,
          channel.addresses == nil, channels.table.address(of: person, on: name) == nil
        else { continue }
        add(
          channels.path, ladder.line,
          "\"\(person)\" has no address on \"\(name)\": add \(name): ADDRESS, or leave it out here")
      }
    }
  }

  /// Where a site has channels that need no device, who stands on a rota is reached by one at every
  /// priority, and by something that a silenced telephone does not mute wherever there is such a
  /// channel (S24).
  private mutating func checkReach(_ channels: ChannelsDocument) {
    let table = channels.table
    guard table.channels.contains(where: { !$0.kind.carriesEnvelopes }) else { return }
    let loud = Set(table.channels.filter(\.isLoud).map(\.name))
    let onCall = Set(reading.rotas.flatMap { $0.people.map(\.value) }).sorted()
    let first = channels.channels.first?.line ?? 1
    if loud.isEmpty, !onCall.isEmpty {
      add(
        channels.path, first,
        "no channel sounds when a telephone is silenced: add one that does and say loud: true, or"
          + " see that those on call have a pager (S24)", weight: .warning)
    }
    for person in onCall where people[person]?.isDesk != true {
      let line = channels.people.first { $0.value == person }?.line ?? first
      let mayBeKnown = table.channels.contains { $0.addresses != nil }
      guard table.reaches(person) || mayBeKnown else {
        add(
          channels.path, line,
          "\"\(person)\" is on call and has no address: only a device reaches them",
          weight: .warning)
        continue
      }
      guard !loud.isEmpty else { continue }
      for priority in [Priority.crash, .high] where !isHeard(person, at: priority, table, loud) {
        add(
          channels.path, line,
          "a \(priority.word) page reaches \"\(person)\" only on what a silenced telephone mutes:"
            + " add an address on \(loud.sorted().joined(separator: " or ")) (S24)")
      }
    }
  }

  private func isHeard(
    _ person: ResponderID, at priority: Priority, _ table: ContactTable, _ loud: Set<String>
  ) -> Bool {
    table.rule(for: person, at: priority).rungs.contains { rung in
      rung.channels.contains { name in
        // What the directory has is not known here; who has nothing there is shown as not reached.
        loud.contains(name)
          && (table.address(of: person, on: name) != nil || table.channel(name)?.addresses != nil)
      }
    }
  }
}
