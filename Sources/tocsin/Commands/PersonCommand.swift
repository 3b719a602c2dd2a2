// Tocsin — tocsin: persons
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSystem

/// `tocsin person add|list|end`. Works beside a running `serve`, which notices within a second.
struct PersonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "Add, list or end persons.",
    discussion: "Example: tocsin person add --data DIR --id dr.amsel --name 'Dr Hanna Amsel'",
    subcommands: [Add.self, List.self, End.self])

  /// `tocsin person add`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a person, or change one.",
      discussion: """
        Example: tocsin person add --data DIR --id locum.k --name 'K. Locum' \
        --until 2027-01-31T18:00:00+01:00
        """)

    @OptionGroup var data: DataOption
    @Option(help: "The person's id: letters, digits, dots and dashes.") var id: String
    @Option(help: "The person's name.") var name: String
    @Option(help: "When the account ends, RFC 3339.") var until: String?
    @Option(help: "A number that rings.") var telephone: String?
    @Flag(help: "Print the person as JSON.") var json = false

    func validate() throws {
      let allowed = id.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
          || [0x2D, 0x2E, 0x5F].contains(byte)
      }
      guard allowed, (1...64).contains(id.utf8.count) else {
        throw ValidationError("--id takes 1 to 64 of a-z, 0-9, '.', '-', '_'")
      }
      guard (1...200).contains(name.utf8.count) else {
        throw ValidationError("--name takes 1 to 200 bytes")
      }
    }

    func run() async throws {
      let site = try await Site.open(data.settings())
      var person = Responder(id: ResponderID(id), name: name)
      if let known = try await site.responder(person.id) {
        person.isTrainee = known.isTrainee
        person.isRotaManager = known.isRotaManager
        person.telephone = known.telephone
      }
      if let telephone { person.telephone = telephone }
      if let until {
        guard let end = RFC3339.parse(until) else {
          throw ValidationError("--until takes a time such as 2027-01-31T18:00:00+01:00")
        }
        person.validUntil = end
      }
      let added = person
      try await site.store.perform { try $0.upsert(added) }
      if json { try Console.say(json: PersonRow(person)) }
    }
  }

  /// `tocsin person list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the persons of a site.",
      discussion: "Example: tocsin person list --data DIR --json")

    @OptionGroup var data: DataOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let site = try await Site.open(data.settings())
      for person in try await site.store.read({ try $0.responders() }) {
        if json {
          try Console.say(json: PersonRow(person))
        } else {
          Console.say("\(person.id)  \(person.name)")
        }
      }
    }
  }

  /// `tocsin person end`.
  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a person's account now; what they hold escalates.",
      discussion: "Example: tocsin person end --data DIR dr.amsel")

    @OptionGroup var data: DataOption
    @Argument(help: "The person's id.") var id: String

    func run() async throws {
      let site = try await Site.open(data.settings())
      guard var person = try await site.responder(ResponderID(id)) else {
        throw Failure("there is no person \(id)", hint: "list them: tocsin person list")
      }
      let now = SystemClock().now()
      person.validUntil = now
      let ended = person
      try await site.store.perform { store in
        try store.upsert(ended)
        for device in try store.devices() where device.responder == ended.id {
          if device.endedAt == nil { try store.endDevice(device.id, at: now) }
        }
      }
    }
  }
}

/// A person as JSON.
struct PersonRow: Encodable {
  let id: String
  let name: String
  let until: String?

  init(_ person: Responder) {
    id = person.id.text
    name = person.name
    until = person.validUntil.map { RFC3339.text($0) }
  }
}
