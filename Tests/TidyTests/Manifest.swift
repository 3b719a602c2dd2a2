// Tocsin — TidyTests: the arrows of Package.swift
// SPDX-License-Identifier: Apache-2.0

/// What Package.swift declares, read as text: the manifest's own words are `target("Name", […])`,
/// `tests("Name", […])`, `.executableTarget(name:dependencies:)` and `.systemLibrary(name:)`.
struct Manifest {
  struct Target: Hashable {
    let name: String
    let isTest: Bool
    /// Targets of this package.
    var inner: Set<String> = []
    /// Products of other packages; each is named like the module that it brings.
    var outer: Set<String> = []
  }

  private(set) var targets: [Target] = []
  /// What could not be read.
  private(set) var findings: [Finding] = []

  private let file: SourceFile
  private var products: [String: String] = [:]

  init(_ file: SourceFile) {
    self.file = file
    readProducts()
    for index in file.tokens.indices { readTarget(at: index) }
    let names = Set(targets.map(\.name))
    for index in targets.indices {
      targets[index].outer.formUnion(targets[index].inner.subtracting(names))
      targets[index].inner.formIntersection(names)
    }
  }

  private var tokens: [Token] { file.tokens }

  private func text(_ index: Int) -> String { index < tokens.count ? tokens[index].text : "" }

  private func string(_ index: Int) -> String? {
    index < tokens.count && tokens[index].kind == .string ? tokens[index].text : nil
  }

  /// `let log: Target.Dependency = .product(name: "Logging", package: "swift-log")`
  private mutating func readProducts() {
    for index in tokens.indices where text(index) == "let" {
      let end = (index..<min(index + 12, tokens.count)).first { text($0) == "product" }
      guard let end, text(end + 2) == "name", let name = string(end + 4) else { continue }
      products[text(index + 1)] = name
    }
  }

  private mutating func readTarget(at index: Int) {
    let word = text(index)
    let isMember = index > 0 && text(index - 1) == "."
    guard tokens[index].kind == .word, text(index + 1) == "(" else { return }
    if !isMember, word == "target" || word == "tests", let name = string(index + 2) {
      var target = Target(name: name, isTest: word == "tests")
      if text(index + 3) == ",", text(index + 4) == "[" { read(into: &target, list: index + 4) }
      targets.append(target)
    } else if isMember, ["executableTarget", "testTarget", "systemLibrary"].contains(word),
      let name = string(index + 4)
    {
      var target = Target(name: name, isTest: word == "testTarget")
      if text(index + 6) == "dependencies" { read(into: &target, list: index + 8) }
      targets.append(target)
    }
  }

  private mutating func read(into target: inout Target, list open: Int) {
    guard let close = file.closing(open) else { return }
    var index = open + 1
    while index < close {
      if text(index) == ".", text(index + 3) == "name", let name = string(index + 5) {
        let isProduct = text(index + 1) == "product"
        if isProduct { target.outer.insert(name) } else { target.inner.insert(name) }
        index = (file.closing(index + 2) ?? close) + 1
        continue
      }
      if let name = string(index) {
        target.inner.insert(name)
      } else if tokens[index].kind == .word {
        if let product = products[text(index)] {
          target.outer.insert(product)
        } else {
          findings.append(file.finding(tokens[index].line, "`\(text(index))` is not understood"))
        }
      }
      index += 1
    }
  }
}
