// Tocsin — ServerTests: the document of all routes
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore

@testable import TocsinServer

@Suite struct `The OpenAPI document` {
  private static let text: String = {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appendingPathComponent("Sources/TocsinServer/Web/openapi.yaml")
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }()

  /// Each operation as `METHOD PATH ACTION CREDENTIALS`, read by its indentation.
  private static var operations: [String] {
    var found: [String] = []
    var (path, method, action) = ("", "", "")
    for line in text.split(separator: "\n") {
      if line.hasPrefix("components:") { break }
      if line.hasPrefix("  /"), line.hasSuffix(":") {
        path = String(line.dropFirst(2).dropLast())
      } else if line.hasPrefix("    "), !line.hasPrefix("     "), line.hasSuffix(":") {
        method = line.trimmingCharacters(in: .whitespaces).dropLast().uppercased()
      } else if line.hasPrefix("      x-tocsin-action: ") {
        action = String(line.dropFirst("      x-tocsin-action: ".count))
      } else if line.hasPrefix("      security: [") {
        let names = line.dropFirst("      security: [".count).split(separator: "{").map {
          String($0.prefix { $0 != ":" })
        }.filter { $0 != "]" }
        found.append("\(method) \(path) \(action) \(names.joined(separator: " "))")
      }
    }
    return found
  }

  @Test func `threat 25: has every route with its action and credentials, and no other`() {
    let kinds: [CredentialKind] = [.device, .session, .directory, .integration, .watcher]
    let routes = RouteTable.routes.map { route in
      let taken = route.isOpen ? [] : kinds.filter(route.action.requirement.credentials.contains)
      let path = route.pattern.replacing("*", with: "{rest}")
      let names = taken.map(\.rawValue).joined(separator: " ")
      return "\(route.method) \(path) \(route.action.rawValue) \(names)"
    }
    #expect(Self.operations.sorted() == routes.sorted())
  }

  @Test func `refers only to what it defines`() {
    let references = Self.text.matches(of: /#\/components\/(schemas|responses)\/(\w+)/)
    #expect(references.count > 50)
    for reference in references {
      #expect(Self.text.contains("\n    \(reference.output.2):\n"), "\(reference.output.2)")
    }
  }
}
