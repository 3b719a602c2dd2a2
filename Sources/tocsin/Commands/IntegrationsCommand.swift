// Tocsin — tocsin: integrations
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin integrations`: how every source does.
struct IntegrationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "integrations", abstract: "List the integrations of a site and how they do.",
    discussion: """
      Example: tocsin integrations --data /var/lib/tocsin --json

      As the gateway has it in the store, at most a second old. Connections and bytes that wait are
      in its memory alone: GET /v1/integrations has them. Exit code 1 with --check when one of them
      is in trouble.
      """)

  @OptionGroup var data: DataOption
  @Flag(help: "One JSON object a line.") var json = false
  @Flag(help: "Exit code 1 when an integration is in trouble.") var check = false

  func run() async throws {
    let site = try await Site.open(data.settings())
    let standings = try await site.surroundings().standings()
    for source in standings {
      if json {
        try Console.say(json: IntegrationRow(source))
      } else {
        say(source)
      }
    }
    guard !check || standings.allSatisfy({ $0.health != .trouble }) else { throw ExitCode(1) }
  }

  private func say(_ source: SourceStanding) {
    let counts = source.counts
    let heard = source.state.heardAt.map { RFC3339.text($0) } ?? "never"
    let kind = source.rules.isLive ? "live" : "not live"
    Console.say(
      "\(source.name)  \(source.health.rawValue)  \(kind)  last \(heard)  "
        + "today \(counts.received) received, \(counts.mapped) mapped, "
        + "\(counts.notForUs) not for us, \(counts.refused) refused, "
        + "\(counts.repeated) repeated")
    for trouble in source.state.ongoing {
      Console.say("  \(RFC3339.text(trouble.since))  \(trouble.trouble.rawValue)  \(trouble.text)")
    }
    for refusal in IntegrationRow(source).refusals {
      Console.say("  refused  \(refusal.reason)  \(refusal.count)  last \(refusal.lastAt)")
    }
    if let work = source.maintenance { Console.say("  maintenance  \(MaintenanceRow(work).line)") }
  }
}
