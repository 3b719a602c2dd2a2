// Tocsin — Server: a person's own part of the trail
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  /// What was done by this person, and by whoever else to their account and devices, newest first.
  func access(_ call: Call) async throws(Problem) -> WebReply {
    var end: Int64?
    if let text = call.request.parameter("before") {
      guard let index = Int64(text), index >= 0 else {
        throw Self.unusable("before", "the number that the page before gave as next")
      }
      end = index
    }
    let person = try call.account.id
    let (trail, page): (PersonalTrail, PersonalTrail.Page)
    do {
      (trail, page) = try await surroundings.store.read { [end] store in
        let devices = try store.devices().filter { $0.responder == person }
        let trail = PersonalTrail(of: person, devices: devices.map(\.id))
        return (trail, try trail.page(before: end, in: store))
      }
    } catch { throw Problem(store: error) }
    let rows = page.leaves.map { leaf in
      JSONValue.object([
        ("index", .number(leaf.index)), ("at", .time(leaf.at)), ("actor", .text(leaf.actor)),
        ("isOwn", .flag(trail.isBy(leaf))),
        ("device", leaf.device.map { .text($0.text) } ?? .null), ("action", .text(leaf.action)),
        ("object", .text(leaf.object)), ("isRefused", .flag(leaf.isRefused)),
        ("reason", .text(leaf.reason)),
      ])
    }
    return WebReply(
      .ok,
      json: .object([
        ("leaves", .list(rows)), ("next", page.next.map { .number($0) } ?? .null),
      ]))
  }
}
