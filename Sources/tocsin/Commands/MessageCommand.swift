// Tocsin — tocsin: one message
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinGateway

/// `tocsin message ID`: what came, why it became what it became, and what was replied.
struct MessageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "message", abstract: "Show one message of a site.",
    discussion: """
      Example: tocsin message --data /var/lib/tocsin 4711 --why

      Without a flag everything is shown. Patient fields are masked (•••); --reveal shows them, is
      written to the trail and told to who looks after break-glass. Exit code 1 when there is no
      such message.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "The message's number, as tocsin messages has it.") var id: Int64
  @Flag(help: "Only the lines as they came.") var raw = false
  @Flag(help: "Only the parsed tree.") var tree = false
  @Flag(help: "Only why it became what it became.") var why = false
  @Option(help: "Give this segment whole, counted from 1.") var open: Int?
  @Option(help: "Show patient fields, for this reason of 10 to 500 bytes.") var reveal: String?

  func validate() throws {
    guard reveal.map({ Board.reasonBytes.contains($0.utf8.count) }) ?? true else {
      throw ValidationError("--reveal takes a reason of 10 to 500 bytes")
    }
  }

  func run() async throws {
    let site = try await Site.open(data.settings())
    let browser = MessageBrowser(site.surroundings())
    let actor = BrowserActor.here
    let view: MessageView
    do {
      if let reveal { _ = try await browser.breakGlass(id, reason: reveal, by: actor) }
      view = try await browser.view(id, open: open.map { $0 - 1 }, by: actor)
    } catch { throw Failure(error, id) }
    let isAll = !raw && !tree && !why
    if isAll { say(head: view) }
    if raw || isAll { for line in view.lines { Console.say(line.text) } }
    if tree || isAll { for line in view.tree.map(MessageText.lines) ?? [] { Console.say(line) } }
    if why || isAll { say(why: view) }
    if isAll { say(rest: view) }
  }

  private func say(head view: MessageView) {
    let heading = view.heading
    Console.say(
      "\(heading.id)  \(RFC3339.text(heading.receivedAt))  \(heading.integration)  "
        + "\(heading.traits.type)  \(heading.controlID)")
    Console.say("\(heading.outcome.rawValue): \(heading.reason)")
    if !view.hasContent { Console.say("its content was erased") }
    if let fault = view.fault { Console.say("no message is found in it: \(fault)") }
    for warning in view.warnings {
      let peek = warning.peek.isEmpty ? "" : "  \(warning.peek)"
      Console.say("warning: \(warning.kind) at byte \(warning.byte), \(warning.count)×\(peek)")
    }
  }

  private func say(why view: MessageView) {
    guard let explanation = view.explanation else {
      return Console.say("the mapping that decided is not there any more")
    }
    for line in MessageText.lines(of: explanation) { Console.say(line) }
  }

  private func say(rest view: MessageView) {
    for line in view.drafts.flatMap(MessageText.lines) { Console.say(line) }
    for line in view.reply { Console.say("reply: \(line.text)") }
    if let alert = view.alert { Console.say("alert \(alert.id): \(alert.phaseWord)") }
    for entry in view.timeline { Console.say("  \(RFC3339.text(entry.at))  \(entry.text)") }
    for other in view.repeats {
      Console.say("same control id: \(other.id)  \(RFC3339.text(other.receivedAt))")
    }
  }
}

/// `tocsin replay ID...`: stored messages, taken once more.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Take stored messages once more, without paging.",
    discussion: """
      Example: tocsin replay --data /var/lib/tocsin 4711 4712

      Each gets a row of its own that says what it became under the documents that hold now.
      Nobody is paged unless --page gives a reason; then each is taken as if it had just come.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "Numbers of messages, at most 100.") var ids: [Int64]
  @Option(help: "Page people, for this reason of 10 to 500 bytes.") var page: String?

  func validate() throws {
    guard (1...MessageBrowser.replaysMax).contains(ids.count) else {
      throw ValidationError("1 to \(MessageBrowser.replaysMax) messages are replayed at once")
    }
    guard page.map({ Board.reasonBytes.contains($0.utf8.count) }) ?? true else {
      throw ValidationError("--page takes a reason of 10 to 500 bytes")
    }
  }

  func run() async throws {
    let site = try await Site.open(data.settings())
    let browser = MessageBrowser(site.surroundings())
    let replayed: [ReplayedMessage]
    do {
      replayed = try await browser.replay(
        ids, paging: page != nil, reason: page ?? "", by: .here)
    } catch { throw Failure(error, ids[0]) }
    for one in replayed { try Console.say(json: ReplayRow(one)) }
    guard replayed.allSatisfy({ $0.id != nil }) else { throw ExitCode(1) }
  }
}

/// What a replay prints of one message.
private struct ReplayRow: Encodable {
  let original: Int64
  @OrNull var id: Int64?
  let outcome: String
  @OrNull var alert: String?

  init(_ one: ReplayedMessage) {
    original = one.original
    id = one.id
    outcome = one.outcome
    alert = one.alert?.text
  }
}

/// `tocsin try NAME --mapping FILE`: a mapping on stored messages, before it is imported.
struct TryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Try a mapping on stored messages before importing it.",
    discussion: """
      Example: tocsin try laboratory --data /var/lib/tocsin --mapping mapping.yaml --newest 100

      Prints the findings of the document, or a line for each message whose outcome or drafts
      differ from what holds now, and a last line of counts. Nothing is stored and nobody is paged.
      Exit code 1 when the document does not check.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "The integration.") var name: String
  @Option(help: "The document, mapping.yaml.") var mapping: String
  @Option(help: "On this many of the newest messages, at most 200.") var newest = 50
  @Option(help: "On a message in a file, instead of stored ones.") var sample: String?
  @Flag(help: "Show the drafts before and after.") var drafts = false

  func run() async throws {
    let site = try await Site.open(data.settings())
    let text = String(decoding: try Files.bytes(mapping), as: UTF8.self)
    let samples: TrySamples =
      try sample.map { .pasted(String(decoding: try Files.bytes($0), as: UTF8.self)) }
      ?? .newest(newest)
    let report: TryReport
    do {
      report = try await MessageBrowser(site.surroundings()).attempt(
        text, of: name, on: samples, by: .here)
    } catch { throw Failure("the store cannot take it now", hint: "try again") }
    for finding in report.findings {
      Console.say(
        "\(mapping):\(finding.line): \(finding.isError ? "error" : "warning"): "
          + finding.text)
    }
    guard !report.findings.contains(where: \.isError) else { throw ExitCode(1) }
    let changed = report.messages.filter { !$0.differences.isEmpty }
    for message in changed { say(message) }
    Console.say("\(report.messages.count) messages tried, \(changed.count) differ")
  }

  private func say(_ message: TriedMessage) {
    let number = message.id.map { "\($0)" } ?? "-"
    Console.say("\(number)  \(message.type)  \(message.differences.joined(separator: ", "))")
    Console.say("  before: \(message.before.outcome), \(message.before.reason)")
    if drafts { say(message.before.drafts) }
    Console.say("  after:  \(message.after.outcome), \(message.after.reason)")
    if drafts { say(message.after.drafts) }
  }

  private func say(_ drafts: [DraftView]) {
    for line in drafts.flatMap(MessageText.lines) { Console.say("    \(line)") }
  }
}

extension BrowserActor {
  /// The system account that runs this command.
  static var here: BrowserActor {
    if case .commandLine(let name) = TrailActor.operatorHere {
      return BrowserActor(commandLine: name)
    }
    return BrowserActor(commandLine: "operator")
  }
}

extension Failure {
  /// What a refusal of the message browser means at the command line.
  init(_ error: BrowserError, _ id: Int64) {
    switch error {
    case .unknown:
      self.init("there is no message \(id)", hint: "list them: tocsin messages")
    case .notNow:
      self.init("the store cannot take it now", hint: "try again")
    }
  }
}
