// Tocsin — tocsin: hindsight
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinSystem

/// `tocsin hindsight`.
struct HindsightCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hindsight",
    abstract: "Play the alerts of the last 90 days under an edited policy or rota.",
    discussion: """
      Example: tocsin hindsight --data /var/lib/tocsin --policy policies/critical-result.yaml

      Nothing is written and nobody is paged. Both the documents in force and the edited ones are
      played over the same alerts, with the rotas and people of now. Assumed: whoever took an alert
      takes it after the same delay once they are paged, and whoever did not does not; everyone has
      a device.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "A policy's document; the file's name is the policy's.") var policy: String?
  @Option(help: "A rota's document; the file's name is the rota's.") var rota: String?
  @Option(help: "Lines listed of each kind.") var lines = 20

  func validate() throws {
    guard (policy == nil) != (rota == nil) else {
      throw ValidationError("give either --policy FILE or --rota FILE")
    }
    guard (0...1_000).contains(lines) else { throw ValidationError("--lines is 0 to 1000") }
  }

  func run() async throws {
    let site = try await Site.open(data.settings())
    let snapshot = try site.directory.snapshot()
    let before = PlayedDocuments(
      routing: snapshot.routing, policies: snapshot.policies, staffing: snapshot.staffing)
    let after = try edited(before)
    let surroundings = site.surroundings()
    let since = surroundings.time.now() - Hindsight.looksBack
    let past = try await PastAlerts.read(since: since, from: surroundings)
    let report = Hindsight.report(on: past.alerts, under: before, edited: after)
    Console.say(
      past.isSample
        ? "the newest \(report.count) alerts of the last 90 days; there are more"
        : "\(report.count) alerts of the last 90 days")
    say("reach somebody sooner", report.sooner)
    say("reach somebody later", report.later)
    say("reach only the fallback, and did not", report.onlyFallback)
    say("reach a person, and reached only the fallback", report.noLongerFallback)
    say("are taken as soon, by somebody else", report.others)
    Console.say(
      "assumed: whoever took an alert takes it after the same delay once paged, nobody else does;"
        + " rotas, people and holidays of now; every device works")
  }

  private func edited(_ before: PlayedDocuments) throws -> PlayedDocuments {
    var after = before
    let path = policy ?? rota ?? ""
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let text = String(decoding: try Files.bytes(path), as: UTF8.self)
    let zones = SystemZones()
    do {
      if policy != nil {
        let revision = before.policies[name]?.reference.revision ?? 0
        let read = try DocumentValues.policy(text: text, name: name, revision: revision)
        after.policies[name] = read
        for hours in read.hours {
          after.staffing.zones[hours.zone] = try zones.rules(named: hours.zone)
        }
      } else {
        let read = try DocumentValues.rota(text: text, name: name)
        after.staffing.rotas[read.id] = read.observing(before.staffing.calendars)
        after.staffing.zones[read.zone] = try zones.rules(named: read.zone)
      }
    } catch let refusal as DocumentRefusal {
      for finding in refusal.findings { Console.complain("\(finding)") }
      throw Failure("\(path) has mistakes", hint: "mend the lines above")
    }
    return after
  }

  private func say(_ what: String, _ changes: [HindsightChange]) {
    Console.say("\(changes.count) \(what)")
    for change in changes.prefix(lines) {
      Console.say(
        "  \(change.alert)  \(RFC3339.text(change.openedAt))  \(Self.text(change.before))"
          + " -> \(Self.text(change.after))")
    }
    if changes.count > lines { Console.say("  and \(changes.count - lines) more") }
  }

  private static func text(_ reach: Reach) -> String {
    switch reach {
    case .person(let id, let after): "\(id) after \(after.text)"
    case .fallback(let id, let after): "\(id), by the fallback, after \(after.text)"
    case .nobody(let after): "nobody; the fallback after \(after.text)"
    }
  }
}
