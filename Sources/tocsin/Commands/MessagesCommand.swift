// Tocsin — tocsin: the list of messages
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// Which messages a command is about.
struct MessageOptions: ParsableArguments {
  @Option(help: "Only of this integration.") var integration: String?
  @Option(help: "Only accepted, repeated, not-for-us or refused.") var outcome: String?
  @Option(help: "Only of this type, such as ORU^R01 or ORU.") var type: String?
  @Option(help: "Only received at or after, such as 2026-11-24T08:00:00Z.") var since: String?
  @Option(help: "Only received before.") var until: String?
  @Option(name: .customLong("control-id"), help: "Only with this control id; AB* begins so.")
  var controlID: String?
  @Option(help: "Only of this alert.") var alert: String?
  @Option(help: "Only with this value, in an indexed field.") var value: String?
  @Option(help: "The field of --value, such as PID-3.1; any when not given.") var field: String?
  @Flag(help: "Only with warnings.") var warnings = false

  /// The question, without `--value`.
  ///
  /// - Throws: `ValidationError` for what cannot be read.
  func query() throws -> MessageQuery {
    var query = MessageQuery()
    query.integration = integration
    query.type = type?.uppercased()
    query.hasWarnings = warnings
    query.since = try since.map(time)
    query.until = try until.map(time)
    query.alert = try alert.map(alert)
    query.outcome = try outcome.map(outcome)
    query.isPrefix = controlID?.hasSuffix("*") ?? false
    query.controlID = query.isPrefix ? controlID.map { String($0.dropLast()) } : controlID
    return query
  }

  /// Whether anything is asked for.
  var isEmpty: Bool {
    [integration, outcome, type, since, until, controlID, alert, value].allSatisfy { $0 == nil }
      && !warnings
  }

  private func time(_ text: String) throws -> Timestamp {
    guard let time = RFC3339.parse(text) else {
      throw ValidationError("\(text) is no time: write it as 2026-11-24T08:00:00Z")
    }
    return time
  }

  private func alert(_ text: String) throws -> AlertID {
    guard let id = AlertID(text: text) else {
      throw ValidationError("\(text) is not an alert id: list them: tocsin alerts")
    }
    return id
  }

  private func outcome(_ text: String) throws -> MessageOutcome {
    guard let outcome = MessageOutcome(rawValue: text) else {
      let words = MessageOutcome.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--outcome takes one of \(words)")
    }
    return outcome
  }
}

/// `tocsin messages`: everything that sources sent, with what became of it.
struct Messages: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the messages that a site received.",
    discussion: """
      Example: tocsin messages --data /var/lib/tocsin --json
      Example: tocsin messages --data /var/lib/tocsin --outcome refused --limit 20

      Oldest first; what is looked for by an option comes newest first. A search by --value is
      written to the trail, without the value.
      """)

  @OptionGroup var data: DataOption
  @OptionGroup var options: MessageOptions
  @Flag(help: "One JSON object a line.") var json = false
  @Option(help: "At most this many of those that are looked for.") var limit = 200

  private static let pageSize = 1_000

  func validate() throws { _ = try options.query() }

  func run() async throws {
    let site = try await Site.open(data.settings())
    if options.isEmpty { return try await all(of: site) }
    let browser = MessageBrowser(site.surroundings())
    var query = try options.query()
    if let value = options.value { query.values = try values(value, browser) }
    var left = limit
    while left > 0 {
      query.limit = min(left, MessageQuery.limitMax)
      let page: HeadingPage
      do { page = try await browser.list(query, by: .here) } catch { throw Failure(error, 0) }
      for heading in page.headings { try say(MessageRow(heading)) }
      left -= page.headings.count
      guard let next = page.next else { return }
      query.before = next
    }
  }

  private func values(_ value: String, _ browser: MessageBrowser) throws -> [IndexedValue] {
    let known = browser.indexedPaths(of: options.integration)
    let wanted = options.field?.uppercased()
    let paths = known.filter { path in wanted.map { path == $0 || path == $0 + ".1" } ?? true }
    guard !paths.isEmpty else {
      throw Failure(
        "this field is not indexed", hint: "take one of \(known.joined(separator: ", "))")
    }
    return paths.compactMap { IndexedValue(path: $0, value: value) }
  }

  private func all(of site: Site) async throws {
    var last: Int64 = 0
    while true {
      let after = last
      let rows = try await site.store.read { store in
        try store.messages(after: after, limit: Self.pageSize).map { record in
          MessageRow(record, try store.heading(record.id)?.traits ?? MessageTraits())
        }
      }
      for row in rows { try say(row) }
      guard let end = rows.last, rows.count == Self.pageSize else { return }
      last = end.id
    }
  }

  private func say(_ row: MessageRow) throws {
    guard !json else { return try Console.say(json: row) }
    Console.say(
      "\(row.id)  \(row.receivedAt)  \(row.outcome)  \(row.reply ?? "-")  \(row.type)  "
        + "\(row.controlID)  \(row.reason)")
  }
}
