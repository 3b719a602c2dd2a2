// Tocsin — Server: shifts of other calendars, read for a rota
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct ImportBody: Decodable {
  let form, text: String
  /// Whom names mean; null takes their shifts out.
  var people: [String: String?]?
  var dropRefused: Bool?
}

extension Endpoints {
  /// Says whom a file means and which edit of the rota would say the same. Nothing is stored: the
  /// edit is previewed and saved like any other.
  func importShifts(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(ImportBody.self, of: call.request)
    guard let form = ShiftImportRequest.Form(rawValue: body.form) else {
      throw Self.unusable(
        "form", ShiftImportRequest.Form.allCases.map(\.rawValue).joined(separator: " or "))
    }
    let rota = RotaID(String(call.parameters["rota"] ?? ""))
    var request = ShiftImportRequest(of: rota, form, Array(body.text.utf8))
    request.dropsRefused = body.dropRefused ?? false
    for (name, id) in body.people ?? [:] {
      guard id.map(NameForm.holds) ?? true else { throw Self.unusable("people", "ids, or null") }
      request.people[name] = .some(id.map { ResponderID($0) })
    }
    let found: ShiftImport
    do { found = try await Rotas(surroundings).shifts(of: request) } catch { throw Problem(error) }
    return WebReply(.ok, json: json(found, of: rota))
  }

  private func json(_ found: ShiftImport, of rota: RotaID) -> JSONValue {
    let staffing = try? surroundings.directory.snapshot().staffing
    let zone = staffing?.rotas[rota].flatMap { staffing?.zones[$0.zone] } ?? .utc
    func person(_ id: ResponderID) -> JSONValue {
      .object([("id", .text(id.text)), ("name", .text(staffing?.responders[id]?.name ?? id.text))])
    }
    let matched = found.matched.map { one in
      JSONValue.object([
        ("name", .text(one.name)), ("person", person(one.responder)),
        ("by", .text(one.by.rawValue)), ("shifts", .number(Int64(one.shifts))),
      ])
    }
    let unmatched = found.unmatched.map { one in
      JSONValue.object([
        ("name", .text(one.name)), ("shifts", .number(Int64(one.shifts))),
        ("lines", .list(one.lines.map { .number(Int64($0)) })),
        ("candidates", .list(one.candidates.map(person))),
      ])
    }
    let refused = found.refused.map { remark in
      JSONValue.object([
        ("line", .number(Int64(remark.line))), ("text", .text(remark.text)),
      ])
    }
    return .object([
      ("from", RotaJSON.time(found.from, zone)), ("until", RotaJSON.time(found.until, zone)),
      ("matched", .list(matched)), ("unmatched", .list(unmatched)),
      ("dropped", .list(found.dropped.map(JSONValue.text))), ("refused", .list(refused)),
      ("cancelled", .number(Int64(found.cancelled))), ("gaps", .number(Int64(found.gaps))),
      ("ofOtherRotas", .number(Int64(found.ofOtherRotas))),
      ("shifts", .number(Int64(found.shifts.count))), ("isOpen", .flag(found.isOpen)),
      ("edits", .list(found.overrides.isEmpty ? [] : [edit(found.overrides, zone)])),
    ])
  }

  private func edit(_ overrides: [RotaOverride], _ zone: ZoneRules) -> JSONValue {
    let all = overrides.map { one in
      JSONValue.object([
        ("from", RotaJSON.time(one.from, zone)), ("until", RotaJSON.time(one.until, zone)),
        ("responders", .list(one.responders.map { .text($0.text) })),
        ("line", .text(one.line.rawValue)),
      ])
    }
    return .object([("do", .text("add-overrides")), ("overrides", .list(all))])
  }
}

extension Problem {
  fileprivate init(_ error: ShiftImportError) {
    switch error {
    case .unknown:
      self.init(.notFound, "there is no such rota", hint: "GET /v1/rotas lists them")
    case .file(let fault):
      self.init(
        .unusable, "line \(fault.line): \(fault.reason)", field: "text",
        hint: "mend the line, or export the file anew")
    case .severalRotas:
      self.init(
        .unusable, "the file has shifts of several rotas", field: "text",
        hint: "take the calendar of one rota")
    case .tooMany(let count):
      self.init(
        .unusable, "\(count) overrides, at most \(RotaEdit.overridesMax) at once", field: "text",
        hint: "write what recurs as layers of the rota")
    case .noPerson(let id):
      self.init(
        .unusable, "there is no person \(id)", field: "people",
        hint: "GET /v1/rotas/{rota} lists them")
    case .notNow: self = .notNow
    }
  }
}
