// Tocsin — TocsinDocumentsTests: what only all documents together show
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

/// A small site whose documents are all well.
enum Site {
  static let people = """
    people:
      - { id: s, name: Switchboard, desk: true }
      - { id: a, name: A, telephone: "11" }
      - { id: b, name: B }
      - { id: t, name: T, trainee: true }
      - { id: e, name: E, telephone: "12", until: 2026-06-01T00:00Z }
    """
  static let routes = """
    routes:
      - { name: r, when: { kind: k, priority: medium }, policy: p }
    catch-all: p
    """
  static let policy = """
    title: P
    steps:
      - { page: { rota: r }, wait: 1m30s }
    fallback: { page: { responder: s }, every: 1m }
    """
  static let rota = """
    title: R
    zone: Europe/Paris
    needs: 1
    layers:
      - { name: l, members: [a, b], start: 2026-01-05, handoff: "08:00", turn: 1 week }
    """

  /// The findings of the site with some files changed or added; nil leaves one out.
  static func findings(_ changes: [String: String?], isWhole: Bool = true) -> [String] {
    bundle(changes, isWhole: isWhole).findings.map(\.description)
  }

  static func bundle(_ changes: [String: String?], isWhole: Bool = true) -> DocumentBundle {
    var texts: [String: String?] = [
      "people.yaml": people, "routes.yaml": routes, "policies/p.yaml": policy,
      "rotas/r.yaml": rota,
    ]
    texts.merge(changes) { _, new in new }
    let files = texts.compactMap { path, text in text.map { DocumentFile(path: path, text: $0) } }
    return DocumentBundle(files: files, isWhole: isWhole, zoneExists: { $0 == "Europe/Paris" })
  }
}

/// Changes to the site, and the findings that they must get.
struct SiteChange: CustomTestStringConvertible, Sendable {
  let changes: [String: String?]
  let findings: [String]

  init(_ changes: [String: String?], _ findings: String...) {
    self.changes = changes
    self.findings = findings
  }

  var testDescription: String { findings.joined(separator: " / ") }
}

@Suite struct `Documents that do not fit together` {
  @Test func `are none when all is well`() throws {
    #expect(Site.findings([:]) == [])
    let loaded = try Site.bundle([:]).load()
    #expect(loaded.policies.first?.roles.first?.steps.first?.wait == StepWait(.seconds(90)))
    #expect(loaded.documents.map(\.name) == ["people", "p", "r", "routes"])
  }

  @Test func `say when pages are folded: three within a minute, unless they say otherwise`() throws
  {
    let folding = { (lines: String) in
      try Site.bundle(["routes.yaml": Site.routes + "\n" + lines]).load().routing?.folding
    }
    #expect(try folding("") == FoldingRule())
    let said = try folding("storms: { pages: 5, within: 2m }\n")
    #expect(said?.pagesMax == 5 && said?.window == .minutes(2))
    #expect(try folding("storms: { pages: 20 }\n")?.window == .minutes(1))
  }

  @Test func `make a role of each person that one needs`() throws {
    let policy = """
      title: P
      roles:
        - role: nurse
          needs: 2
          steps: [{ page: { responder: a }, wait: 1m }]
      fallback: { page: { responder: a }, every: 1m }

      """
    let roles = try DocumentValues.policy(text: policy, name: "p", revision: 1).roles
    #expect(roles.map(\.role) == ["nurse-1", "nurse-2"])
    #expect(roles.map(\.share?.index) == [0, 1] && roles.allSatisfy { $0.share?.count == 2 })
  }

  @Test func `say what locked screens may show: nothing, unless they say otherwise`() throws {
    let read = { (lines: String) in
      try Site.bundle(["routes.yaml": Site.routes + "\n" + lines]).load().routing?.lockScreen
    }
    #expect(try read("") == nil)
    let rule = try #require(
      try read(
        """
        lock-screen:
          kinds: [{ kind: critical-result, name: Critical result }]
          wards: [{ ward: W7, name: Ward 7 }]
          sensitive: [PSY]

        """))
    #expect(rule.kinds == ["critical-result": "Critical result"])
    #expect(rule.wards == ["W7": "Ward 7"] && rule.sensitive == ["PSY"])
  }

  @Test(arguments: references + rules)
  func `are refused where the mend belongs`(change: SiteChange) {
    #expect(Site.findings(change.changes) == change.findings)
  }

  @Test func `are not missed in a bundle that is only a part of the site`() {
    #expect(Site.findings(["people.yaml": nil, "rotas/r.yaml": nil], isWhole: false) == [])
  }

  @Test func `give no values`() {
    #expect(throws: DocumentRefusal.self) { try Site.bundle(["rotas/r.yaml": nil]).load() }
  }
}

private let references = [
  SiteChange(
    ["rotas/r.yaml": nil],
    "policies/p.yaml:3: error: there is no rota \"r\": add rotas/r.yaml, or mend the name"),
  SiteChange(
    ["policies/p.yaml": Site.policy.replacing("responder: s", with: "responder: x")],
    "policies/p.yaml:4: error: there is no person \"x\": add them to people.yaml, or mend the"
      + " name"),
  SiteChange(
    ["rotas/r.yaml": Site.rota.replacing("[a, b]", with: "[a, x, x]")],
    "rotas/r.yaml:5: error: there is no person \"x\": add them to people.yaml, or mend the name"),
  SiteChange(
    ["rotas/r.yaml": Site.rota.replacing("Europe/Paris", with: "Europe/Pari")],
    "rotas/r.yaml:2: error: the zone \"Europe/Pari\" is not known: write an IANA name such as"
      + " Europe/Paris"),
  SiteChange(
    ["routes.yaml": Site.routes.replacing("catch-all: p", with: "catch-all: q")],
    "routes.yaml:3: error: there is no policy \"q\": add policies/q.yaml, or mend the name"),
  SiteChange(
    ["routes.yaml": Site.routes.replacing("kind: k", with: "integration: lab")],
    "routes.yaml:2: error: there is no integration \"lab\": add Integrations/lab/mapping.yaml, or"
      + " mend the name"),
  SiteChange(
    ["routes.yaml": nil],
    "routes.yaml:1: error: there is no routing table: add routes.yaml with a catch-all policy"),
  SiteChange(
    [
      "other/policies/p.yaml": Site.policy, "policies/p.yaml": nil,
      "z/policies/p.yaml": Site.policy,
    ],
    "z/policies/p.yaml:1: error: this policy is in other/policies/p.yaml already: remove one of the"
      + " two"),
]

private let rules = [
  SiteChange(
    [
      "policies/p.yaml": Site.policy.replacing(
        "title: P", with: "title: P\npriorities: [medium, low]")
    ],
    "routes.yaml:3: error: crash, high alerts can come here, but the policy \"p\" does not take"
      + " them: name the priority in the route, or choose another policy (S24)"),
  SiteChange(
    ["policies/p.yaml": Site.policy.replacing("responder: s", with: "responder: b")],
    "policies/p.yaml:4: error: nobody in the fallback is sure to have a telephone: page a person"
      + " with a telephone or a desk (S24)"),
  SiteChange(
    ["policies/p.yaml": Site.policy.replacing("{ responder: s }", with: "{ rota: r }")],
    "policies/p.yaml:4: error: nobody in the fallback is sure to have a telephone: page a person"
      + " with a telephone or a desk (S24)"),
  SiteChange(
    ["policies/p.yaml": Site.policy.replacing("{ rota: r }", with: "{ responder: t }")],
    "policies/p.yaml:3: warning: the step pages trainees alone, whose answers do not count: add a"
      + " person or a rota (S7)"),
  SiteChange(
    ["routes.yaml": "fallback-within: 1m\n" + Site.routes],
    "policies/p.yaml:1: error: the fallback is reached after 1m30s, later than 1m: shorten the"
      + " waits or the cycles, or write priorities: [medium, low] (S24)"),
  SiteChange(
    ["rotas/r.yaml": Site.rota.replacing("[a, b]", with: "[a, e]")],
    "rotas/r.yaml:5: error: \"e\" is on call beyond the end of the account on"
      + " 2026-06-01T00:00+00:00: end the shift by then, or name another person (S24)"),
  SiteChange(
    [
      "rotas/r.yaml": Site.rota.replacing("turn: 1 week", with: "turn: 1 week, end: 2026-06-01")
        .replacing("[a, b]", with: "[a, e]")
    ]),
  SiteChange(
    ["rotas/r2.yaml": Site.rota.replacing("[a, b]", with: "[b]")],
    "rotas/r2.yaml:5: warning: \"b\" is also on the rota \"r\" and may be called by both at once:"
      + " name another person where you can (S24)"),
]

@Suite struct `An oversized document` {
  @Test func `is refused before it is read`() {
    let text = String(repeating: "# x\n", count: 300_000)
    let bundle = DocumentBundle(files: [DocumentFile(path: "people.yaml", text: text)])
    #expect(
      bundle.findings.map(\.text) == [
        "the document is 1200000 bytes long: split it, at most 1048576 are read"
      ])
  }

  @Test func `that would grow by its aliases is refused soon`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for index in 1...30 {
      let list = Array(repeating: "*a\(index - 1)", count: 10).joined(separator: ", ")
      text += "a\(index): &a\(index) [\(list)]\n"
    }
    let bundle = DocumentBundle(files: [DocumentFile(path: "routes.yaml", text: text)])
    #expect(bundle.findings.map(\.line) == [2])
  }

  @Test func `that is nested ten thousand times is refused`() {
    let text = String(repeating: "[", count: 10_000)
    let bundle = DocumentBundle(files: [DocumentFile(path: "routes.yaml", text: text)])
    #expect(bundle.findings.count == 1)
  }
}

@Suite struct `A place of a document` {
  @Test(arguments: [
    ("Escalations/routes.yaml", "routes routes"), ("people.yaml", "people people"),
    ("/etc/tocsin/Escalations/policies/a.yaml", "policy a"), ("x/rotas/b.yaml", "rota b"),
    ("Escalations/holidays/france.yaml", "holidays france"),
    ("Integrations/laboratory/mapping.yaml", "integration laboratory"),
  ])
  func `follows from its path`(path: String, place: String) {
    let found = DocumentPlace(path: path)
    #expect(found.map { "\($0.kind.rawValue) \($0.name)" } == place)
  }

  @Test(arguments: ["README.md", "mapping.yaml", "x/y.yaml", "rotas/b.yml", "samples/a.hl7"])
  func `is none for other files`(path: String) {
    #expect(DocumentPlace(path: path) == nil)
  }
}
