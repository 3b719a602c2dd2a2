// Tocsin — Server: who may hold a connection to the HTTP listener
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import Synchronization

/// The open connections of the HTTP listener, bounded so that strangers cannot keep devices out.
///
/// A connection is *unproven* until a signed request came over it that was good. Unproven ones are
/// bounded, for each address and together; a new one beyond a bound closes the oldest of them, so
/// that a flood of idle connections never keeps a device from connecting, not even from the flood's
/// own address. Proven ones are closed by nobody else's connections, and have room of their own.
final class WebConnections: Sendable {
  private struct Unproven {
    /// The oldest first.
    var byAddress: [String: [any Channel]] = [:]
    var count = 0

    mutating func takeOldest(of address: String) -> (any Channel)? {
      guard let oldest = byAddress[address]?.first else { return nil }
      remove(oldest, of: address)
      return oldest
    }

    mutating func add(_ channel: any Channel, of address: String) {
      byAddress[address, default: []].append(channel)
      count += 1
    }

    mutating func remove(_ channel: any Channel, of address: String) {
      guard var line = byAddress[address],
        let index = line.firstIndex(where: { $0 === channel })
      else { return }
      line.remove(at: index)
      byAddress[address] = line.isEmpty ? nil : line
      count -= 1
    }
  }

  private let open: OpenConnections
  private let unproven = Mutex(Unproven())
  private let atOnce = Atomic(0)
  private let unprovenMax: Int
  private let addressMax: Int

  init(
    countMax: Int = HTTPLimits.connectionsMax,
    unprovenMax: Int = HTTPLimits.connectionsUnprovenMax,
    addressMax: Int = HTTPLimits.connectionsOfAddressMax
  ) {
    open = OpenConnections(countMax: countMax)
    self.unprovenMax = unprovenMax
    self.addressMax = addressMax
  }

  var count: Int { open.count }

  /// Connections over which nothing good was signed yet.
  var unprovenCount: Int { unproven.withLock { $0.count } }

  /// Requests that `IntakeLane` has answered; the others went the asynchronous way.
  var atOnceCount: Int { atOnce.load(ordering: .relaxed) }

  func countAtOnce() { atOnce.add(1, ordering: .relaxed) }

  /// Counts a connection in until it closes; false when there is no room even so.
  func admit(_ channel: any Channel) -> Bool {
    let address = PeerAddress.key(of: channel.remoteAddress)
    let (addressMax, unprovenMax) = (addressMax, unprovenMax)
    let displaced = unproven.withLock { unproven -> (any Channel)? in
      defer { unproven.add(channel, of: address) }
      if unproven.byAddress[address]?.count ?? 0 >= addressMax {
        return unproven.takeOldest(of: address)
      }
      guard unproven.count >= unprovenMax else { return nil }
      let busiest = unproven.byAddress.max { $0.value.count < $1.value.count }
      return busiest.flatMap { unproven.takeOldest(of: $0.key) }
    }
    displaced?.close(promise: nil)
    channel.closeFuture.whenComplete { [self] _ in forget(channel, of: address) }
    guard open.add(channel) else {
      forget(channel, of: address)
      return false
    }
    return true
  }

  /// A signed request came over the connection and was good.
  ///
  /// - Parameter address: whose the connection is, as `PeerAddress` has it.
  func prove(_ channel: any Channel, of address: String) { forget(channel, of: address) }

  /// Waits until all have closed; what is open after `limit` is closed by force.
  func drain(within limit: TimeAmount, on eventLoop: any EventLoop) async {
    await open.drain(within: limit, on: eventLoop)
  }

  private func forget(_ channel: any Channel, of address: String) {
    unproven.withLock { $0.remove(channel, of: address) }
  }
}

/// Who is at the other end, as limits count it.
enum PeerAddress {
  /// An IPv4 address, or the /64 of an IPv6 one: who has one of its addresses has all of them.
  static func key(of address: SocketAddress?) -> String {
    guard let text = address?.ipAddress else { return "" }
    return key(of: text)
  }

  static func key(of text: String) -> String {
    guard text.contains(":") else { return text }
    if let dotted = text.split(separator: ":").last, dotted.contains(".") { return String(dotted) }
    var halves = [Substring(text), ""]
    if let gap = text.firstRange(of: "::") {
      halves = [text[..<gap.lowerBound], text[gap.upperBound...]]
    }
    let front = halves[0].split(separator: ":")
    let back = halves[1].split(separator: ":")
    let zeros = Array(repeating: Substring("0"), count: max(0, 8 - front.count - back.count))
    return (front + zeros + back).prefix(4).joined(separator: ":") + "::/64"
  }
}
