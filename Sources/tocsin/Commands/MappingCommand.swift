// Tocsin — tocsin: mapping
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin mapping list | show | activate`.
struct MappingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mapping", abstract: "List, show or activate documents of one integration.",
    discussion: """
      Example: tocsin mapping activate laboratory --mapping mapping.yaml --onto 3 \\
        --reason 'the laboratory codes potassium anew'

      Each activation is a new revision; the ones before stay. To go back, activate the former:
      tocsin mapping activate laboratory --revision 3 --onto 4 --reason 'page storm'
      """,
    subcommands: [List.self, Show.self, Activate.self], defaultSubcommand: List.self)

  /// `tocsin mapping list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the revisions of an integration's document, newest first.",
      discussion: "Example: tocsin mapping list --data /var/lib/tocsin laboratory")

    @OptionGroup var data: DataOption
    @Argument(help: "The integration.") var name: String
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let browser = MessageBrowser(try await Site.open(data.settings()).surroundings())
      do {
        for revision in try await browser.revisions(of: name) {
          try MappingCommand.say(revision, json: json)
        }
      } catch let error as BrowserError { throw Failure(error, name) }
    }
  }

  /// `tocsin mapping show`.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print one revision of an integration's document.",
      discussion: "Example: tocsin mapping show --data /var/lib/tocsin laboratory --revision 2")

    @OptionGroup var data: DataOption
    @Argument(help: "The integration.") var name: String
    @Option(help: "The one that holds when missing.") var revision: Int?

    func run() async throws {
      let browser = MessageBrowser(try await Site.open(data.settings()).surroundings())
      do {
        Console.say(try await browser.document(of: name, revision: revision).text)
      } catch { throw Failure(error, name) }
    }
  }

  /// `tocsin mapping activate`.
  struct Activate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a document, or an earlier revision, the one that holds.",
      discussion: """
        Example: tocsin mapping activate laboratory --mapping mapping.yaml --onto 3 \\
          --reason 'the laboratory codes potassium anew'

        Works beside a running serve, which notices within a second. Refuses when another revision
        than --onto holds. Try it first: tocsin try laboratory --mapping mapping.yaml
        """)

    @OptionGroup var data: DataOption
    @Argument(help: "The integration.") var name: String
    @Option(help: "The document, mapping.yaml.") var mapping: String?
    @Option(help: "An earlier revision, instead of a file.") var revision: Int?
    @Option(help: "The revision that was read and changed: the newest.") var onto: Int
    @Option(help: "Why, in a few words, without patient data.") var reason: String
    @Flag(help: "Print it as JSON.") var json = false

    func validate() throws {
      guard (mapping == nil) != (revision == nil) else {
        throw ValidationError("give either --mapping FILE or --revision N")
      }
    }

    func run() async throws {
      let browser = MessageBrowser(try await Site.open(data.settings()).surroundings())
      let text = try await text(from: browser)
      do {
        let made = try await browser.activate(
          Activation(of: name, text, onto: onto, reason: reason), by: .here)
        try MappingCommand.say(made, json: json)
      } catch let error as ActivationError {
        if case .findings(let findings) = error { Self.say(findings, in: mapping ?? name) }
        throw Failure(error, name)
      }
    }

    private func text(from browser: MessageBrowser) async throws -> String {
      if let mapping { return String(decoding: try Files.bytes(mapping), as: UTF8.self) }
      do {
        return try await browser.document(of: name, revision: revision).text
      } catch { throw Failure(error, name) }
    }

    private static func say(_ findings: [DocumentFinding], in path: String) {
      for finding in findings {
        let weight = finding.isError ? "error" : "warning"
        Console.complain("\(path):\(finding.line): \(weight): \(finding.text)")
      }
    }
  }

  private struct Row: Encodable {
    let integration: String
    let revision: Int
    let importedAt: String
    let author: String
    let reason: String
  }

  private static func say(_ revision: DocumentRevision, json: Bool) throws {
    let row = Row(
      integration: revision.name, revision: revision.revision,
      importedAt: RFC3339.text(revision.importedAt), author: revision.author,
      reason: revision.reason)
    if json {
      try Console.say(json: row)
    } else {
      Console.say("\(row.revision)  \(row.importedAt)  \(row.author)  \(row.reason)")
    }
  }
}

extension Failure {
  /// What a refusal of the document's revisions means at the command line.
  fileprivate init(_ error: BrowserError, _ name: String) {
    switch error {
    case .unknown:
      self.init(
        "there is no document \(name), or not this revision", hint: "see: tocsin integrations")
    case .notNow: self.init("the store cannot take it now", hint: "try again")
    }
  }

  /// What a refusal of an activation means at the command line.
  fileprivate init(_ error: ActivationError, _ name: String) {
    switch error {
    case .unknown: self.init(BrowserError.unknown, name)
    case .stale(let newest):
      self.init(
        "revision \(newest) holds now: nothing was activated",
        hint: "put the change into that one: tocsin mapping show \(name)")
    case .unchanged:
      self.init("the same text holds already", hint: "nothing has to be done")
    case .findings: self.init("nothing was activated", hint: "mend the errors above")
    case .reason:
      self.init("a reason of 5 to 300 bytes on one line is needed", hint: "give --reason")
    case .text:
      self.init(
        "a document has at most \(MappingTry.documentBytesMax) bytes", hint: "shorten it")
    case .notNow: self.init("the store cannot take it now", hint: "try again")
    }
  }
}
