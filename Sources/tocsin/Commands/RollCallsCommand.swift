// Tocsin — tocsin: roll-calls
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// A report as `tocsin roll-calls --json` prints it.
struct RollReportRow: Encodable {
  /// One role of it.
  struct Answer: Encodable {
    let role: String
    @OrNull var by: String?
    @OrNull var seconds: Int64?
    let byTelephone: Bool

    init(_ answer: RollAnswer) {
      role = answer.role
      by = answer.responder?.text
      seconds = answer.after?.wholeSeconds
      byTelephone = answer.isByTelephone
    }
  }

  let alert: String
  let type: String
  let calledAt: String
  let reportedAt: String
  let missing: [String]
  let roles: [Answer]

  init(_ report: RollReport) {
    alert = report.alert.text
    type = report.type
    calledAt = RFC3339.text(report.calledAt)
    reportedAt = RFC3339.text(report.reportedAt)
    missing = report.missing
    roles = report.answers.map { Answer($0) }
  }

  var line: String {
    let all = roles.map { role in
      role.by.map { "\(role.role) \($0)" } ?? "\(role.role) MISSING"
    }
    return "\(calledAt)  \(type)  \(all.joined(separator: ", "))"
  }
}

/// `tocsin roll-calls`: what the roll-calls came to, newest first.
struct RollCallsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roll-calls", abstract: "List what roll-calls of teams came to.",
    discussion: """
      Example: tocsin roll-calls --data /var/lib/tocsin --json

      A call type of calls.yaml with roll-call: is called as TEST at that moment of each day. The
      report is a leaf on the trail too: tocsin trail search --action roll.reported
      """)

  @OptionGroup var data: DataOption
  @Flag(help: "One JSON object a line.") var json = false
  @Option(help: "At most this many.") var limit = 100

  func run() async throws {
    let site = try await Site.open(data.settings())
    let limit = limit
    for report in try await site.store.read({ try $0.rollReports(limit: limit) }) {
      let row = RollReportRow(report)
      if json { try Console.say(json: row) } else { Console.say(row.line) }
    }
  }
}
