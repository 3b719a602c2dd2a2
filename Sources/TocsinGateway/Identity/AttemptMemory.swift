// Tocsin — Gateway: how often somebody may try to sign in
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Counts tries by account, by address and by both, each with a delay that grows: twice as long
/// with each try beyond those that are free. Bounded, oldest first out; forgets after an hour.
///
/// Signed responses of devices never come here.
struct AttemptMemory {
  /// What a try is counted under, with its patience.
  struct Key: Hashable, Sendable {
    let text: String
    /// Tries without a delay.
    let freeCount: Int
    let delayMax: Milliseconds

    /// One account from one address: what guessing a password looks like.
    static func pair(_ account: String, _ address: String) -> Key {
      Key(text: "both:\(account)@\(address)", freeCount: 5, delayMax: .minutes(15))
    }

    /// One account from anywhere. The delay stays short: whoever knows a name must not be able to
    /// keep its owner out.
    static func account(_ account: String) -> Key {
      Key(text: "account:\(account)", freeCount: 20, delayMax: .minutes(1))
    }

    /// One address, whatever it tries: a proxy may stand for a whole hospital.
    static func address(_ address: String) -> Key {
      Key(text: "address:\(address)", freeCount: 50, delayMax: .seconds(30))
    }
  }

  private struct Tally {
    var count = 0
    var lastAt: Timestamp
  }

  static let countMax = 20_000
  static let memory = Milliseconds.hours(1)

  private var tallies: [String: Tally] = [:]
  private var order: [String] = []
  private var head = 0

  /// Counts a try, unless one of its keys must wait.
  ///
  /// - Returns: how long to wait; nil when the try may be made.
  mutating func attempt(_ keys: [Key], at now: Timestamp) -> Milliseconds? {
    let waits = keys.compactMap { wait($0, at: now) }
    if let longest = waits.max() { return longest }
    for key in keys { count(key, at: now) }
    return nil
  }

  /// A try that succeeded: its keys begin anew, but for the address, which may be trying others.
  mutating func succeed(_ keys: [Key]) {
    for key in keys where !key.text.hasPrefix("address:") { tallies[key.text] = nil }
  }

  private func wait(_ key: Key, at now: Timestamp) -> Milliseconds? {
    guard let tally = tallies[key.text], now < tally.lastAt + Self.memory,
      tally.count >= key.freeCount
    else { return nil }
    let doublings = min(tally.count - key.freeCount, 20)
    let end = tally.lastAt + min(Milliseconds.seconds(1 << Int64(doublings)), key.delayMax)
    return now < end ? end - now : nil
  }

  private mutating func count(_ key: Key, at now: Timestamp) {
    if let tally = tallies[key.text], now < tally.lastAt + Self.memory {
      tallies[key.text] = Tally(count: tally.count + 1, lastAt: now)
      return
    }
    while tallies.count >= Self.countMax, head < order.count {
      tallies[order[head]] = nil
      head += 1
    }
    if head > 1_024, head * 2 > order.count { (order, head) = (Array(order[head...]), 0) }
    // Keys that succeeded stand in the order still.
    if order.count > Self.countMax * 2 { (order, head) = (Array(tallies.keys), 0) }
    if tallies.updateValue(Tally(count: 1, lastAt: now), forKey: key.text) == nil {
      order.append(key.text)
    }
  }
}
