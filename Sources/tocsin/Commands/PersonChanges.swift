// Tocsin — tocsin: persons who move and leave
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin person change`.
struct PersonChange: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Change a person; what is not given stays as it is.",
    discussion: """
      Example: tocsin person change --data DIR dr.amsel --role responder --role 'caller|W4E'
      Example: tocsin person change --data DIR dr.amsel --reopen --until -
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "The person's id.") var id: String
  @Option(help: "The person's name.") var name: String?
  @OptionGroup var options: PersonOptions
  @Flag(help: "Let a person in again whose account has ended.") var reopen = false
  @Flag(help: "Print the person as JSON.") var json = false

  func run() async throws {
    let accounts = Accounts(try await Site.open(data.settings()).surroundings())
    let (name, options, reopen) = (name, options, reopen)
    let stored: Account
    do {
      stored = try await accounts.change(ResponderID(id), by: .operatorHere) { account in
        if let name { account.name = name }
        if reopen { account.endedAt = nil }
        options.apply(to: &account)
      }
    } catch {
      throw Failure(error, of: id)
    }
    if json { try Console.say(json: PersonRow(stored)) }
  }
}

/// `tocsin person end`.
struct PersonEnd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end", abstract: "End a person's account now; what they hold goes to the next.",
    discussion: """
      Example: tocsin person end --data DIR dr.amsel

      Sessions, devices with their keys, links and credentials end in the same moment; a running
      serve cuts open connections within a second. Says which rotas still name the person.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "The person's id.") var id: String
  @Option(help: "A word or a few for the trail, without a name.") var reason = "asked"
  @Flag(help: "Print what ended as JSON.") var json = false

  func run() async throws {
    let site = try await Site.open(data.settings())
    let departure: Departure
    do {
      departure = try await Accounts(site.surroundings()).end(
        ResponderID(id), reason: reason, by: .operatorHere)
    } catch {
      throw Failure(error, of: id)
    }
    if json { try Console.say(json: DepartureRow(departure)) }
    for line in (try? site.endedOnRotas()) ?? [] { Console.complain("warning: \(line)") }
  }
}

/// `tocsin person invite`.
struct PersonInvite: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Print a link that signs a person in once, within 24 hours.",
    discussion: """
      Example: tocsin person invite --data DIR dr.amsel --http https://pager.example
      Prints: {"expiresAt":"…","link":"https://pager.example/welcome#…"}
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "The person's id.") var id: String
  @Option(help: "The address under which browsers reach the gateway.") var http: String?

  func run() async throws {
    let settings = try await data.settings()
    let site = try await Site.open(settings)
    let link: EnrolmentLink
    do {
      link = try await Accounts(site.surroundings()).invite(ResponderID(id), by: .operatorHere)
    } catch {
      throw Failure(error, of: id)
    }
    try Console.say(
      json: LinkRow(
        link: "\(settings.base(http))/welcome#\(link.token)",
        expiresAt: RFC3339.text(link.expiresAt)))
  }
}
