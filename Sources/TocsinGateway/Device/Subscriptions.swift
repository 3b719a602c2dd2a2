// Tocsin — Gateway: where the browsers of devices take pushes
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Why a subscription is not taken.
package enum SubscriptionFault: Error, Hashable, Sendable {
  /// The site has no channel of this kind. 404.
  case noChannel
  /// The endpoint may not be asked. 422.
  case endpoint(PushEndpointFault)
  /// The key or the secret has another form. 422.
  case keys
  /// The device has ended. 403.
  case ended
  /// The store cannot keep it now. 503.
  case notNow
}

/// Keeps the subscriptions of devices: one each, in place of the one before.
package struct Subscriptions: Sendable {
  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// The point with which browsers subscribe, 65 bytes; nil where the site pushes to nobody.
  package var publicKey: [UInt8]? { channel == nil ? nil : surroundings.pushPublicKey }

  private var channel: ChannelSettings? {
    (try? surroundings.directory.snapshot())?.staffing.contacts.channels
      .first { $0.kind == .webPush }
  }

  package func isThere(for device: DeviceID) async throws(SubscriptionFault) -> Bool {
    do {
      return try await surroundings.store.read { try $0.subscription(of: device) != nil }
    } catch { throw .notNow }
  }

  /// Keeps where a device is pushed to. Pages that are open are not pushed again for it: the device
  /// fetches them when it is opened.
  package func take(
    endpoint: String, key: [UInt8], secret: [UInt8], of device: DeviceID
  ) async throws(SubscriptionFault) {
    guard let channel, surroundings.pushPublicKey != nil else { throw .noChannel }
    do { _ = try PushEndpoint(endpoint, hosts: channel.hosts) } catch { throw .endpoint(error) }
    guard key.count == 65, key.first == 4, secret.count == 16 else { throw .keys }
    let subscription = PushSubscription(
      device: device, endpoint: endpoint, publicKey: key, secret: secret,
      madeAt: surroundings.time.now())
    let isTaken: Bool
    do {
      isTaken = try await surroundings.store.perform { store in
        guard let record = try store.device(device), record.endedAt == nil else { return false }
        try store.put(subscription)
        try store.clearTrouble(of: record.responder, on: channel.name)
        return true
      }
    } catch { throw .notNow }
    guard isTaken else { throw .ended }
  }

  package func drop(of device: DeviceID) async throws(SubscriptionFault) {
    do {
      _ = try await surroundings.store.perform { try $0.dropSubscription(of: device) }
    } catch { throw .notNow }
  }
}

/// What a channel reports of a hand-over, by the token that it was given.
package enum HandOverNews: String, Sendable, CaseIterable {
  /// Somebody or something says that it has it: evidence, and no more (S3).
  case received
  /// It did not arrive: the next channel begins.
  case failed
}

extension Surroundings {
  /// Takes a report of a channel. The same again changes nothing.
  ///
  /// - Returns: false when there is no such token.
  package func take(_ news: HandOverNews, token: String) async throws -> Bool {
    let digest = sealer.digest(Array(token.utf8))
    let isKnown = try await store.perform { store -> Bool in
      guard let record = try store.handOver(token: digest) else { return false }
      try take(news, of: record, in: store)
      return true
    }
    if isKnown { hints.laddersChanged() }
    return isKnown
  }

  /// Takes what a channel says of a hand-over, inside a unit.
  func take(
    _ news: HandOverNews, of handOver: HandOverRecord, in store: any StoreTransaction
  ) throws {
    var record = handOver
    let now = time.now()
    switch news {
    case .received where record.receivedAt == nil:
      record.receivedAt = now
      if let priority = try store.alert(record.alert)?.priority {
        metrics.noteReceived(record, priority, at: now)
      }
    case .failed where record.state == .handedOver && record.receivedAt == nil:
      record.state = .failed
      record.changedAt = now
      record.note = "the channel reports that it did not arrive"
      try store.look(at: record.page, noLaterThan: now)
      if let ladder = try store.ladder(of: record.page) {
        try noteTrouble(of: record, for: ladder.responder, in: store)
      }
    case .received, .failed: return
    }
    try store.update(record)
  }
}
