// Tocsin — tocsin: the list of alerts
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin alerts`: one object a line, newest first.
struct Alerts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the alerts of a site.",
    discussion: "Example: tocsin alerts --data /var/lib/tocsin --json --phase escalating")

  @OptionGroup var data: DataOption
  @Flag(help: "One JSON object a line.") var json = false
  @Flag(help: "Alerts for test in place of real ones.") var test = false
  @Option(help: "Only this phase: escalating, exhausted, acknowledged, resolved.")
  var phase: String?
  @Option(help: "At most this many.") var limit = 1_000_000

  func validate() throws {
    let words = ["escalating", "exhausted", "acknowledged", "resolved"]
    guard phase.map(words.contains) ?? true else {
      throw ValidationError("--phase takes one of \(words.joined(separator: ", "))")
    }
  }

  func run() async throws {
    let site = try await Site.open(data.settings())
    let (phase, limit, world) = (phase, limit, test ? World.test : .production)
    let rows = try await site.store.read { store in
      try store.alerts(limit: limit, phase: phase).filter { $0.world == world }.map {
        AlertRow($0, pages: try store.pages(of: $0.id))
      }
    }
    for row in rows {
      if json {
        try Console.say(json: row)
      } else {
        Console.say(
          (test ? "TEST  " : "")
            + "\(row.openedAt)  \(row.phase)  \(row.priority)  \(row.id)  \(row.integration)"
            + (row.callMe.isEmpty ? "" : "  ring \(row.callMe.joined(separator: ", "))"))
      }
    }
  }
}
