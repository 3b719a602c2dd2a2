// Tocsin — TocsinDocumentsTests: the `health:` of an integration
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinDocuments

@Suite struct `What a document expects of its source` {
  @Test(arguments: [
    (
      "expect: 15m",
      [
        "13: error: the key \"expect\" is not known here: use live, expect-every,"
          + " errors, clock-skew"
      ]
    ),
    ("live: maybe", ["13: error: \"live\" is \"maybe\": write true or false"]),
    (
      "expect-every: 15",
      [
        "13: error: \"expect-every\" is \"15\", which is no duration: write it as 30s,"
          + " 5m, 1m30s or 2h"
      ]
    ),
    ("expect-every: 169h", ["13: error: \"expect-every\" is 169h: write a duration from 1s to 7d"]),
    ("expect-every: []", ["13: error: \"expect-every\" is empty: add an item, or remove the key"]),
    (
      "live: true\n  expect-every:\n    - { days: [mon] }",
      ["15: error: an item of \"expect-every\" lacks \"every\": add every: 15m"]
    ),
    (
      "expect-every:\n    - { every: 1h }\n    - { every: 2h, days: [mon] }",
      ["15: error: nothing is left for this line: the one before it holds at all hours"]
    ),
    (
      "live: false\n  errors: 5 per 10m",
      [
        "14: error: \"errors\" is \"5 per 10m\": write it as 5 in 10m, at most"
          + " 100 within 10s to 24h"
      ]
    ),
    (
      "errors: 101 in 10m",
      [
        "13: error: \"errors\" is \"101 in 10m\": write it as 5 in 10m, at most"
          + " 100 within 10s to 24h"
      ]
    ),
    ("clock-skew: 25h", ["13: error: \"clock-skew\" is 25h: write a duration from 1s to 1d"]),
  ])
  func `is refused at the line where it is wrong, with the mend`(
    health: String, findings: [String]
  ) {
    let file = DocumentFile(
      path: "lab/mapping.yaml", text: plainIntegration + "health:\n  \(health)\n")
    let found = DocumentBundle(files: [file]).findings.map(\.description)
    #expect(found == findings.map { "lab/mapping.yaml:\($0)" })
  }
}
