// Tocsin — tocsin: who is on call
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinMapping
internal import TocsinSystem

/// Where documents come from: `--data` when given, else `--documents` or the shipped ones.
struct DocumentsOption: ParsableArguments {
  @Option(name: .long, help: "A folder with Escalations and Integrations (TOCSIN_DOCUMENTS).")
  var documents: String?

  /// Routing, policies and staffing, from the store when `--data` was given.
  func directory(_ settings: Settings) async throws -> DirectorySnapshot {
    if settings.hasData { return try await Site.open(settings).directory.snapshot() }
    let bundle = try DocumentFolders.bundle(documents, settings)
    guard let loaded = try? bundle.load(), let routing = loaded.routing else {
      for finding in bundle.findings { Console.complain("\(finding)") }
      throw Failure("the documents have mistakes", hint: "mend the lines above")
    }
    let zones = SystemZones()
    var staffing = Staffing()
    for rota in loaded.rotas {
      staffing.rotas[rota.id] = rota
      staffing.zones[rota.zone] = try zones.rules(named: rota.zone)
    }
    for hours in loaded.policies.flatMap(\.hours) + routing.hours {
      staffing.zones[hours.zone] = try zones.rules(named: hours.zone)
    }
    for calendar in loaded.calendars { staffing.calendars[calendar.name] = calendar }
    for person in loaded.people { staffing.responders[person.id] = person }
    var integrations: [String: Integration] = [:]
    for integration in loaded.integrations {
      let zone = try zones.rules(named: integration.mapping.zone)
      integrations[integration.name] = integration.inZone(zone)
    }
    return DirectorySnapshot(
      version: 0, routing: routing,
      policies: Dictionary(uniqueKeysWithValues: loaded.policies.map { ($0.reference.name, $0) }),
      integrations: integrations, staffing: staffing)
  }
}

/// A moment given on the command line.
enum Moment {
  /// `text` as RFC 3339, or now.
  static func parse(_ text: String?) throws -> Timestamp {
    guard let text else { return SystemClock().now() }
    guard let moment = RFC3339.parse(text) else {
      throw ValidationError("--at takes a time such as 2026-11-25T03:00:00+01:00")
    }
    return moment
  }
}

/// `tocsin on-call ROTA`.
struct OnCallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "on-call", abstract: "Say who is on call, and why.",
    discussion: """
      Example: tocsin on-call medicine-registrar --at 2026-12-24T22:00:00+01:00 --json

      Exit code 1 when there is no such rota.
      """)

  @OptionGroup var data: DataOption
  @OptionGroup var documents: DocumentsOption
  @Option(help: "The moment, RFC 3339; now when not given.") var at: String?
  @Flag(help: "Print JSON.") var json = false
  @Argument(help: "The rota's name.") var rota: String

  func run() async throws {
    let moment = try Moment.parse(at)
    let staffing = try await documents.directory(data.settings()).staffing
    guard let found = staffing.rotas[RotaID(rota)] else {
      let known = staffing.rotas.keys.sorted().map(\.text).joined(separator: ", ")
      throw Failure("there is no rota \(rota)", hint: "these are: \(known)")
    }
    let row = OnCallRow(RotaNow(found, staffing, at: moment))
    if json { return try Console.say(json: row) }
    if row.responders.isEmpty { Console.say("nobody until \(row.until)") }
    for holder in row.responders + row.second + row.trainees {
      Console.say("\(holder.id)  \(holder.name): \(holder.why)")
    }
  }
}

/// Who is on call, as JSON.
struct OnCallRow: Encodable {
  struct Holder: Encodable {
    let id: String
    let name: String
    let why: String

    init(_ holder: RotaNow.Holder) {
      (id, name, why) = (holder.id.text, holder.name, holder.why)
    }
  }

  let rota: String
  let at: String
  let until: String
  let responders: [Holder]
  let second: [Holder]
  let trainees: [Holder]

  init(_ now: RotaNow) {
    rota = now.rota.text
    at = RFC3339.text(now.at, in: now.zone)
    until = RFC3339.text(now.until, in: now.zone)
    responders = now.holders.map(Holder.init)
    second = now.second.map(Holder.init)
    trainees = now.trainees.map(Holder.init)
  }
}
