// Tocsin — tocsin: links to calendars
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin calendar-link make|end|list`. Works beside a running `serve`.
struct CalendarLinkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar-link",
    abstract: "Make, end or list the secret links under which calendars are read.",
    discussion: "Example: tocsin calendar-link make --data DIR rota medicine-registrar",
    subcommands: [Make.self, End.self, List.self])

  /// `tocsin calendar-link make`.
  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the path of a calendar, or of a wall board. It is shown once.",
      discussion: """
        Examples: tocsin calendar-link make --data DIR person dr.amsel
                  tocsin calendar-link make --data DIR rota medicine-registrar
                  tocsin calendar-link make --data DIR team crash-call
                  tocsin calendar-link make --data DIR board numbers

        Put the site's origin before the path. Whoever has the link reads the calendar: who is on
        call from a month ago to a year on (RFC 5545). A team is a policy: all its rotas.

        A board is JSON for screens and intranets: who is on call now, by names alone or with the
        numbers that the list of people has, and how many alerts are open, by ward. Choose numbers
        only for screens that none but staff can see.
        """)

    @OptionGroup var data: DataOption
    @Argument(help: "person, rota, team or board.") var kind: String
    @Argument(help: "Whose: an id, a rota's or policy's name; names or numbers.") var name: String

    func run() async throws {
      guard let scope = CalendarScope(kind: kind, name: name) else {
        let kinds = CalendarScope.kinds.joined(separator: ", ")
        throw ValidationError(
          "no \(kind) \(name): write one of \(kinds); a board shows names or numbers")
      }
      let links = CalendarLinks(try await Site.open(data.settings()).surroundings())
      do {
        let secret = try await links.make(scope, by: .operatorHere)
        if case .board = scope { return Console.say("/wall-boards/\(secret)") }
        Console.say("/calendars/\(secret).ics")
      } catch {
        throw Failure(error, of: "\(kind) \(name)")
      }
    }
  }

  /// `tocsin calendar-link end`.
  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a link: who asks under it finds nothing from now on.",
      discussion: "Example: tocsin calendar-link end --data DIR 5f0c1a2b3c4d")

    @OptionGroup var data: DataOption
    @Argument(help: "The link's name, as the list has it.") var name: String

    func run() async throws {
      let links = CalendarLinks(try await Site.open(data.settings()).surroundings())
      do {
        try await links.end(name, by: .operatorHere)
      } catch {
        throw Failure(error, of: name)
      }
    }
  }

  /// `tocsin calendar-link list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the links, ended ones too.",
      discussion: "Example: tocsin calendar-link list --data DIR --json")

    @OptionGroup var data: DataOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let links = CalendarLinks(try await Site.open(data.settings()).surroundings())
      for link in try await links.all() {
        if json {
          try Console.say(json: CalendarLinkRow(link))
        } else {
          let ended = link.endedAt == nil ? "" : "  ended"
          Console.say("\(link.name)  \(link.scope.kind) \(link.scope.name)\(ended)")
        }
      }
    }
  }
}

/// A link as `--json` gives it; never its secret.
private struct CalendarLinkRow: Encodable {
  let link, kind, name, madeBy, madeAt: String
  let endedAt: String?

  init(_ link: CalendarLink) {
    self.link = link.name
    kind = link.scope.kind
    name = link.scope.name
    madeBy = link.madeBy
    madeAt = RFC3339.text(link.madeAt)
    endedAt = link.endedAt.map { RFC3339.text($0) }
  }
}

extension Failure {
  fileprivate init(_ fault: CalendarFault, of what: String) {
    switch fault {
    case .unknownScope:
      self.init("there is no \(what)", hint: "tocsin person list, or look into Escalations")
    case .unknown: self.init("no live link is named \(what)", hint: "tocsin calendar-link list")
    case .tooMany:
      self.init("\(what) has \(CalendarLinks.linksMax) links", hint: "end one of them first")
    case .notNow: self.init("the store cannot be used now", hint: "try again")
    }
  }
}
