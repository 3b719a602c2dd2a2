// Tocsin — Server: the routes of devices
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

/// The body of an enrolment as JSON has it.
private struct EnrolmentBody: Decodable {
  struct Keys: Decodable {
    let notify, accept, detail, unlocked: String
  }

  let token: String
  let name: String
  struct Lock: Decodable {
    let proof: String
  }

  let keys: Keys
  let proof: String
  let lock: Lock?
}

extension Endpoints {
  // MARK: - Enrolment

  func enrol(_ call: Call) async throws(Problem) -> WebReply {
    try call.request.require(type: "application/json")
    let enrolled: EnrolledDevice
    let enrolment = try Self.enrolment(call.request.body)
    let digest = surroundings.sealer.digest(Array(enrolment.token.utf8))
    try tries.check(digest)
    do {
      enrolled = try await desk.enrol(enrolment)
    } catch {
      if error == .badProof { tries.count(digest) }
      throw Problem(error)
    }
    let lock: [(String, JSONValue)] =
      enrolled.share.map {
        [
          ("share", .text(Base64URL.encode($0))),
          ("lockAfter", .number(Int64(lockAfterMinutes))),
        ]
      } ?? []
    return WebReply(
      .created,
      json: .object(
        [
          ("device", .text(enrolled.device.text)), ("responder", .text(enrolled.responder.text)),
          ("site", .text(enrolled.site.text)),
          ("signer", .text(Base64URL.encode(enrolled.signer))),
        ] + lock))
  }

  private static func enrolment(_ bytes: [UInt8]) throws(Problem) -> Enrolment {
    let body = try decode(EnrolmentBody.self, bytes)
    let parts = body.keys
    guard
      let keys = DevicePublicKeys(
        notify: try key(parts.notify, "keys.notify"), accept: try key(parts.accept, "keys.accept"),
        detail: try key(parts.detail, "keys.detail"),
        unlocked: try key(parts.unlocked, "keys.unlocked")),
      let proof = Base64URL.decode(body.proof), proof.count == 64
    else { throw unusable("proof", "64 bytes in base64url without padding") }
    guard !body.token.isEmpty, body.token.utf8.count <= Enrolment.tokenBytesMax else {
      throw unusable("token", "the text after # in the enrolment link")
    }
    guard
      var enrolment = Enrolment(token: body.token, name: body.name, keys: keys, proof: proof)
    else { throw unusable("name", "1 to \(Enrolment.nameBytesMax) bytes of text") }
    enrolment.lockProof = try body.lock.map { lock throws(Problem) in
      try key(lock.proof, "lock.proof")
    }
    return enrolment
  }

  static func key(_ text: String, _ field: String) throws(Problem) -> [UInt8] {
    guard let bytes = Base64URL.decode(text), bytes.count == 32 else {
      throw unusable(field, "32 bytes in base64url without padding")
    }
    return bytes
  }

  static func unusable(_ field: String, _ form: String) -> Problem {
    Problem(.unusable, "\(field) has another form", field: field, hint: "it is \(form)")
  }

  /// Reads JSON that is shallow, and says which member is missing or of another kind.
  static func decode<Body: Decodable>(
    _ type: Body.Type, _ bytes: [UInt8]
  ) throws(Problem) -> Body {
    guard JSONDepth.of(bytes) <= HTTPLimits.jsonDepthMax else {
      throw Problem(
        .badRequest, "the JSON nests deeper than \(HTTPLimits.jsonDepthMax)",
        hint: "the members that are read here nest two deep")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw problem(error)
    } catch {
      throw problem(nil)
    }
  }

  private static func problem(_ error: DecodingError?) -> Problem {
    func member(_ path: [any CodingKey], _ last: (any CodingKey)?) -> Problem {
      let names = path.map(\.stringValue) + (last.map { [$0.stringValue] } ?? [])
      let field = names.joined(separator: ".")
      return Problem(
        .unusable, "\(field.isEmpty ? "the body" : field) is missing or of another kind",
        field: field.isEmpty ? nil : field, hint: "Documentation/device-protocol.md has the form")
    }
    switch error {
    case .keyNotFound(let key, let place): return member(place.codingPath, key)
    case .typeMismatch(_, let place), .valueNotFound(_, let place):
      return member(place.codingPath, nil)
    case .dataCorrupted, .none: break
    @unknown default: break
    }
    return Problem(
      .badRequest, "the body is not JSON", hint: "send UTF-8 JSON (RFC 8259)")
  }

  // MARK: - Mailbox

  func stream(_ call: Call) throws(Problem) -> WebReply {
    var after: Int64 = 0
    if let name = HTTPField.Name("Last-Event-ID"), let text = call.request.headers[name] {
      after = try Self.number(text, in: 0...Int64.max, field: "Last-Event-ID")
    }
    let device = try call.device
    var stream = MailboxStream(
      device: device.record, after: after, desk: desk, surroundings: surroundings)
    stream.network = device.network
    // What cannot be read of it costs nobody their stream.
    let lost = call.request.parameter("lost").flatMap { Int64($0) } ?? 0
    if (0...ArrivalFigure.lostMax.wholeSeconds).contains(lost) { stream.lost = .seconds(lost) }
    return WebReply(
      .ok, headers: [.contentType: "text/event-stream"], body: .stream(stream))
  }

  func envelopes(_ call: Call) async throws(Problem) -> WebReply {
    let (request, device) = (call.request, try call.device.record)
    let after = try Self.number(
      request.parameter("after") ?? "0", in: 0...Int64.max, field: "after")
    let limit = try Self.number(
      request.parameter("limit") ?? Substring(String(HTTPLimits.envelopesDefault)),
      in: 1...Int64(HTTPLimits.envelopesMax), field: "limit")
    let found: [StoredEnvelope]
    do {
      found = try await desk.envelopes(of: device.id, after: after, limit: Int(limit) + 1)
      if let last = found.prefix(Int(limit)).last {
        try await desk.markHandedOver(device.id, through: last.seq)
      }
    } catch {
      throw Problem(store: error)
    }
    let rows = found.prefix(Int(limit)).map { envelope in
      JSONValue.object([
        ("seq", .number(envelope.seq)),
        ("envelope", .text(Base64URL.encode(envelope.envelope))),
      ])
    }
    return WebReply(
      .ok, json: .object([("envelopes", .list(rows)), ("more", .flag(found.count > limit))]))
  }

  /// Opens the list behind an "N more" page: its pages come by the mailbox.
  func openList(_ call: Call) async throws(Problem) -> WebReply {
    let device = try call.device.record
    let limit = try Self.number(
      call.request.parameter("limit") ?? Substring(String(Desk.listedMax)),
      in: 1...Int64(Desk.listedMax), field: "limit")
    let found: OpenedList
    do { found = try await desk.openList(of: device.id, limit: Int(limit)) } catch {
      throw Problem(store: error)
    }
    return WebReply(
      .ok,
      json: .object([
        ("opened", .number(Int64(found.opened))), ("left", .number(Int64(found.left))),
      ]))
  }

  static func number(
    _ text: some StringProtocol, in range: ClosedRange<Int64>, field: String
  ) throws(Problem) -> Int64 {
    guard let value = Int64(text), range.contains(value), text.first?.isNumber == true else {
      throw Problem(
        .badRequest, "\(field) is not a whole number in its range", field: field,
        hint: "\(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  // MARK: - Answers, profile, rotas

  func take(_ call: Call) async throws(Problem) -> WebReply {
    let (request, device) = (call.request, try call.device)
    try request.require(type: "application/octet-stream")
    let receipt: [UInt8]
    do { receipt = try await desk.take(request.body, from: device) } catch {
      throw Problem(error)
    }
    return WebReply(
      .ok, headers: [.contentType: "application/octet-stream"], body: .bytes(receipt))
  }

  /// Who asks: of a device in the words of the device protocol, of a session with all roles.
  func profile(_ call: Call) async throws(Problem) -> WebReply {
    let account = try call.account
    guard case .session(let session) = call.credential else {
      let words: [Role] = [.rotaManager, .trainee, .caller, .switchboard]
      let roles = ["responder"] + words.filter(account.roles.contains).map(\.rawValue)
      let asks = (try? await Swaps(surroundings).waiting(for: account.id)) ?? 0
      return WebReply(
        .ok,
        json: .object(
          Self.members(account, roles, surroundings.site) + [
            ("asks", .number(Int64(asks))), ("hasLock", .flag(try call.device.record.hasLock)),
            ("lockAfter", .number(Int64(lockAfterMinutes))),
            ("troubles", .list(try await troubles(of: account.id).map(trouble))),
            ("lastResort", .list(lastResort())),
          ]))
    }
    let steppedUp = session.record.steppedUpAt.map { $0 + Access.stepUpLifetime }
    let isSteppedUp = steppedUp.map { surroundings.time.now() < $0 } ?? false
    return WebReply(
      .ok,
      json: .object(
        Self.members(account, account.roles.sorted().map(\.rawValue), surroundings.site) + [
          ("grants", .list(account.grants.map(Self.grant))),
          ("session", .text(session.record.id.text)),
          ("signedInBy", .text(session.record.method.rawValue)),
          ("endsAt", .time(session.record.endsAt)),
          ("steppedUpUntil", isSteppedUp ? .time(steppedUp) : .null),
        ]))
  }

  private static func members(
    _ account: Account, _ roles: [String], _ site: SiteID
  ) -> [(String, JSONValue)] {
    [
      ("responder", .text(account.id.text)), ("name", .text(account.name)),
      ("roles", .list(roles.map(JSONValue.text))), ("site", .text(site.text)),
    ]
  }

  /// The on-call sheet of the next 48 hours (S26), of the rotas in the scope of who asks.
  func onCallSheet(_ call: Call) throws(Problem) -> WebReply {
    let snapshot: DirectorySnapshot
    do { snapshot = try surroundings.directory.snapshot() } catch { throw Problem.notNow }
    let now = surroundings.time.now()
    let sheet = DowntimeSheet(snapshot, at: now) { call.mayAlso(.rota($0), at: now) }
    let rows = { (rows: [DowntimeSheet.Row]) in
      JSONValue.list(
        rows.map { row in
          .object([
            ("from", .text(row.from)), ("until", .text(row.until)), ("who", .text(row.who)),
            ("telephone", .text(row.telephone)), ("isGap", .flag(row.isGap)),
          ])
        })
    }
    let parts = sheet.parts.map { part in
      JSONValue.object([("title", .text(part.title)), ("rows", rows(part.rows))])
    }
    return WebReply(
      .ok,
      json: .object([
        ("at", .time(now)), ("until", .time(now + DowntimeSheet.reach)), ("parts", .list(parts)),
        ("lastResort", rows(sheet.last)),
      ]))
  }

  /// The rotas in the scope of who asks.
  func onCall(_ call: Call) throws(Problem) -> WebReply {
    let rotas: [RotaNow]
    do { rotas = try desk.onCallNow() } catch { throw Problem(store: error) }
    let now = surroundings.time.now()
    let shown = rotas.filter { call.mayAlso(.rota($0.rota), at: now) }
    return WebReply(
      .ok, json: .object([("rotas", .list(shown.map { .object(RotaJSON.present($0)) }))]))
  }
}
