// Tocsin — tocsin: devices
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSystem

/// `tocsin device enrol|list|end`. Works beside a running `serve`.
struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "Enrol, list or end devices.",
    discussion: "Example: tocsin device enrol --data DIR --http http://127.0.0.1:8080 dr.amsel",
    subcommands: [Enrol.self, List.self, End.self])

  /// `tocsin device enrol`.
  struct Enrol: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a link that enrols one device for a person, once, for ten minutes.",
      discussion: """
        Example: tocsin device enrol --data DIR --http https://pager.example dr.amsel
        Prints: {"expiresAt":"…","link":"https://pager.example/enrol#…"}
        """)

    @OptionGroup var data: DataOption
    @Option(help: "The address under which devices reach the gateway.") var http: String?
    @Argument(help: "The person's id.") var person: String

    func run() async throws {
      let settings = try await data.settings()
      let site = try await Site.open(settings)
      guard let known = try await site.responder(ResponderID(person)) else {
        throw Failure("there is no person \(person)", hint: "add one: tocsin person add")
      }
      guard known.isValid(at: site.clock.now()) else {
        throw Failure(
          "the account of \(person) is not valid now", hint: "see: tocsin person show \(person)")
      }
      let link = try await site.desk().makeLink(for: known.id, by: .operatorHere)
      let base = settings.base(http)
      try Console.say(
        json: LinkRow(
          link: "\(base)/enrol#\(link.token)", expiresAt: RFC3339.text(link.expiresAt)))
    }
  }

  /// `tocsin device list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the devices of a site.",
      discussion: "Example: tocsin device list --data DIR --json")

    @OptionGroup var data: DataOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let site = try await Site.open(data.settings())
      for device in try await site.store.read({ try $0.devices() }) {
        if json {
          try Console.say(json: DeviceRow(device))
        } else {
          let state = device.endedAt == nil ? "" : "  ended"
          Console.say("\(device.id)  \(device.responder)  \(device.name)\(state)")
        }
      }
    }
  }

  /// `tocsin device end`.
  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a device: nothing is sealed for it any more.",
      discussion: "Example: tocsin device end --data DIR 0b6d…")

    @OptionGroup var data: DataOption
    @Argument(help: "The device's id.") var id: String

    func run() async throws {
      let site = try await Site.open(data.settings())
      guard let device = DeviceID(text: id),
        try await site.desk().endDevice(device, by: .operatorHere)
      else {
        throw Failure("there is no device \(id)", hint: "list them: tocsin device list")
      }
    }
  }
}

/// An enrolment link as JSON.
struct LinkRow: Encodable {
  let link: String
  let expiresAt: String
}
