// Tocsin — tocsin: trail
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin trail [ALERT] | verify | search | export`.
struct TrailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trail", abstract: "Print, verify, search or export the trail.",
    discussion: "Example: tocsin trail --data /var/lib/tocsin 3f2a…",
    subcommands: [Show.self, Verify.self, Search.self, Export.self], defaultSubcommand: Show.self)

  /// `tocsin trail ALERT`: what happened to one alert, and why.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the trail of one alert.",
      discussion: """
        Example: tocsin trail --data /var/lib/tocsin 3f2a…

        Exit code 1 when there is no such alert.
        """)

    @OptionGroup var data: DataOption
    @Flag(help: "One JSON object a line.") var json = false
    @Argument(help: "The alert's id.") var alert: String

    func run() async throws {
      let site = try await Site.open(data.settings())
      guard let id = AlertID(text: alert) else {
        throw Failure("\(alert) is not an alert id", hint: "list them: tocsin alerts")
      }
      guard try await site.store.read({ try $0.alert(id) }) != nil else {
        throw Failure("there is no alert \(alert)", hint: "list them: tocsin alerts")
      }
      try await site.leave(.trailRead, on: "alert:\(id)")
      for row in try await site.store.read({ try $0.trail(of: id).map(TrailRow.init) }) {
        if json {
          try Console.say(json: row)
        } else {
          Console.say("\(row.at)  \(row.event)  \(row.text)")
        }
      }
    }
  }

  /// `tocsin trail verify`: whether it is whole, for cron.
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verify chain, tree, checkpoints, details and each alert's life.",
      discussion: """
        Example: tocsin trail verify --data /var/lib/tocsin --checkpoints /mnt/elsewhere

        Prints one line a finding, INDEX KIND TEXT, and a last line. Exit code 0 when all holds,
        else 1. Checkpoints that lie elsewhere show what a copy beside the store cannot.
        """)

    @OptionGroup var data: DataOption
    @Option(help: "A folder of exported checkpoints (TOCSIN_CHECKPOINTS).")
    var checkpoints: String?
    @Flag(help: "One JSON object.") var json = false

    func run() async throws {
      let settings = try await data.settings()
      let site = try await Site.open(settings)
      let exported = try CheckpointFolder.open(checkpoints, settings)?.all() ?? []
      let means = site.means
      let report = try await site.store.read { store in
        var check = TrailCheck(store, exported: exported, means: means)
        return try check.run()
      }
      if json {
        try Console.say(json: TrailReportRow(report))
      } else {
        for finding in report.findings {
          Console.say("\(finding.index)  \(finding.kind.rawValue)  \(finding.text)")
        }
        Console.say(
          "\(report.leaves) leaves, \(report.alerts) alerts, \(report.checkpoints) checkpoints, "
            + "\(report.exported) exported: "
            + (report.firstBad.map { "the first bad leaf is \($0)" } ?? "whole"))
      }
      guard report.isGood else { throw ExitCode(1) }
    }
  }

  /// `tocsin trail search`: leaves by actor, action, object and time.
  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find leaves of the trail.",
      discussion: """
        Example: tocsin trail search --data DIR --action content.viewed --object alert:3f2a…
        The search itself leaves a leaf, before anything is printed.
        """)

    @OptionGroup var data: DataOption
    @Option(help: "Such as person:dr.amsel, gateway, command-line:root, or a device's id.")
    var actor: String?
    @Option(help: "Such as content.viewed.") var action: String?
    @Option(help: "Such as alert:ID, account:ID, device:ID.") var object: String?
    @Option(help: "From this time on, RFC 3339.") var since: String?
    @Option(help: "Before this time, RFC 3339.") var until: String?
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      var query = TrailQuery()
      query.actor = actor
      query.action = action
      query.object = object
      query.since = try since.map { try Self.time($0, "--since") }
      query.until = try until.map { try Self.time($0, "--until") }
      let site = try await Site.open(data.settings())
      try await site.leave(.trailRead, on: object ?? "trail", reason: "search")
      let wanted = query
      let found = try await site.store.read { store in
        var found: [LeafBody] = []
        try store.scan(before: try store.leafCount()) { if wanted.wants($0) { found.append($0) } }
        return found
      }
      for body in found {
        let row = LeafRow(body)
        if json {
          try Console.say(json: row)
        } else {
          Console.say("\(row.index)  \(row.at)  \(row.actor)  \(row.action)  \(row.object)")
        }
      }
    }

    private static func time(_ text: String, _ flag: String) throws -> Int64 {
      guard let time = RFC3339.parse(text) else {
        throw ValidationError("\(flag) takes a time such as 2026-11-24T08:00:00Z, not \(text)")
      }
      return time.milliseconds
    }
  }
}

/// What `trail verify --json` prints.
struct TrailReportRow: Encodable {
  struct Finding: Encodable {
    let index: Int64
    let kind: String
    let text: String
  }

  let whole: Bool
  @OrNull var firstBad: Int64?
  let leaves: Int64
  let uncovered: Int64
  let alerts: Int
  let checkpoints: Int
  let exported: Int
  let details: Int
  let erased: Int
  let findings: [Finding]

  init(_ report: TrailReport) {
    whole = report.isGood
    firstBad = report.firstBad
    leaves = report.leaves
    uncovered = report.uncovered
    alerts = report.alerts
    checkpoints = report.checkpoints
    exported = report.exported
    details = report.details
    erased = report.erased
    findings = report.findings.map {
      Finding(index: $0.index, kind: $0.kind.rawValue, text: $0.text)
    }
  }
}

/// A leaf as `trail search --json` prints it.
struct LeafRow: Encodable {
  let index: Int64
  let at: String
  let actor: String
  @OrNull var device: String?
  let action: String
  let object: String
  let refused: Bool
  let reason: String

  init(_ body: LeafBody) {
    index = body.index
    at = RFC3339.text(body.at)
    actor = body.actor
    device = body.device?.text
    action = body.action
    object = body.object
    refused = body.isRefused
    reason = body.reason
  }
}
