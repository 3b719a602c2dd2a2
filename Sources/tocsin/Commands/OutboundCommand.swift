// Tocsin — tocsin: outbound
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// A report to a source as `tocsin outbound list --json` prints it.
struct OutboundRow: Encodable {
  let id: Int64
  let alert: String
  let integration: String
  let kind: String
  let summary: String
  let controlID: String
  let state: String
  let tries: Int
  let note: String
  let madeAt: String

  init(_ record: OutboundRecord) {
    id = record.id
    alert = record.draft.alert.text
    integration = record.draft.integration
    kind = record.draft.kind.word
    summary = record.draft.summary
    controlID = record.draft.controlID
    state = record.state.word
    tries = record.tries
    note = record.note
    madeAt = RFC3339.text(record.draft.madeAt)
  }
}

/// `tocsin outbound list|retry`: what sources are told.
struct OutboundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbound", abstract: "Show what sources are told of their alerts.",
    discussion: "Example: tocsin outbound list --data DIR --state set-aside",
    subcommands: [List.self, Retry.self])

  /// `tocsin outbound list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the reports to sources, oldest first.",
      discussion: "Example: tocsin outbound list --data DIR --state waiting --json")

    @OptionGroup var data: DataOption
    @Option(help: "Only this state: waiting, told, set-aside.") var state: String?
    @Flag(help: "One JSON object a line.") var json = false

    private static let pageSize = 1_000

    func validate() throws {
      let words = OutboundState.allCases.map(\.word)
      guard state.map(words.contains) ?? true else {
        throw ValidationError("--state takes one of \(words.joined(separator: ", "))")
      }
    }

    func run() async throws {
      let site = try await Site.open(data.settings())
      var last: Int64 = 0
      while true {
        let after = last
        let found = try await site.store.read {
          try $0.outbound(after: after, limit: Self.pageSize)
        }
        for row in found.map(OutboundRow.init) where state == nil || state == row.state {
          try say(row)
        }
        guard let end = found.last, found.count == Self.pageSize else { return }
        last = end.id
      }
    }

    private func say(_ row: OutboundRow) throws {
      guard !json else { return try Console.say(json: row) }
      Console.say(
        "\(row.id)  \(row.madeAt)  \(row.state)  \(row.integration)  \(row.summary)  \(row.note)")
    }
  }

  /// `tocsin outbound retry`.
  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a report that was set aside in line again.",
      discussion: """
        Example: tocsin outbound retry --data DIR 4711

        It goes out under the same control id. The trail tells who did it.
        """)

    @OptionGroup var data: DataOption
    @Argument(help: "The report's number, as the list has it.") var report: Int64

    func run() async throws {
      let site = try await Site.open(data.settings())
      let surroundings = site.surroundings()
      let report = report
      let isThere = try await site.store.perform { store in
        let now = surroundings.time.now()
        guard try store.retry(report, at: now) else { return false }
        try store.append(
          TrailLeaf(.reportRetried, on: "report:\(report)", by: .operatorHere, at: now))
        return true
      }
      guard isThere else {
        throw Failure(
          "no report of this number is set aside",
          hint: "list them: tocsin outbound list --state set-aside")
      }
    }
  }
}
