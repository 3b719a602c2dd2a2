// Tocsin — TocsinDocumentsTests: the channels of a site
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

private let head = """
  channels:
    - { channel: push, kind: web-push, contact: "mailto:a@b.example" }
    - channel: sms
      kind: http
      server: https://sms.example/send
      members: { to: "{number}", text: "{text}" }
    - { channel: pager, kind: snpp, server: "pagers.example:444" }

  """

/// What is wrong, with the finding; `HEAD` stands for the channels above.
private let mistakes: [Mistake] = [
  Mistake(
    """
    channels: [{ channel: sms, kind: letter }]
    """,
    """
    1: error: "kind" is "letter": write one of web-push, ntfy, mail, http, snpp, tap, wctp, \
    espa
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: mail, server: "smtps://u:p@m.example", from: a@b.example \
    }]
    """,
    """
    1: error: "server" holds an account: keep it with tocsin channel-secret
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: mail, server: "ftp://m.example", from: a@b.example }]
    """,
    """
    1: error: "server" is "ftp://m.example": write it with smtp:// or smtps:// at its \
    beginning and without spaces
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: snpp, server: pagers }]
    """,
    """
    1: error: "server" is "pagers": write HOST:PORT, as in 10.20.0.5:444
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: snpp, server: /dev/ttyS0 }]
    """,
    """
    1: error: "server" is "/dev/ttyS0": write HOST:PORT, as in 10.20.0.5:444
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: tap, server: "/dev/ttyS0?baud=1234" }]
    """,
    """
    1: error: "server" is "/dev/ttyS0?baud=1234": write a line as in \
    /dev/ttyS0?baud=1200&bits=7E1, with a rate from 300 to 38400, and 7 or 8 bits, N, E or O, 1 \
    or 2
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: tap, server: "p:444", addresses: mail }]
    """,
    """
    1: error: "addresses" is "mail": write one of pager, mobile, work
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: ntfy, server: "https://n.example", addresses: mobile }]
    """,
    """
    1: error: the directory has no addresses for a channel of the kind ntfy
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: tap, server: "p:444", two-way: true }]
    """,
    """
    1: error: "two-way" has no meaning for a channel of the kind tap
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: snpp, server: "p:444", method: GET }]
    """,
    """
    1: error: "method" has no meaning for a channel of the kind snpp
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: http, server: "https://s.example", members: { t: \
    "{text}" } }]
    """,
    """
    1: error: nothing of this channel says whom it is for: put {number} into the server or \
    a member
    """),
  Mistake(
    """
    channels: [{ channel: a, kind: http, server: "https://s.example/{number}", members: { \
    t: "{text} {name}" } }]
    """,
    """
    1: error: {name} is no place that can be filled: use {number} {text} {priority} {code} \
    {role} {call} {secret} {callback}
    """),
  Mistake(
    """
    HEADcontact: { high: [{ channels: [fax] }] }
    """,
    """
    8: error: there is no channel "fax": add it under channels, or mend the name
    """),
  Mistake(
    """
    HEADcontact: { high: [{ channels: [sms], after: 20s }, { channels: [push], after: 5s }] \
    }
    """,
    """
    8: error: this rung comes after 5s, the one before it after 20s: put them in the order \
    of time
    """),
  Mistake(
    """
    HEADcontact: { high: [{ channels: [sms] }, { channels: [sms], after: 5s }] }
    """,
    """
    8: error: "sms" is begun on line 8 already: keep one of the two
    """),
  Mistake(
    """
    HEADpeople: [{ person: a, sms: "call me, please" }]
    """,
    """
    8: error: "sms" is no address on sms: write letters and digits
    """),
  Mistake(
    """
    HEADpeople: [{ person: a, push: "x" }]
    """,
    """
    8: error: the key "push" is not known here: use person, contact, sms, pager
    """),
]

private struct Mistake: Sendable {
  let text: String
  let finding: String

  init(_ text: String, _ finding: String) {
    self.text = text.replacing("HEAD", with: head)
    self.finding = finding
  }
}

@Suite struct `A document of channels` {
  @Test func `is read as it says`() throws {
    let table = try DocumentValues.contacts(
      text: """
        language: de
        call: "4321"
        \(head)
        contact:
          high:
            - channels: [push]
            - { channels: [sms, pager], after: 15s, until: answered }
        people:
          - { person: dr.a, sms: "+49 30 1", pager: "77" }
          - person: dr.b
            sms: "2"
            contact: { low: [{ channels: [sms], after: 2m }] }
        """)
    #expect(table.language == .german && table.call == "4321")
    #expect(table.channels.map(\.kind) == [.webPush, .http, .snpp])
    #expect(table.channels.map(\.isLoud) == [false, false, true])
    #expect(
      table.channels[1].body == [
        ChannelTemplate("to", "{number}"), ChannelTemplate("text", "{text}"),
      ])
    let high = table.rule(for: ResponderID("dr.a"), at: .high)
    #expect(
      high.rungs == [
        ContactRung(["push"]),
        ContactRung(["sms", "pager"], after: .seconds(15), isUntilAnswered: true),
      ])
    #expect(table.address(of: ResponderID("dr.a"), on: "pager") == "77")
    #expect(table.rule(for: ResponderID("dr.b"), at: .low).rungs.map(\.after) == [.minutes(2)])
  }

  @Test func `says what of the directory is an address, and which channel is two-way`() throws {
    let table = try DocumentValues.contacts(
      text: """
        channels:
          - { channel: sms, kind: http, server: "https://s.example/{number}/{code}", \
        addresses: mobile }
          - { channel: pager, kind: snpp, server: "p.example:444", two-way: true }
        """)
    #expect(table.channels.map(\.addresses) == [.mobile, nil])
    #expect(table.channels.map(\.isTwoWay) == [false, true])
  }

  @Test(arguments: mistakes)
  fileprivate func `is refused where it is wrong`(_ mistake: Mistake) {
    let file = DocumentFile(path: "channels.yaml", text: mistake.text)
    let found = DocumentBundle(files: [file]).findings.map { "\($0)" }
    #expect(found.contains("channels.yaml:" + mistake.finding), "\(found)")
  }
}

@Suite struct `The reach of those on call` {
  private let rota = """
    title: R
    zone: UTC
    needs: 1
    layers:
      - name: all
        members: [dr.a, dr.b]
        start: 2026-01-05
        handoff: "08:00"
        turn: 1 day
    """
  private let people = """
    people:
      - { id: dr.a, name: A, telephone: "11" }
      - { id: dr.b, name: B, telephone: "12" }
    """

  private func findings(_ channels: String) -> [String] {
    let files = [
      DocumentFile(path: "rotas/r.yaml", text: rota),
      DocumentFile(path: "people.yaml", text: people),
      DocumentFile(path: "channels.yaml", text: channels),
    ]
    return DocumentBundle(files: files).findings.map { "\($0)" }
      .filter { $0.hasPrefix("channels.yaml") }
  }

  @Test func `is refused where a silenced telephone mutes all of it`() {
    let found = findings(
      head
        + "people:\n  - { person: dr.a, sms: \"1\", pager: \"7\" }\n  - { person: dr.b, sms:"
        + " \"2\" }"
    )
    #expect(
      found == [
        "channels.yaml:10: error: a crash page reaches \"dr.b\" only on what a silenced telephone"
          + " mutes: add an address on pager (S24)",
        "channels.yaml:10: error: a high page reaches \"dr.b\" only on what a silenced telephone"
          + " mutes: add an address on pager (S24)",
      ])
  }

  @Test func `is warned of where only a device leads to somebody`() {
    let found = findings(head + "people:\n  - { person: dr.a, sms: \"1\", pager: \"7\" }")
    #expect(
      found == [
        "channels.yaml:2: warning: \"dr.b\" is on call and has no address: only a device reaches"
          + " them"
      ])
  }

  @Test func `is left to the directory where a channel takes its addresses`() {
    let known = head.replacing(
      "kind: snpp,", with: "kind: snpp, addresses: pager,")
    #expect(findings(known + "people:\n  - { person: dr.a, sms: \"1\" }").isEmpty)
  }

  @Test func `needs people who exist`() {
    let found = findings(head + "people:\n  - { person: dr.z, sms: \"1\" }")
    #expect(found.contains { $0.contains("there is no person \"dr.z\"") })
  }

  @Test func `is not asked for where there is no channel but push`() {
    #expect(
      findings("channels: [{ channel: push, kind: web-push, contact: \"mailto:a@b.example\" }]")
        .isEmpty)
  }
}
