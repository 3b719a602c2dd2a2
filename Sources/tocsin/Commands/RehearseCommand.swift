// Tocsin — tocsin: rehearse
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway
internal import TocsinHL7
internal import TocsinMapping
internal import TocsinSystem

/// `tocsin rehearse [POLICY]`.
struct Rehearse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say who would be paged, when and why; nothing is written and nobody is paged.",
    discussion: """
      Example: tocsin rehearse --ward W4E --kind critical-result --at 2026-12-06T03:00:00+01:00
      Example: tocsin rehearse --integration laboratory --message result.hl7
      Example: tocsin rehearse --integration laboratory --ward W4E --field OBX-3.2=Potassium \
                 --field OBX-5=7.1 --field OBX-8=HH --at 2026-12-06T03:00:00+01:00
      Example: tocsin rehearse critical-result --at 2026-11-25T03:00:00+01:00

      With a policy's name, that policy; else the route is found by the facts, or by a message that
      the mapping of --integration reads. --field writes a field of such a message: what the mapping
      makes of it counts, but for facts that are given beside it. With --data the devices are those
      of the site, and who has none is said; else every device works.
      """)

  @OptionGroup var data: DataOption
  @OptionGroup var documents: DocumentsOption
  @Option(help: "When the alert opens, RFC 3339; now when not given.") var at: String?
  @Option(help: "The ward that routes.") var ward: String?
  @Option(help: "The location in full.") var location: String?
  @Option(help: "The hospital service, as the source codes it.") var service: String?
  @Option(help: "The kind of the alert, such as critical-result.") var kind: String?
  @Option(help: "crash, high, medium or low; high when not given.") var priority: String?
  @Option(help: "The integration that reports it.") var integration: String?
  @Option(help: "An HL7 message in a file, read by the mapping of --integration.")
  var message: String?
  @Option(
    name: .customLong("field"),
    help: "PATH=VALUE, a field of a message of --integration, such as OBX-5=7.1; may be repeated.")
  var fields: [String] = []
  @Argument(help: "A policy's name, without its route.") var policy: String?

  func validate() throws {
    let facts = [ward, location, service, kind, priority].compactMap(\.self)
    if policy != nil, message != nil || integration != nil || !(facts + fields).isEmpty {
      throw ValidationError("give a policy's name, or facts that lead to one")
    }
    if message != nil, integration == nil || !(facts + fields).isEmpty {
      throw ValidationError("--message says the facts itself: give --integration NAME with it")
    }
    if !fields.isEmpty, integration == nil {
      throw ValidationError("--field is of a message: give --integration NAME with it")
    }
    if policy == nil, message == nil, kind == nil, fields.isEmpty {
      throw ValidationError("give a policy's name, --kind and facts, --field, or --message FILE")
    }
  }

  func run() async throws {
    let settings = try await data.settings()
    let moment = try Moment.parse(at)
    let directory = try await documents.directory(settings)
    let zone = directory.staffing.zones.values.min { $0.name < $1.name } ?? .utc
    if let policy {
      guard let found = directory.policies[policy] else {
        let known = directory.policies.keys.sorted().joined(separator: ", ")
        throw Failure("there is no policy \(policy)", hint: "these are: \(known)")
      }
      let text = Rehearsal.timeline(found, directory.staffing, from: moment, in: zone)
      return Console.say(String(text.dropLast()))
    }
    let staffing = settings.hasData ? directory.staffing : directory.staffing.withDevices
    for (index, draft) in try drafts(directory).enumerated() {
      let answer = Rehearsal.answer(
        draft, under: directory.routing, directory.policies, with: staffing, from: moment)
      guard let answer else {
        throw Failure("the route leads to no policy", hint: "tocsin check, then tocsin import")
      }
      if index > 0 { Console.say("") }
      Console.say(answer.text(in: zone, devicesAreAssumed: !settings.hasData))
    }
  }

  /// The drafts of the message, or the one that the facts describe.
  private func drafts(_ directory: DirectorySnapshot) throws -> [AlertDraft] {
    if let message { return try drafts(of: message, directory) }
    guard priority.map({ Priority(word: $0) != nil }) ?? true else {
      throw ValidationError("--priority is crash, high, medium or low")
    }
    if let integration, !directory.integrations.isEmpty,
      directory.integrations[integration] == nil
    {
      throw Self.unknown(integration, directory)
    }
    var facts = RehearsedFacts()
    (facts.kind, facts.ward, facts.location) = (kind, ward, location)
    (facts.service, facts.priority) = (service, priority.flatMap(Priority.init(word:)))
    (facts.integration, facts.fields) = (integration, try madeFields())
    do throws(MadeMessageFault) {
      return try directory.drafts(of: facts)
    } catch {
      switch error {
      case .malformed:
        throw Failure("the fields are no message", hint: "write them as in OBX-5=7.1")
      case .noAlert(let rule):
        throw Failure(
          "the mapping makes no alert of it (\(rule)): nobody would be paged",
          hint: "give the field that it misses, as in --field OBX-8=HH")
      }
    }
  }

  private func madeFields() throws -> [MadeField] {
    try fields.map { text in
      guard let field = MadeField(parsing: text) else {
        throw ValidationError("--field is PATH=VALUE, as in OBX-5=7.1 or PV1-3.1=W4E")
      }
      return field
    }
  }

  private func drafts(of path: String, _ directory: DirectorySnapshot) throws -> [AlertDraft] {
    guard let found = integration.flatMap({ directory.integrations[$0] }) else {
      throw Self.unknown(integration ?? "", directory)
    }
    let lines = String(decoding: try Files.bytes(path), as: UTF8.self)
    let text = lines.replacing("\r\n", with: "\r").replacing("\n", with: "\r")
    guard let message = try? HL7Message(parsing: Array(text.utf8)) else {
      throw Failure("\(path) is no HL7 message", hint: "tocsin inspect \(path)")
    }
    switch found.mapping.outcome(for: message) {
    case .drafts(let drafts, _): return drafts
    case .movements(_, let rule):
      throw Failure("\(path) says who is where (rule \(rule))", hint: "nobody is paged for it")
    case .notForUs(let rule): throw Failure("no rule wants \(path): \(rule)", hint: "tocsin try")
    case .heartbeat: throw Failure("\(path) is a sign of life", hint: "nobody is paged for it")
    }
  }

  private static func unknown(_ name: String, _ directory: DirectorySnapshot) -> Failure {
    let known = directory.integrations.keys.sorted().joined(separator: ", ")
    return Failure("there is no integration \(name)", hint: "these are: \(known)")
  }
}
