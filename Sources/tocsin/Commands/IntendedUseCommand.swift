// Tocsin — tocsin: intended-use
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin intended-use show | accept`.
struct IntendedUseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intended-use", abstract: "Show or accept what Tocsin is meant for.",
    discussion: """
      Example: tocsin intended-use accept --by manager.gans

      Alarms of bedside devices page nobody until the site has accepted the statement that this
      program carries. A changed statement is accepted anew.
      """,
    subcommands: [Show.self, Accept.self], defaultSubcommand: Show.self)

  /// `tocsin intended-use show`.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the statement, and who has accepted it.",
      discussion: "Example: tocsin intended-use show --data /var/lib/tocsin")

    @OptionGroup var data: DataOption

    func run() async throws {
      let acceptances = Acceptances(try await Site.open(data.settings()).surroundings())
      do {
        let present = try await acceptances.present()
        Console.say(IntendedUse.statement)
        Console.say("digest \(acceptances.digestText)")
        Console.say(
          present.map(IntendedUseCommand.line)
            ?? "not accepted: alarms of bedside devices page nobody")
      } catch { throw Failure(error) }
    }
  }

  /// `tocsin intended-use accept`.
  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept the statement for the site.",
      discussion: "Example: tocsin intended-use accept --by manager.gans")

    @OptionGroup var data: DataOption
    @Option(help: "Who answers for it: a person's id.") var by: String
    @Option(help: "Why, in a few words; kept sealed on the trail.") var reason = ""

    func run() async throws {
      let acceptances = Acceptances(try await Site.open(data.settings()).surroundings())
      do {
        let record = try await acceptances.accept(
          for: ResponderID(by), by: .operatorHere, reason: reason)
        Console.say(IntendedUseCommand.line(record))
      } catch { throw Failure(error) }
    }
  }

  private static func line(_ record: AcceptanceRecord) -> String {
    "accepted by \(record.acceptedBy) at \(RFC3339.text(record.acceptedAt)), digest "
      + record.digestText
  }
}

extension Failure {
  /// What a refusal of an acceptance means at the command line.
  fileprivate init(_ fault: AcceptanceFault) {
    self.init(fault.rawValue, hint: "read the statement: tocsin intended-use show")
  }
}
