// Tocsin — tocsin: maintenance
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway

/// `tocsin maintenance add | end | list`.
struct MaintenanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maintenance", abstract: "Plan, end or list work on sources and wards.",
    discussion: """
      Example: tocsin maintenance add source:laboratory --for 2h --owner it.lerche \\
        --reason 'new analyser'

      While it is in force the source is not blamed for silence or faults, and alerts of medium and
      low priority wait for its end. High alerts and crash calls are paged as ever.
      """,
    subcommands: [Add.self, End.self, List.self], defaultSubcommand: List.self)

  /// `tocsin maintenance add`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Plan a maintenance of a source or a ward.",
      discussion: """
        Example: tocsin maintenance add ward:W4E --from 2026-11-25T08:00+01:00 --for 90m \\
          --owner it.lerche --reason 'rewiring of the nurse call'
        """)

    @OptionGroup var data: DataOption
    @Argument(help: "source:NAME or ward:NAME.") var object: String
    @Option(help: "Its begin, RFC 3339; now when missing.") var from: String?
    @Option(name: .customLong("for"), help: "How long, such as 90m or 2h; at most 72h.")
    var length: String
    @Option(help: "Who answers for it: a person's id.") var owner: String
    @Option(help: "Why, in a few words, without patient data.") var reason: String
    @Flag(help: "Print it as JSON.") var json = false

    func run() async throws {
      guard let object = MaintenanceObject(text: object) else {
        throw ValidationError("\(object) is no object: give source:NAME or ward:NAME")
      }
      guard let length = Milliseconds(document: length) else {
        throw ValidationError("--for takes a duration such as 90m, 2h or 1h30m, not \(length)")
      }
      let begin = from.map { RFC3339.parse($0) }
      guard begin != .some(nil) else {
        throw ValidationError("--from takes a time such as 2026-11-25T08:00+01:00")
      }
      let surroundings = try await Site.open(data.settings()).surroundings()
      do {
        let work = try await Maintenances(surroundings).add(
          object, from: begin ?? nil,
          until: ((begin ?? nil) ?? surroundings.time.now()) + length,
          for: (ResponderID(owner), reason), by: .operatorHere)
        try MaintenanceCommand.say(work, json: json)
      } catch let fault as MaintenanceFault { throw Failure(fault) }
    }
  }

  /// `tocsin maintenance end`.
  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a maintenance now.",
      discussion: "Example: tocsin maintenance end --data /var/lib/tocsin 3f2a…")

    @OptionGroup var data: DataOption
    @Argument(help: "The maintenance's id.") var id: String
    @Flag(help: "Print it as JSON.") var json = false

    func run() async throws {
      guard let id = MaintenanceID(text: id) else { throw Failure(MaintenanceFault.unknown) }
      let surroundings = try await Site.open(data.settings()).surroundings()
      do {
        let work = try await Maintenances(surroundings).end(id, by: .operatorHere)
        try MaintenanceCommand.say(work, json: json)
      } catch let fault as MaintenanceFault { throw Failure(fault) }
    }
  }

  /// `tocsin maintenance list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what is in force or planned.",
      discussion: "Example: tocsin maintenance list --data /var/lib/tocsin --json")

    @OptionGroup var data: DataOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let surroundings = try await Site.open(data.settings()).surroundings()
      do {
        for work in try await Maintenances(surroundings).open() {
          try MaintenanceCommand.say(work, json: json)
        }
      } catch let fault as MaintenanceFault { throw Failure(fault) }
    }
  }

  private static func say(_ work: Maintenance, json: Bool) throws {
    let row = MaintenanceRow(work)
    if json {
      try Console.say(json: row)
    } else {
      Console.say(row.line)
    }
  }
}

extension Failure {
  /// What a refusal of a maintenance means at the command line.
  fileprivate init(_ fault: MaintenanceFault) {
    self.init(fault.rawValue, hint: "list them: tocsin maintenance list")
  }
}
