// Tocsin — TidyTests: headers and limits
// SPDX-License-Identifier: Apache-2.0

/// How long things may be. A limit is not raised: what outgrows it is two things.
enum ShapeLimit {
  static let columns = 100
  static let fileLines = 400
  static let functionLines = 50
  static let parameters = 5
}

func isCode(_ path: String) -> Bool {
  (path.hasPrefix("Sources/") || path.hasPrefix("Tests/") || path.hasPrefix("Benchmarks/")
    || path == "Package.swift")
    && [".swift", ".js", ".mjs", ".h", ".py"].contains { path.hasSuffix($0) }
}

func isSwift(_ path: String) -> Bool { isCode(path) && path.hasSuffix(".swift") }

extension Rule {
  static let shape: [Rule] = [header, columns, fileLength, functionLength, parameterCount]

  private static let licence = "SPDX-License-Identifier: Apache-2.0"
  private static let opening = "// Tocsin — Core: a sample\n// \(licence)\n"

  private static let header = Rule(
    name: "a header of two lines: module and noun phrase, licence",
    covers: isCode,
    check: { file in
      let mark = file.path.hasSuffix(".py") ? "# " : "// "
      let isFirst = { (line: String) in line.hasPrefix("#!") || line.hasPrefix("// swift-tools") }
      let lines = Array(file.lines.drop(while: isFirst).prefix(2))
      guard lines.count == 2, lines[0].hasPrefix(mark + "Tocsin — "),
        lines[0].contains(": "), !lines[0].hasSuffix("."), lines[1] == mark + licence
      else { return [file.finding(1, "the header of two lines is missing or misspelled")] }
      return []
    },
    refused: Sample(text: "// A sample\nstruct Sample {}\n"),
    accepted: Sample(text: opening + "struct Sample {}\n"))

  private static let columns = Rule(
    name: "lines of at most \(ShapeLimit.columns) columns",
    covers: { isCode($0) || $0.hasPrefix("Scripts/") },
    check: { file in
      file.lines.enumerated().compactMap { index, line in
        let columns = line.unicodeScalars.count
        return columns > ShapeLimit.columns
          ? file.finding(index + 1, "\(columns) columns") : nil
      }
    },
    refused: Sample(text: "// " + String(repeating: "x", count: 98) + "\n"),
    accepted: Sample(text: "// " + String(repeating: "é", count: 97) + "\n"))

  private static let fileLength = Rule(
    name: "files of at most \(ShapeLimit.fileLines) lines",
    covers: isCode,
    check: { file in
      file.lines.count > ShapeLimit.fileLines
        ? [file.finding(1, "\(file.lines.count) lines: more than one thing lives here")] : []
    },
    refused: Sample(text: String(repeating: "\n", count: 401)),
    accepted: Sample(text: String(repeating: "\n", count: 400)))

  private static let functionLength = Rule(
    name: "functions of at most \(ShapeLimit.functionLines) lines",
    covers: isSwift,
    check: { file in
      file.functions.filter { $0.lineCount > ShapeLimit.functionLines }
        .map { file.finding($0.line, "\($0.name) has \($0.lineCount) lines") }
    },
    refused: Sample(
      text: "func long() -> [Int] {\n" + String(repeating: "  g(\"}\")\n", count: 49) + "}\n"),
    accepted: Sample(
      text: "func fits() {\n" + String(repeating: "  g(\"{\")\n", count: 48) + "}\n"
        + String(repeating: "let x = 1\n", count: 60)))

  private static let parameterCount = Rule(
    name: "at most \(ShapeLimit.parameters) parameters, but to store them",
    covers: isSwift,
    check: { file in
      file.functions.filter { $0.parameters > ShapeLimit.parameters && !$0.onlyStores }
        .map { file.finding($0.line, "\($0.name) takes \($0.parameters) parameters") }
    },
    refused: Sample(
      text: "func f(a: Int, b: [A: B], c: D<E, F>, d: (Int, Int), e: Int, f: Int) { g() }"),
    accepted: Sample(
      text: """
        func f(a: Int, b: [A: B], c: D<E, F>, d: (Int, Int), e: () -> Void,) { g() }
        init(a: Int, b: Int, c: Int, d: Int, e: Int, f: Int) { self.a = a }
        """))
}
