// Tocsin — Server: a person's devices and channels, and whom they can ring
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  func reach(_ call: Call, _ route: ReachRoute) async throws(Problem) -> WebReply {
    do {
      switch route {
      case .testPage: return try await testPage(call)
      case .devices: return try await ownDevices(call)
      case .endDevice: return try await endOwnDevice(call)
      case .linkDevice: return try await linkOwnDevice(call)
      case .ladder: return try ownLadder(call)
      case .contacts: return try contacts()
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(store: error)
    }
  }

  // MARK: - Am I reached

  private func testPage(_ call: Call) async throws -> WebReply {
    let (person, actor) = (try call.account.id, try call.trailActor)
    let made = try await OwnTests(surroundings).page(person, by: actor)
    return WebReply(
      .accepted,
      json: .object([
        ("alert", .text(made.alert.text)), ("openedAt", .time(made.openedAt)),
        ("repeated", .flag(made.isRepeat)),
      ]))
  }

  /// By which channels the person is reached at each priority, their devices' own stream first.
  private func ownLadder(_ call: Call) throws -> WebReply {
    let person = try call.account.id
    let contacts = try surroundings.directory.snapshot().staffing.contacts
    let rows = Priority.allCases.map { priority in
      let rungs = contacts.rule(for: person, at: priority).rungs
      return JSONValue.object([
        ("priority", .text(priority.word)),
        ("rungs", .list(rungs.compactMap { Self.rung($0, of: person, in: contacts) })),
      ])
    }
    return WebReply(.ok, json: .object([("priorities", .list(rows))]))
  }

  /// Nil when none of its channels leads to the person.
  private static func rung(
    _ rung: ContactRung, of person: ResponderID, in contacts: ContactTable
  ) -> JSONValue? {
    let channels = rung.channels.compactMap { contacts.channel($0) }.filter { channel in
      channel.kind.carriesEnvelopes || contacts.address(of: person, on: channel.name) != nil
    }
    guard !channels.isEmpty else { return nil }
    return .object([
      ("afterSeconds", .number(rung.after.wholeSeconds)),
      ("untilAnswered", .flag(rung.isUntilAnswered)),
      (
        "channels",
        .list(
          channels.map { channel in
            .object([
              ("name", .text(channel.name)), ("kind", .text(channel.kind.rawValue)),
              ("loud", .flag(channel.isLoud)),
            ])
          })
      ),
    ])
  }

  // MARK: - Devices

  private func ownDevices(_ call: Call) async throws -> WebReply {
    let person = try call.account.id
    let own = call.signer
    let rows = try await desk.devices(of: person).map { device in
      JSONValue.object([
        ("id", .text(device.id.text)), ("name", .text(device.name)),
        ("isThis", .flag(device.id == own)), ("hasLock", .flag(device.hasLock)),
        ("enrolledAt", .time(device.enrolledAt)),
        ("lastContact", .time(device.lastContact)),
      ])
    }
    return WebReply(.ok, json: .object([("devices", .list(rows))]))
  }

  private func endOwnDevice(_ call: Call) async throws -> WebReply {
    let (person, actor) = (try call.account.id, try call.trailActor)
    guard let id = DeviceID(text: String(call.parameters["own"] ?? "")),
      try await desk.endDevice(id, of: person, by: actor)
    else {
      throw Problem(
        .notFound, "you have no such device", hint: "GET /v1/me/devices lists those you have")
    }
    return WebReply(.noContent, headers: [:], body: .bytes([]))
  }

  /// A device with a lock has to be open: who holds it shut would enrol one that reads.
  private func linkOwnDevice(_ call: Call) async throws -> WebReply {
    guard try call.device.mayRead else { throw Problem(PageDocumentError.locked) }
    let (person, actor) = (try call.account.id, try call.trailActor)
    return deviceLink(try await desk.makeLink(for: person, by: actor), call.request)
  }

  /// The link that enrols a device, with the squares of its QR code where the site's origin is
  /// known. The token stands after `#`, which no browser sends to any server.
  func deviceLink(_ made: EnrolmentLink, _ request: WebRequest) -> WebReply {
    let origin = origin ?? CrossSite.ownOrigin(of: request)
    let link = "\(origin ?? "")/enrol#\(made.token)"
    let squares = origin.flatMap { _ in QRSquares(link) }
    return WebReply(
      .created,
      json: .object([
        ("link", .text(link)), ("expiresAt", .time(made.expiresAt)),
        ("qr", squares.map { .list($0.rows.map(JSONValue.text)) } ?? .null),
      ]))
  }

  // MARK: - Whom to ring

  /// Who is on call now on each rota, with the numbers to ring, and the last resort.
  private func contacts() throws -> WebReply {
    let rotas = try desk.onCallNow()
    let rows = rotas.map { now in
      let people = [RotaLine.first, .second, .trainee].flatMap { line in
        now.holders(of: line).map { holder in
          JSONValue.object([
            ("name", .text(holder.name)), ("line", .text(line.rawValue)),
            ("telephone", .text(holder.telephone)),
          ])
        }
      }
      return JSONValue.object([
        ("rota", .text(now.rota.text)), ("title", .text(now.title)),
        ("until", .text(RFC3339.text(now.until, in: now.zone))), ("people", .list(people)),
      ])
    }
    return WebReply(
      .ok, json: .object([("rotas", .list(rows)), ("lastResort", .list(lastResort()))]))
  }

  /// Whom to ring when Tocsin cannot be reached: the number that the site's texts name, else the
  /// people of the last resort with theirs. Empty when the site has named nobody.
  func lastResort() -> [JSONValue] {
    guard let snapshot = try? surroundings.directory.snapshot() else { return [] }
    let number = snapshot.staffing.contacts.call
    let people = DowntimeSheet.lastResort(snapshot, at: surroundings.time.now())
    let named = number.isEmpty ? [] : [("", number)]
    return (named + people.map { ($0.who, $0.telephone) }).map { name, telephone in
      .object([("name", .text(name)), ("telephone", .text(telephone))])
    }
  }
}
