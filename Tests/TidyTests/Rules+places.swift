// Tocsin — TidyTests: the web client's markup, and paths of one machine
// SPDX-License-Identifier: Apache-2.0

extension Rule {
  static let web: [Rule] = [markup, foreignContent]
  static let places: [Rule] = [machinePaths]

  private static func isWeb(_ path: String) -> Bool {
    path.hasPrefix("Sources/TocsinServer/Web/")
  }

  /// A rule over lines of the web client: none may hold one of the words.
  private static func withoutWords(
    _ name: String, _ words: [String], refused: String, accepted: String,
    covers: @escaping @Sendable (String) -> Bool = isWeb
  ) -> Rule {
    let path = "Sources/TocsinServer/Web/sample.js"
    return Rule(
      name: name, covers: covers,
      check: { file in
        file.lines.enumerated().flatMap { index, line in
          words.filter(line.contains).map { file.finding(index + 1, "`\($0)`") }
        }
      },
      refused: Sample(path: path, text: refused), accepted: Sample(path: path, text: accepted))
  }

  private static let markup = withoutWords(
    "the web client makes no markup from text and no code from strings",
    [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
      "javascript:", " onclick=", " onload=", " onerror=", " style=",
    ],
    refused: "cell.innerHTML = value", accepted: "cell.textContent = value")

  private static let foreignContent = withoutWords(
    "the web client loads nothing from elsewhere",
    ["src=\"http", "href=\"http", "from \"http", "url(http", "@import", "import(\"http"],
    refused: "import { a } from \"https://example.org/a.js\"",
    accepted: "import { a } from \"./a.js\"")

  private static let machinePaths = withoutWords(
    "no path of one machine",
    ["work", "tmp", "home", "root", "Users"].map { "/\($0)/" },
    refused: "open(\"/" + "tmp/a\")", accepted: "open(\"templates/tmp\")",
    covers: { !$0.hasPrefix("Tests/") && !$0.hasPrefix("Documentation/screens/") })
}
