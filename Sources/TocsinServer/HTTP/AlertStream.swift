// Tocsin — Server: how alerts change, as it happens
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Tells of every alert that changes, in the scope of who asked, without content:
///
///     event: alert
///     id: INDEX
///     data: the alert's row of the board
///
/// It follows the site's trail, on which each transition has a leaf: `Last-Event-ID` takes up where
/// a connection broke, and nothing is left out. Several changes of one alert between two looks are
/// one event. Ends when what the request has shown is not good any more.
struct AlertStream: EventStream {
  /// Leaves of one look.
  private static let leavesMax = 1_000

  let call: Call
  /// The index of the last leaf that was told; nil begins now.
  let after: Int64?
  let surroundings: Surroundings
  /// Whether who asked may still ask.
  let isGood: @Sendable () async -> Bool

  var mailbox: DeviceID? { nil }

  func run(_ waker: StreamWaker, write: ([UInt8]) async throws -> Void) async throws {
    let count = try await surroundings.store.read { try $0.leafCount() }
    var next = min(after.map { $0 + 1 } ?? count, count)
    try await waker.timed { try await write(Array(": tocsin\n\n".utf8)) }
    while await isGood() {
      let look = try await look(from: next)
      if !look.events.isEmpty { try await waker.timed { try await write(look.events) } }
      let isBehind = look.next - next == Int64(Self.leavesMax)
      next = look.next
      if isBehind { continue }
      let wakes = await waker.next()
      if wakes.contains(.end) { return }
      if wakes.contains(.comment) {
        try await waker.timed { try await write(Array(":\n\n".utf8)) }
      }
    }
  }

  private func look(from next: Int64) async throws -> (events: [UInt8], next: Int64) {
    let board = Board(surroundings)
    let found = try await board.changes(from: next, limit: Self.leavesMax)
    var out: [UInt8] = []
    for (index, guarded) in found.alerts where call.mayAlso(guarded) {
      out += "event: alert\nid: \(index)\ndata: ".utf8
      out += JSONValue.object(Endpoints.heading(guarded.alert)).bytes
      out += "\n\n".utf8
    }
    return (out, found.next)
  }
}
