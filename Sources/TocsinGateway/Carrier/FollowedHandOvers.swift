// Tocsin — Gateway: hand-overs about which two-way channels are asked
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One hand-over that a two-way channel has taken.
struct FollowedHandOver: Sendable {
  /// The number of the hand-over in the list.
  let id: Int64
  let page: PageID
  let order: ChannelOrder
  /// How the channel names it.
  let reference: String
  var asked = 0
  var nextAt: Timestamp
}

/// What two-way channels are asked about, and when. It is evidence alone (S3): nothing waits for
/// it, and a process that ends forgets it.
struct FollowedHandOvers: Sendable {
  /// What is beyond is not asked about.
  static let countMax = 1_000
  /// How long after one question the next one follows; after the last nothing does.
  static let pauses: [Milliseconds] = [
    .seconds(5), .seconds(10), .seconds(15), .seconds(30), .seconds(60), .seconds(60),
    .seconds(120), .seconds(120), .seconds(180),
  ]

  private var waiting: [FollowedHandOver] = []

  mutating func add(_ carried: CarriedHandOver, at now: Timestamp) {
    guard case .handedOver(let reference)? = carried.outcome, !reference.isEmpty,
      carried.order.channel.isTwoWay, carried.record.kind == .asks, waiting.count < Self.countMax
    else { return }
    waiting.append(
      FollowedHandOver(
        id: carried.record.id, page: carried.record.page, order: carried.order,
        reference: reference, nextAt: now + Self.pauses[0]))
  }

  /// Those to ask about now; they are asked about again only after `again`.
  mutating func takeDue(at now: Timestamp) -> [FollowedHandOver] {
    let due = waiting.filter { $0.nextAt <= now }
    waiting.removeAll { $0.nextAt <= now }
    return due
  }

  mutating func again(_ followed: FollowedHandOver, at now: Timestamp) {
    var followed = followed
    followed.asked += 1
    guard followed.asked < Self.pauses.count, waiting.count < Self.countMax else { return }
    followed.nextAt = now + Self.pauses[followed.asked]
    waiting.append(followed)
  }
}
