// Tocsin — TocsinDocumentsTests: every kind of mistake in a document, and what it gets
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinDocuments

/// One document with a mistake, and the findings that it must get, word for word.
struct BadDocument: CustomTestStringConvertible, Sendable {
  let path: String
  let text: String
  let findings: [String]

  init(_ path: String, _ text: String, _ findings: String...) {
    self.path = path
    self.text = text
    self.findings = findings
  }

  var testDescription: String { findings.joined(separator: " / ") }
}

@Suite struct `A document with a mistake` {
  @Test(arguments: badYAML + badPeople + badRoutes)
  func `is refused at the line, with the mend`(document: BadDocument) { check(document) }

  @Test(arguments: badPolicies + badRotas)
  func `about people is refused at the line, with the mend`(document: BadDocument) {
    check(document)
  }

  @Test(arguments: badMappings + badWords)
  func `about messages is refused at the line, with the mend`(document: BadDocument) {
    check(document)
  }

  private func check(_ document: BadDocument) {
    let file = DocumentFile(path: document.path, text: document.text)
    let found = DocumentBundle(files: [file]).findings.map(\.description)
    #expect(found == document.findings.map { "\(document.path):\($0)" })
  }
}

private let badYAML = [
  BadDocument(
    "people.yaml", "", "1: error: the document is empty: write its keys, or remove the file"),
  BadDocument(
    "people.yaml", "people:\n - id: [a\n",
    "3: error: this is not YAML (did not find expected ',' or ']'): check the indentation, the"
      + " colons and the quotes here and on the line above"),
  BadDocument(
    "people.yaml", "people:\n  - { id: a, name: A }\npeople: []\n",
    "1: error: the key \"people\" stands twice: keep one of the two"),
  BadDocument(
    "people.yaml", "people: &all\n  - { id: a, name: A }\nmore: *all\n",
    "3: error: anchors (&) and aliases (*) are not read: repeat the lines, or put the text in"
      + " quotes"),
  BadDocument(
    "people.yaml", "- a\n", "1: error: the document must have keys: write KEY: VALUE lines under it"
  ),
  BadDocument(
    "people.yaml", String(repeating: "[", count: 50) + String(repeating: "]", count: 50),
    "1: error: the document is nested too deeply: remove the brackets or the indentation"),
  BadDocument(
    "rotas/notes.yml", "a: b",
    "1: error: this is no document that is read: name it routes.yaml, people.yaml, calls.yaml,"
      + " channels.yaml, networks.yaml, policies/NAME.yaml, rotas/NAME.yaml, holidays/NAME.yaml or"
      + " NAME/mapping.yaml, or"
      + " remove it"
  ),
  BadDocument(
    "rotas/Night Shift.yaml", "a: b",
    "1: error: \"Night Shift\" is no name for a document: use a-z, 0-9, dot, dash and underscore"),
]

private let badPeople = [
  BadDocument(
    "people.yaml", "persons: []\n",
    "1: error: the document lacks \"people\": add people: with a list under it",
    "1: error: the key \"persons\" is not known here: use people"),
  BadDocument(
    "people.yaml", "people: []\n", "1: error: \"people\" is empty: add an item, or remove the key"),
  BadDocument(
    "people.yaml", "people:\n  - id: a\n    nmae: A\n",
    "2: error: an item of \"people\" lacks \"name\": add name: Dr Example",
    "3: error: the key \"nmae\" is not known here: write \"name\""),
  BadDocument(
    "people.yaml", "people:\n  - { id: A b, name: A }\n",
    "2: error: \"id\" is \"A b\", which is no name: use a-z, 0-9, dot, dash and underscore, at most"
      + " 64"),
  BadDocument(
    "people.yaml", "people:\n  - { id: a, name: A }\n  - { id: a, name: B }\n",
    "3: error: the id \"a\" stands on line 2 already: choose another one"),
  BadDocument(
    "people.yaml", "people:\n  - { id: a, name: A, telephone: ring me }\n",
    "2: error: \"telephone\" is \"ring me\", which cannot be dialled: write digits, as in"
      + " \"4321\""),
  BadDocument(
    "people.yaml", "people:\n  - { id: a, name: A, desk: yes please }\n",
    "2: error: \"desk\" is \"yes please\": write true or false"),
  BadDocument(
    "people.yaml", "people:\n  - { id: a, name: A, until: 2026-11-25T08:00 }\n",
    "2: error: \"until\" is \"2026-11-25T08:00\", which is no time with an offset: write it as"
      + " 2026-11-25T08:00+01:00"),
  BadDocument(
    "people.yaml", "people:\n  - { id: a, name: A, desk: true, trainee: true }\n",
    "2: error: a desk is no trainee: remove desk or trainee"),
]

private let badRoutes = [
  BadDocument(
    "routes.yaml", "routes:\n  - { name: r, when: { kind: k }, policy: p }\n",
    "1: error: the document lacks \"catch-all\": add catch-all: POLICY, so that no alert is without"
      + " a policy"),
  BadDocument(
    "routes.yaml", "routes:\n  - { name: r, when: {}, policy: p }\ncatch-all: p\n",
    "2: error: the route takes everything: name a condition, or make its policy the catch-all"),
  BadDocument(
    "routes.yaml",
    "routes:\n  - { name: r, when: { priority: urgent }, policy: p }\ncatch-all: p\n",
    "2: error: \"priority\" is \"urgent\", which is no priority: write crash, high, medium or low"),
  BadDocument(
    "routes.yaml", "fallback-within: 10\ncatch-all: p\n",
    "1: error: \"fallback-within\" is \"10\", which is no duration: write it as 30s, 5m, 1m30s or"
      + " 2h"),
  BadDocument(
    "routes.yaml",
    "catch-all: p\nlock-screen:\n  wards: [{ ward: W7, name: Ward 7 }]\n  sensitive: [W7]\n",
    "3: error: the ward \"W7\" is sensitive and has a public name: keep it in one of the two"),
  BadDocument(
    "routes.yaml",
    "catch-all: p\nlock-screen:\n  wards:\n"
      + "    - { ward: W7, name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }\n",
    "4: error: \"name\" is too long for a locked screen: at most 40 bytes"),
  BadDocument(
    "policies/p.yaml",
    """
    title: P
    roles:
      - role: nurse
        needs: 9
        steps: [{ page: { responder: a }, wait: 1m }]
    fallback: { page: { responder: a }, every: 1m }
    """,
    "4: error: \"needs\" is \"9\": write a whole number from 1 to 6"),
  BadDocument(
    "routes.yaml", "catch-all: p\nstorms: { pages: 0 }\n",
    "2: error: \"pages\" is \"0\": write a whole number from 1 to 20"),
  BadDocument(
    "routes.yaml", "catch-all: p\nstorms:\n  pages: 3\n  within: 1h\n",
    "4: error: \"within\" is 1h: write a duration from 10s to 10m"),
  BadDocument(
    "routes.yaml", "fallback-within: 5h\ncatch-all: p\n",
    "1: error: \"fallback-within\" is 5h: write a duration from 1m to 1h"),
  BadDocument(
    "routes.yaml",
    """
    routes:
      - { name: a, when: { ward: W }, policy: p }
      - { name: b, when: { ward: W, kind: k }, policy: p }
      - { name: a, when: { ward: V }, policy: p }
    catch-all: p
    """,
    "3: warning: the route \"b\" is never reached, because \"a\" on line 2 takes all of it: move it"
      + " up, or remove it",
    "4: error: the route \"a\" stands on line 2 already: choose another name"),
]

private let fallback = "fallback: { page: { responder: s }, every: 1m }\n"

private let badPolicies = [
  BadDocument(
    "policies/p.yaml", "title: T\n" + fallback,
    "1: error: the policy has no steps: add steps: with a list under it"),
  BadDocument(
    "policies/p.yaml", "title: T\nsteps: []\n" + fallback,
    "2: error: \"steps\" is empty: add an item, or remove the key"),
  BadDocument(
    "policies/p.yaml", "title: T\nsteps:\n  - { page: [], wait: 1m }\n" + fallback,
    "3: error: \"page\" is empty: add an item, or remove the key"),
  BadDocument(
    "policies/p.yaml", "title: T\nsteps:\n  - { page: { rota: r }, wait: soon }\n" + fallback,
    "3: error: \"wait\" is \"soon\", which is no duration: write it as 30s, 5m, 1m30s or 2h"),
  BadDocument(
    "policies/p.yaml", "title: T\nsteps:\n  - { page: { rota: r }, wait: 0s }\n" + fallback,
    "3: error: \"wait\" is 0s: write a duration from 1s to 1d"),
  BadDocument(
    "policies/p.yaml", "title: T\nsteps:\n  - { page: named, wait: 1m }\n" + fallback,
    "1: error: responder pages only whom the alert itself names, and that may be nobody: add a step"
      + " with the rota that covers the place (S24)"),
  BadDocument(
    "people.yaml",
    "people:\n  - { id: a, name: A, identifiers: [N/1] }\n"
      + "  - { id: b, name: B, identifiers: [N/1, x] }\n",
    "3: error: \"a\" on line 2 has the identifier N/1 too: it belongs to one person",
    "3: error: an item of \"identifiers\" is \"x\", which names nobody: write AUTHORITY/ID,"
      + " as in NORTH/7701"
  ),
  BadDocument(
    "policies/p.yaml", "title: T\nsteps:\n  - { page: { team: r }, wait: 1m }\n" + fallback,
    "3: error: a target is one rota or one responder, named or last-acknowledged: write"
      + " { rota: NAME }, { responder: NAME } or one of the two words"),
  BadDocument(
    "policies/p.yaml",
    "title: T\nsteps:\n  - { page: [{ rota: r }, { rota: r }], wait: 1m }\n" + fallback,
    "3: error: rota r stands twice here: keep one of the two"),
  BadDocument(
    "policies/p.yaml",
    "title: T\ncycles: 21\nsteps:\n  - { page: { rota: r }, wait: 1s }\n" + fallback,
    "2: error: \"cycles\" is \"21\": write a whole number from 1 to 20"),
  BadDocument(
    "policies/p.yaml", "title: T\nsteps:\n  - { page: { rota: r }, wait: 1m }\n",
    "1: error: the document lacks \"fallback\": add fallback: with page and every"),
  BadDocument(
    "policies/p.yaml",
    "title: T\nsteps: [{ page: { rota: r }, wait: 1m }]\nroles:\n  - { role: a }\n" + fallback,
    "4: error: a policy has steps or roles, not both: move the steps into a role"),
  BadDocument(
    "policies/p.yaml",
    """
    title: T
    roles:
      - { role: a, steps: [{ page: { rota: r }, wait: 1m }] }
      - { role: a, steps: [{ page: { rota: r }, wait: 1m }] }
    times: { acknowledged: never }
    """ + "\n" + fallback,
    "4: error: the role \"a\" stands twice: give this one another name",
    "5: error: \"acknowledged\" is \"never\", which is no duration: write it as 30s, 5m, 1m30s or"
      + " 2h"),
  BadDocument(
    "policies/p.yaml",
    "title: T\ncycles: 2\nsteps:\n  - { page: { rota: r }, wait: 5m1s }\n" + fallback,
    "1: error: the fallback is reached after 10m2s, later than 10m: shorten the waits or the"
      + " cycles, or write priorities: [medium, low] (S24)"),
]

private let badRotas = [
  BadDocument(
    "rotas/r.yaml",
    """
    title: T
    zone: Central European Time
    layers:
      - { name: a, members: [], start: 2026-02-30, handoff: 8, turn: weekly, only: [days: [some]] }
    """,
    "1: error: the document lacks \"needs\": add needs: 1, the people that it takes",
    "2: error: \"zone\" is \"Central European Time\", which is no zone: write an IANA name such as"
      + " Europe/Paris",
    "4: error: \"handoff\" is \"8\", which is no time of day: write it as \"08:00\"",
    "4: error: \"members\" is empty: add an item, or remove the key",
    "4: error: \"some\" is no weekday: write mon, tue, wed, thu, fri, sat or sun",
    "4: error: \"start\" is \"2026-02-30\", which is no day of the calendar: write it as"
      + " 2026-11-25",
    "4: error: \"turn\" is \"weekly\": write it as 1 day, 2 weeks, 1 month, 5 working days or"
      + " [3 days, 4 days]"),
  BadDocument(
    "rotas/r.yaml",
    """
    title: T
    zone: Europe/Paris
    needs: 2
    layers:
      - { name: a, members: [p], start: 2026-01-05, handoff: "08:00", turn: 1 day, end: 2026-01-05 }
    overrides:
      - { from: 2026-01-06T08:00Z, until: 2026-01-06T08:00Z, responders: nobody, reason: x }
      - { from: 2026-01-06T08:00Z, until: 2026-01-07T08:00Z, responders: [], reason: x }
    """,
    "3: error: \"needs\" is 2, but the layers of the first line can give 1: add a layer for each"
      + " person",
    "5: error: \"end\" is not after \"start\": write a later day, or remove the layer",
    "7: error: \"until\" is not after \"from\": write a later time",
    "8: error: \"responders\" is empty: add an item, or remove the key"),
]

/// A mapping with one rule, of which the test changes one line.
private func mapping(_ lines: String) -> String {
  "title: T\nzone: Europe/Paris\ntables: { critical: [HH] }\nrules:\n  - name: r\n" + lines
}

private let draft = """
      draft:
        kind: k
        priority: high
        dedup-key: "{OBR-3.1}"
        who: { name: "{PID-5}", number: "{PID-3.1}" }
        what: { name: "{OBR-4.2}" }
  """

private let badMappings = [
  BadDocument(
    "switchboard/mapping.yaml", "title: Desk\nzone: UTC\nhttp: { depth: 8 }\n",
    "1: error: the name \"switchboard\" is the gateway's own: give the folder another, as in"
      + " switchboard-2"),
  BadDocument(
    "tocsin/mapping.yaml", "title: Own\nzone: UTC\nhttp: { depth: 8 }\n",
    "1: error: the name \"tocsin\" is the gateway's own: give the folder another, as in tocsin-2"),
  BadDocument(
    "lab/mapping.yaml", mapping("    message: ORU^R01^X\n" + draft),
    "6: error: \"ORU^R01^X\" is not a message type: write MSH-9.1^MSH-9.2, as in ORU^R01 or ORU^*"),
  BadDocument(
    "lab/mapping.yaml", mapping("    message: ORU^R01\n    where: { PV1: I }\n" + draft),
    "7: error: \"PV1\" is not a path: write SEG-n, SEG-n.m or SEG-n.m.s, as in OBX-5.1"),
  BadDocument(
    "lab/mapping.yaml",
    mapping("    message: ORU^R01\n    where: { PV1-2: { in: wards } }\n" + draft),
    "7: error: there is no table \"wards\": add it under tables, or mend the name"),
  BadDocument(
    "lab/mapping.yaml", mapping("    message: ORU^R01\n    leading: ORC\n" + draft),
    "7: error: \"leading\" needs \"each\": add each: OBR, or remove it"),
  BadDocument(
    "lab/mapping.yaml",
    mapping(
      "    message: ORU^R01\n    findings: { segment: OBX, where: { OBR-4.1: K } }\n" + draft),
    "7: error: OBR-4.1 is not in OBX: conditions of findings look at the finding and its"
      + " notes alone, move it to the rule's where",
    "13: error: \"what\" lacks \"finding\": add finding: \"{OBX-5 as result}\""),
  BadDocument(
    "lab/mapping.yaml",
    mapping(
      "    message: ORU^R01\n"
        + draft.replacing("\"{OBR-4.2}\"", with: "\"{OBX-3.2} {OBX-5} {OBX-6}\"")),
    "12: error: OBX-5 is shown without its unit: write {OBX-5 as result} (S21)"),
  BadDocument(
    "lab/mapping.yaml",
    mapping("    message: ORU^R01\n" + draft.replacing(", number: \"{PID-3.1}\"", with: "")),
    "11: error: one identifier is not enough: name two, such as name and born (S21)"),
  BadDocument(
    "lab/mapping.yaml",
    mapping("    message: ORU^R01\n" + draft.replacing("{OBR-4.2}", with: "{OBR-4.2 as loud}")),
    "12: error: \"loud\" is not a style: use one of result, text, name, place, phone, date, time,"
      + " list"),
]

/// Words of a draft that a table gives, and times.
private let badWords = [
  BadDocument(
    "lab/mapping.yaml", word("priority: { from: \"{OBX-8.1 via critical}\", else: medium }"),
    "9: error: \"priority\" would be \"HH\" for \"HH\" of the table: write crash, high, medium or"
      + " low"),
  BadDocument(
    "lab/mapping.yaml", word("priority: { from: \"{OBX-8.1}\", else: medium }"),
    "9: error: \"priority\" can become any text: write one place with a table, as in"
      + " \"{OBX-8.1 via priorities}\""),
  BadDocument(
    "lab/mapping.yaml", word("priority: { from: \"{OBX-8.1 via critical}\" }"),
    "9: error: \"priority\" lacks \"else\": add else: with the word for any other value"),
  BadDocument(
    "lab/mapping.yaml", word("priority: high", "signal: gone"),
    "10: error: \"signal\" is \"gone\": write one of active, alive, attended, ended, resolved,"
      + " retracted"),
  BadDocument(
    "lab/mapping.yaml", word("priority: high", "hold: 20s"),
    "10: error: \"hold\" does nothing here: only medium and low alerts wait, remove it (S20)"),
  BadDocument(
    "lab/mapping.yaml", word("priority: low", "hold: 20m"),
    "10: error: \"hold\" is 20m: write a duration from 1s to 5m"),
  BadDocument(
    "lab/mapping.yaml", word("priority: low", "stale-after: soon"),
    "10: error: \"stale-after\" is \"soon\", which is no duration: write it as 30s, 5m, 1m30s or 2h"
  ),
]

/// A mapping whose draft has these lines for its priority, from line 9 on.
private func word(_ lines: String...) -> String {
  let spread = lines.map { "      \($0)" }.joined(separator: "\n")
  return mapping("    message: ORU^R01\n") + draft.replacing("      priority: high", with: spread)
}
