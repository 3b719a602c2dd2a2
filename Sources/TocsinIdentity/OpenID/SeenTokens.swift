// Tocsin — Identity: logout tokens that were taken
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Remembers the `jti` of logout tokens for as long as such a token would still be taken by its
/// age. Bounded: at the limit the oldest is forgotten, since a logout that is done twice ends what
/// has ended, while one that is refused leaves a session open.
struct SeenTokens {
  private var seen: Set<String> = []
  private var order: [(id: String, until: Timestamp)] = []

  /// Whether the token is new; it is not from now on.
  mutating func isNew(_ id: String, at now: Timestamp) -> Bool {
    let lifetime = OpenIDLimits.logoutAgeSeconds + 2 * OpenIDLimits.leewaySeconds
    let over = order.prefix { $0.until < now }.count
    let surplus = max(over, order.count - OpenIDLimits.seenMax + 1)
    if surplus > 0 {
      for entry in order.prefix(surplus) { seen.remove(entry.id) }
      order.removeFirst(surplus)
    }
    guard seen.insert(id).inserted else { return false }
    order.append((id, now + .seconds(lifetime)))
    return true
  }
}
