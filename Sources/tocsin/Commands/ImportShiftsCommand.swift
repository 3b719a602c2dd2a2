// Tocsin — tocsin: shifts of other calendars into a rota
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinGateway

/// `tocsin import-shifts --rota ROTA FILE`. Works beside a running `serve`.
struct ImportShiftsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-shifts",
    abstract: "Take shifts of an iCalendar or CSV file over into a rota.",
    discussion: """
      Examples: tocsin import-shifts --data DIR --rota medicine-registrar duty.ics
                tocsin import-shifts --data DIR --rota medicine-registrar duty.csv \\
                  --map "A. Amsel=dr.amsel" --drop "Training" --save --reason "December"

      Without --save it only says what it would do, from now for 13 weeks. Whoever cannot be
      recognised is named with the lines of the file, and nothing is saved before --map says whom
      the name means or --drop takes its shifts out. Where the file says nothing, the rota's layers
      answer as before. CSV begins with a row: from,until,person,line (line may be missing).
      Exit code 1 when something is open or cannot be read.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "The rota's name.") var rota: String
  @Option(help: "NAME=ID: whom a name of the file means. Repeatable.") var map: [String] = []
  @Option(help: "NAME: its shifts are left out. Repeatable.") var drop: [String] = []
  @Flag(help: "Leave out what cannot be read.") var dropRefused = false
  @Flag(help: "Save it as a revision.") var save = false
  @Option(help: "Why, in 5 to 200 bytes, for the revision.") var reason = ""
  @Option(help: "Why time may stay uncovered, when it does.") var acceptance = ""
  @Argument(help: "The file: .ics or .csv.") var file: String

  func run() async throws {
    let request = try request()
    let rotas = Rotas(try await Site.open(data.settings()).surroundings())
    let found: ShiftImport
    do { found = try await rotas.shifts(of: request) } catch { throw Failure(error, of: file) }
    Self.say(found)
    guard !found.isOpen else {
      throw Failure(
        "\(file) is not settled", hint: "--map NAME=ID, --drop NAME, or --drop-refused")
    }
    guard !found.overrides.isEmpty else { return Console.say("the rota says so already") }
    try await change(rotas, request.rota, found)
  }

  private func request() throws -> ShiftImportRequest {
    let ending = file.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let form = ShiftImportRequest.Form(rawValue: ending) else {
      throw ValidationError("\(file) is neither .ics nor .csv")
    }
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw Failure("\(file) cannot be read", hint: "check its path and its owner")
    }
    var request = ShiftImportRequest(of: RotaID(rota), form, Array(bytes))
    request.dropsRefused = dropRefused
    for name in drop { request.people[name] = .some(nil) }
    for pair in map {
      guard let mark = pair.lastIndex(of: "="), mark != pair.startIndex else {
        throw ValidationError("--map wants NAME=ID")
      }
      request.people[String(pair[..<mark])] = ResponderID(String(pair[pair.index(after: mark)...]))
    }
    return request
  }

  private static func say(_ found: ShiftImport) {
    for one in found.matched {
      Console.say("\(one.name): \(one.responder), by \(one.by.rawValue), \(one.shifts) shifts")
    }
    for name in found.dropped { Console.say("\(name): left out") }
    let left = [
      ("cancelled", found.cancelled), ("gaps", found.gaps), ("of other rotas", found.ofOtherRotas),
    ]
    for (what, count) in left where count > 0 { Console.say("\(count) \(what), passed over") }
    for remark in found.refused { Console.say("!! line \(remark.line): \(remark.text)") }
    for one in found.unmatched {
      let lines = one.lines.map(String.init).joined(separator: ", ")
      let whom =
        one.candidates.isEmpty
        ? "nobody here" : "any of " + one.candidates.map(\.text).joined(separator: ", ")
      Console.say("!! \(one.name): \(whom), \(one.shifts) shifts, lines \(lines)")
    }
  }

  private func change(_ rotas: Rotas, _ rota: RotaID, _ found: ShiftImport) async throws {
    do throws(RotasError) {
      let newest = try await rotas.document(of: rota)
      let request = RotaRequest(
        of: rota, onto: newest.revision, [.edit(.addOverrides(found.overrides))], reason: reason)
      let prospect = try await rotas.preview(request)
      let zone = prospect.zone
      for one in prospect.preview.differences {
        Console.say(
          "\(RFC3339.text(one.from, in: zone)) - \(RFC3339.text(one.until, in: zone))  "
            + "\(Self.names(one.before)) -> \(Self.names(one.after))")
      }
      for gap in prospect.preview.newGaps {
        Console.say(
          "!! uncovered \(RFC3339.text(gap.from, in: zone)) - \(RFC3339.text(gap.until, in: zone))")
      }
      for one in prospect.preview.unreachable where one.isNew {
        Console.say("!! \(one.responder): \(one.cause)")
      }
      guard save else { return Console.say("nothing is saved: --save --reason TEXT does") }
      let seen = RotaSeen(at: prospect.at, digest: prospect.digest, acceptance: acceptance)
      let made = try await rotas.change(request, seen: seen, by: .operatorHere)
      Console.say("revision \(made.revision) holds")
    } catch { throw Failure(error, of: rota.text) }
  }

  private static func names(_ people: [ResponderID]) -> String {
    people.isEmpty ? "nobody" : people.map(\.text).joined(separator: "+")
  }
}

extension Failure {
  fileprivate init(_ error: ShiftImportError, of file: String) {
    switch error {
    case .unknown: self.init("there is no such rota", hint: "tocsin on-call lists them")
    case .file(let fault):
      self.init("\(file):\(fault.line): \(fault.reason)", hint: "mend the line, or export it anew")
    case .severalRotas:
      self.init("\(file) has shifts of several rotas", hint: "take the calendar of one rota")
    case .tooMany(let count):
      self.init(
        "\(count) overrides, at most \(RotaEdit.overridesMax) at once",
        hint: "write what recurs as layers of the rota")
    case .noPerson(let id): self.init("there is no person \(id)", hint: "tocsin person list")
    case .notNow: self.init("the store cannot be read now", hint: "try again")
    }
  }

  fileprivate init(_ error: RotasError, of rota: String) {
    switch error {
    case .acceptance:
      self.init("\(rota) would be uncovered", hint: "say why that may be with --acceptance")
    case .reason: self.init("the change has no reason", hint: "--reason TEXT, 5 to 200 bytes")
    case .findings(let findings):
      self.init(
        findings.first(where: \.isError)?.text ?? "the rota does not check", hint: "mend the rota")
    case .unchanged: self.init("\(rota) says so already", hint: "nothing has to be done")
    case .stale, .conflict: self.init("\(rota) was changed meanwhile", hint: "try again")
    case .unknown, .noRevision, .edits, .past, .busy, .notNow:
      self.init("\(rota) cannot be changed now", hint: "try again")
    }
  }
}
