// Tocsin — Server: the trail, for auditors and for the people who are on it
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  /// What was done by this person, and by whoever else to their account and devices, newest first.
  func access(_ call: Call) async throws(Problem) -> WebReply {
    let end = try Self.before(call)
    let person = try call.account.id
    let (trail, page): (PersonalTrail, TrailPage)
    do {
      (trail, page) = try await surroundings.store.read { [end] store in
        let devices = try store.devices().filter { $0.responder == person }
        let trail = PersonalTrail(of: person, devices: devices.map(\.id))
        return (trail, try trail.page(before: end, in: store))
      }
    } catch { throw Problem(store: error) }
    return Self.reply(page) { [("isOwn", .flag(trail.isBy($0)))] }
  }

  /// What an auditor looks for, newest first. The look is itself on the trail before the answer.
  func trail(_ call: Call) async throws(Problem) -> WebReply {
    var query = TrailQuery()
    query.actor = try Self.text("actor", of: call)
    query.action = try Self.text("action", of: call)
    query.object = try Self.text("object", of: call)
    query.since = try Self.time("since", of: call)
    query.until = try Self.time("until", of: call)
    let end = try Self.before(call)
    var leaf = TrailLeaf(
      .trailRead, on: "trail", by: .person(try call.account.id), at: surroundings.time.now())
    leaf.reason = "search"
    let wanted = query
    do {
      _ = try await surroundings.store.perform { [leaf] in try $0.append(leaf) }
      let page = try await surroundings.store.read {
        try TrailPage(before: end, in: $0, where: wanted.wants)
      }
      return Self.reply(page) { _ in [] }
    } catch { throw Problem(store: error) }
  }

  /// The newest signed checkpoint, as C2SP has it: for whoever keeps it on another machine.
  func checkpoint() async throws(Problem) -> WebReply {
    let newest: CheckpointRecord?
    do {
      newest = try await surroundings.store.read { try $0.lastCheckpoint() }
    } catch { throw Problem(store: error) }
    guard let newest else {
      throw Problem(.notFound, "no checkpoint is signed yet", hint: "ask again in a minute")
    }
    return WebReply(
      .ok, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .bytes(Array(newest.note.utf8)))
  }

  // MARK: - Rows and parameters

  private static func reply(
    _ page: TrailPage, _ more: (LeafBody) -> [(String, JSONValue)]
  ) -> WebReply {
    let rows = page.leaves.map { leaf in
      JSONValue.object(
        [
          ("index", .number(leaf.index)), ("at", .time(leaf.at)), ("actor", .text(leaf.actor)),
          ("device", leaf.device.map { .text($0.text) } ?? .null),
          ("action", .text(leaf.action)), ("object", .text(leaf.object)),
          ("isRefused", .flag(leaf.isRefused)), ("reason", .text(leaf.reason)),
        ] + more(leaf))
    }
    return WebReply(
      .ok,
      json: .object([
        ("leaves", .list(rows)), ("next", page.next.map { .number($0) } ?? .null),
      ]))
  }

  private static func before(_ call: Call) throws(Problem) -> Int64? {
    guard let text = call.request.parameter("before") else { return nil }
    guard let index = Int64(text), index >= 0 else {
      throw unusable("before", "the number that the page before gave as next")
    }
    return index
  }

  private static func text(_ name: String, of call: Call) throws(Problem) -> String? {
    guard let text = try call.request.decodedParameter(name) else { return nil }
    guard !text.isEmpty else { throw unusable(name, "text as a leaf has it") }
    return text
  }

  private static func time(_ name: String, of call: Call) throws(Problem) -> Int64? {
    guard let text = try text(name, of: call) else { return nil }
    guard let time = RFC3339.parse(text) else {
      throw unusable(name, "a time such as 2026-11-24T08:00:00Z")
    }
    return time.milliseconds
  }
}
