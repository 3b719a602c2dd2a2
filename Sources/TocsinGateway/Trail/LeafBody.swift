// Tocsin — Gateway: the canonical bytes of a leaf
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a leaf says, as it is hashed: version 1 of `Documentation/trail.md`, big-endian:
///
/// ```
/// version 1 | index 8 | time 8 | actor 2+n | device 1 or 17 | action 2+n | object 2+n
///   | outcome 1 | reason 2+n | commitment 32
/// ```
///
/// A text is its length in bytes and its UTF-8. The device is a byte 0, or a byte 1 and the id. The
/// outcome is 0 for done, 1 for refused. The commitment is zeros where nothing is committed to.
package struct LeafBody: Hashable, Sendable {
  package static let version: UInt8 = 1
  /// Bytes of a text; what is longer is cut at a character.
  package static let textBytesMax = 1_024

  package let index: Int64
  package let at: Timestamp
  package let actor: String
  package let device: DeviceID?
  /// A word of `TrailAction`, or of a newer program.
  package let action: String
  package let object: String
  package let isRefused: Bool
  package let reason: String
  /// 32 bytes; nil when nothing is committed to.
  package let commitment: [UInt8]?

  /// The body of a leaf that is about to be appended at `index`.
  package init(_ leaf: TrailLeaf, at index: Int64, commitment: [UInt8]?) {
    self.index = index
    at = leaf.at
    actor = Self.cut(leaf.actor.text)
    device = leaf.actor.device
    action = leaf.action.rawValue
    object = Self.cut(leaf.object)
    isRefused = leaf.isRefused
    reason = Self.cut(leaf.reason)
    self.commitment = commitment
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > textBytesMax else { return text }
    var used = 0
    return String(
      text.prefix { character in
        used += character.utf8.count
        return used <= textBytesMax
      })
  }

  /// The bytes that are chained and hashed.
  package var encoded: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(128 + actor.utf8.count + object.utf8.count + reason.utf8.count)
    out.append(Self.version)
    out.append(bigEndian: UInt64(index))
    out.append(bigEndian: UInt64(bitPattern: at.milliseconds))
    Self.append(actor, to: &out)
    out.append(device == nil ? 0 : 1)
    if let device { out.append(device) }
    Self.append(action, to: &out)
    Self.append(object, to: &out)
    out.append(isRefused ? 1 : 0)
    Self.append(reason, to: &out)
    out += commitment ?? Self.nothing
    return out
  }

  private static let nothing = [UInt8](repeating: 0, count: WireSize.digest)

  private static func append(_ text: String, to out: inout [UInt8]) {
    out.append(bigEndian: UInt16(text.utf8.count))
    out += text.utf8
  }

  /// Reads exactly the bytes of one body; nil for anything else, trailing bytes included.
  package init?(decoding bytes: [UInt8]) {
    var rest = bytes[...]
    guard Self.number(&rest, 1) == UInt64(Self.version), let index = Self.number(&rest, 8),
      let time = Self.number(&rest, 8), let actor = Self.text(&rest),
      let hasDevice = Self.number(&rest, 1), hasDevice <= 1
    else { return nil }
    var device: DeviceID?
    if hasDevice == 1 {
      guard let high = Self.number(&rest, 8), let low = Self.number(&rest, 8) else { return nil }
      device = DeviceID(high: high, low: low)
    }
    guard let action = Self.text(&rest), let object = Self.text(&rest),
      let outcome = Self.number(&rest, 1), outcome <= 1, let reason = Self.text(&rest),
      rest.count == WireSize.digest, let place = Int64(exactly: index)
    else { return nil }
    self.index = place
    at = Timestamp(milliseconds: Int64(bitPattern: time))
    self.actor = actor
    self.device = device
    self.action = action
    self.object = object
    isRefused = outcome == 1
    self.reason = reason
    commitment = rest.elementsEqual(Self.nothing) ? nil : Array(rest)
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> UInt64? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard let length = number(&rest, 2), length <= textBytesMax, rest.count >= Int(length) else {
      return nil
    }
    defer { rest = rest.dropFirst(Int(length)) }
    let text = String(decoding: rest.prefix(Int(length)), as: UTF8.self)
    return text.utf8.elementsEqual(rest.prefix(Int(length))) ? text : nil
  }
}

/// The row chain: SHA-256 over the link before and the body.
package enum LeafLink {
  /// What stands before the first leaf.
  package static let start = [UInt8](repeating: 0, count: WireSize.digest)

  /// The link of a body, 32 bytes.
  package static func next(
    after previous: [UInt8], body: [UInt8], digest: ([UInt8]) -> [UInt8]
  ) -> [UInt8] {
    digest(previous + body)
  }
}
