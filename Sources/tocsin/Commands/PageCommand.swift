// Tocsin — tocsin: page
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin page TYPE`: calls by hand and watches who comes.
struct PageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page", abstract: "Call by hand, and watch who comes.",
    discussion: """
      Example: tocsin page crash --place 'Ward 7, bed 3'

      TYPE is one of those in calls.yaml; it sets the priority and whom to page. Works beside a
      running serve, which hands the pages over. Watches until every role has answered; Ctrl-C ends
      the watching and leaves the call open: tocsin stand-down ALERT ends it.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "What is needed: the name of a call.") var type: String
  @Option(help: "Where to come: ward, room, bed; never a name.") var place: String
  @Option(help: "What it is about.") var words: String = ""
  @Option(help: "A number that rings the caller.") var callBack: String = ""
  @Option(help: "The ward by which access goes.") var ward: String = ""
  @Flag(help: "As TEST: every page says so, and production is not touched.") var test = false
  @Flag(help: "It is known that it pages very many people.") var forMany = false
  @Flag(help: "Do not watch.") var detach = false
  @Flag(help: "One JSON object a line.") var json = false

  func run() async throws {
    let site = try await Site.open(data.settings())
    let surroundings = site.surroundings()
    let switchboard = Switchboard(surroundings)
    let said = CallWords(place: place, words: words, callBack: callBack, ward: ward)
    let key: AlertID = surroundings.identifiers.identifier()
    var asked = AskedCall(type, said, key: key.text)
    asked.world = test ? .test : .production
    asked.isForMany = forMany
    do {
      let alert = try await switchboard.call(asked, by: .operatorHere).alert
      let watch = RollWatch(switchboard, site, json: json)
      try await watch.show(alert.id)
      if !detach { try await watch.untilAnswered(alert.id) }
    } catch let error as CallError { throw Failure(error) }
  }
}

/// `tocsin stand-down ALERT`.
struct StandDownCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stand-down", abstract: "Tell everyone who was paged that nobody has to come.",
    discussion: "Example: tocsin stand-down --data /var/lib/tocsin 3f2a…")

  @OptionGroup var data: DataOption
  @OptionGroup var alert: AlertArgument
  @Flag(help: "One JSON object a line.") var json = false

  func run() async throws {
    let site = try await Site.open(data.settings())
    let switchboard = Switchboard(site.surroundings())
    do {
      _ = try await switchboard.act(.standDown, on: alert.id(), by: .operatorHere)
      try await RollWatch(switchboard, site, json: json).show(alert.id())
    } catch let error as CallError { throw Failure(error) }
  }
}

/// `tocsin rung ALERT RESPONDER`.
struct RungCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rung", abstract: "Say that a person who asked to be called was rung.",
    discussion: """
      Example: tocsin rung --data /var/lib/tocsin 3f2a… dr.amsel

      Who waits to be rung stands in tocsin alerts, and in the queue of the switchboard.
      """)

  @OptionGroup var data: DataOption
  @OptionGroup var alert: AlertArgument
  @Argument(help: "Who was rung: the person's id.") var responder: String
  @Flag(help: "One JSON object a line.") var json = false

  func run() async throws {
    let site = try await Site.open(data.settings())
    let switchboard = Switchboard(site.surroundings())
    do {
      let person = ResponderID(responder)
      let done = try await switchboard.act(.rung(person), on: alert.id(), by: .operatorHere)
      if !done.hasChanged { Console.complain("nobody of that name waits to be rung here") }
      try await RollWatch(switchboard, site, json: json).show(alert.id())
    } catch let error as CallError { throw Failure(error) }
  }
}

extension Failure {
  /// What a refusal of the switchboard means at the command line.
  fileprivate init(_ error: CallError) {
    switch error {
    case .unknownType:
      self.init("the site has no such call", hint: "look into calls.yaml, then: tocsin import")
    case .field(let field):
      self.init(
        "--\(field.rawValue) is missing, too long or not of its form", hint: "mend it and try again"
      )
    case .many(let count):
      self.init(
        "it pages \(count) people at once, and nobody was paged yet",
        hint: "add --for-many if that is meant")
    case .unknownAlert:
      self.init("there is no such alert", hint: "list them: tocsin alerts")
    case .empty:
      self.init("the site has no documents", hint: "tocsin import --data DIR Escalations")
    case .notNow: self.init("the store cannot take it now", hint: "try again, and ring the team")
    case .key, .keyReused, .unknownTarget, .noDuty, .taken:
      self.init("that cannot be done to this alert", hint: "look at it: tocsin alerts --json")
    }
  }
}
