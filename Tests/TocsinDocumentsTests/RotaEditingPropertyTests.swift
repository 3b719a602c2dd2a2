// Tocsin — TocsinDocumentsTests: what holds for every change of every rota
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

/// Numbers that are the same in every run (SplitMix64).
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Writes rotas in many spellings, and changes them.
private struct RotaWriter {
  var random: Seeded

  mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: items.indices, using: &random)] }

  mutating func reason() -> String {
    let letters = Array("aé#: \"'\\{]日🩺-%")
    let middle = (0..<Int.random(in: 0...12, using: &random)).map { _ in pick(letters) }
    return "x" + String(middle)
  }

  mutating func override() -> RotaOverride {
    let minutes = Int64.random(in: 0..<500_000, using: &random)
    let from = instant("2026-01-01T00:00Z") + .minutes(minutes)
    let length = Milliseconds(Int64.random(in: 1...200_000_000, using: &random))
    let people = (0..<Int.random(in: 0...3, using: &random)).map { _ in person() }
    return RotaOverride(
      from: from, until: from + (chance(50) ? .minutes(length.count / 60_000 + 1) : length),
      responders: people, reason: reason(), replaces: chance(30) ? person() : nil)
  }

  mutating func person() -> ResponderID { ResponderID(pick(["a", "b.c", "0x1", "null", "d-e_f"])) }

  mutating func noise(_ margin: String) -> [String] {
    let kinds = ["", margin + "# note", "# far left", "   ", margin + "  # deeper: {"]
    return (0..<pick([0, 0, 0, 1, 2])).map { _ in pick(kinds) }
  }

  mutating func layer(_ name: String, _ margin: String) -> [String] {
    let rest = "members: [a, b.c], start: 2026-01-05, handoff: \"08:00\", turn: 1 week"
    if chance(30) { return [margin + "- { name: \(name), \(rest) }"] }
    let keys = [
      "name: \(name)" + pick(["", " # named"]), "members:", "  - a", "  - b.c  # second",
      "start: 2026-01-05", "handoff: '08:00'", "turn: 3 days",
    ]
    return keys.enumerated().map { margin + ($0 == 0 ? "- " : "  ") + $1 }
  }

  mutating func text() -> String {
    let margin = pick(["", "  ", "    "])
    var lines = noise("") + ["title: \(pick(["R", "\"R: x\"", "'it''s'"]))", "zone: Europe/Paris"]
    lines += noise("") + ["needs: 1"] + noise("") + ["layers:"]
    for name in ["one", "two", "three"].prefix(Int.random(in: 1...3, using: &random)) {
      lines += noise(margin) + layer(name, margin)
    }
    lines += noise(margin)
    let count = Int.random(in: 0...3, using: &random)
    if count > 0 { lines.append("overrides:") }
    for _ in 0..<count { lines += noise(margin) + item(margin) }
    lines += noise("")
    return lines.joined(separator: "\n") + pick(["", "\n"])
  }

  mutating func item(_ margin: String) -> [String] {
    let (day, next) = pick([("2026-02-01", "2026-02-03"), ("2026-05-01", "2026-05-04")])
    let keys = [
      "from: \(day)T08:00Z", "until: \(next)T08:00+01:00", "responders: nobody", "reason: q",
    ]
    if chance(40) { return [margin + "- {" + keys.joined(separator: ", ") + "}  # flow"] }
    return keys.enumerated().map { margin + ($0 == 0 ? "- " : "  ") + $1 }
  }
}

@Suite struct `Every change of every rota's text` {
  private func edited(_ text: String, _ edit: RotaEdit) throws -> String {
    try RotaEditing.text(of: text, named: "r", with: [edit], zone: paris)
  }

  /// Whether `part` is left when some lines that stand together are taken out of `whole`.
  private func isLeft(_ part: String, of whole: String) -> Bool {
    let a = part.split(separator: "\n", omittingEmptySubsequences: false)
    let b = whole.split(separator: "\n", omittingEmptySubsequences: false)
    let front = zip(a, b).prefix { $0 == $1 }.count
    let back = zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
    return a.count <= b.count && front + back >= a.count
  }

  @Test(arguments: 0..<40) func `adds an override as it is and undoes it byte by byte`(
    seed: UInt64
  ) throws {
    var writer = RotaWriter(random: Seeded(state: seed))
    for _ in 0..<10 {
      let text = writer.text()
      let override = writer.override()
      let new = try edited(text, .addOverride(override))
      var expected = try read(text)
      expected.overrides.append(override)
      #expect(try read(new) == expected)
      #expect(isLeft(text, of: new), "\(text)\n---\n\(new)")
      let back = try edited(new, .removeOverride(override))
      if !(try read(text)).overrides.contains(override) { #expect(back == text) }
      #expect(try edited(new, .replace(text: text)) == text)
    }
  }

  @Test(arguments: 0..<40) func `removes and moves whole items and nothing else`(
    seed: UInt64
  ) throws {
    var writer = RotaWriter(random: Seeded(state: 1_000 + seed))
    for _ in 0..<10 {
      let text = writer.text()
      let rota = try read(text)
      if let override = rota.overrides.first {
        let new = try edited(text, .removeOverride(override))
        #expect(try read(new).overrides == Array(rota.overrides.dropFirst()))
        #expect(try read(new).layers == rota.layers)
        if rota.overrides.count > 1 { #expect(isLeft(new, of: text), "\(text)\n---\n\(new)") }
      }
      let names = rota.layers.map(\.name)
      let (name, place) = (writer.pick(names), Int.random(in: names.indices, using: &writer.random))
      let moved = try edited(text, .moveLayer(name, to: place))
      var order = names.filter { $0 != name }
      order.insert(name, at: place)
      #expect(try read(moved).layers.map(\.name) == order)
      #expect(moved.split(separator: "\n").sorted() == text.split(separator: "\n").sorted())
      if names.count > 1 {
        let less = try edited(text, .removeLayer(name))
        #expect(try read(less).layers == rota.layers.filter { $0.name != name })
        #expect(isLeft(less, of: text))
      }
    }
  }

  @Test(arguments: 0..<40) func `sets a title that reads as it was given`(seed: UInt64) throws {
    var writer = RotaWriter(random: Seeded(state: 2_000 + seed))
    for _ in 0..<10 {
      let (text, title) = (writer.text(), writer.reason())
      let new = try edited(text, .setTitle(title))
      var expected = try read(text)
      expected.title = title
      #expect(try read(new) == expected)
    }
  }
}
