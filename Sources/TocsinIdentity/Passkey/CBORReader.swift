// Tocsin — Identity: reading CBOR that strangers send
// SPDX-License-Identifier: Apache-2.0

/// Reads items one after another from bytes that nobody vouches for.
///
/// A head is one byte, three bits of major type and five of argument; arguments 24 to 27 say that
/// 1, 2, 4 or 8 bytes with the argument follow (RFC 8949 §3). Size, depth and the number of items
/// are bounded (I10), and nothing is set aside for a length before the bytes are seen to be there.
struct CBORReader {
  /// The largest text that is read at all, in bytes.
  static let bytesMax = 65_536
  /// How deep lists and maps nest.
  static let depthMax = 8
  /// How many items there are together.
  static let itemsMax = 512

  /// Where the next item begins.
  private(set) var position: Int
  private let bytes: [UInt8]
  private var itemCount = 0

  /// Begins at an offset within `bytes`.
  init(_ bytes: [UInt8], at position: Int = 0) throws(CBORFault) {
    guard bytes.count <= Self.bytesMax else { throw .tooLarge }
    guard position <= bytes.count else { throw .truncated }
    self.bytes = bytes
    self.position = position
  }

  /// The one item that `bytes` are, to their end.
  static func whole(_ bytes: [UInt8]) throws(CBORFault) -> CBORItem {
    var reader = try CBORReader(bytes)
    let item = try reader.item()
    guard reader.position == bytes.count else { throw .trailing }
    return item
  }

  /// The next item, whole. The depth bounds the recursion.
  mutating func item(depth: Int = 0) throws(CBORFault) -> CBORItem {
    guard depth < Self.depthMax else { throw .tooDeep }
    itemCount += 1
    guard itemCount <= Self.itemsMax else { throw .tooMany }
    let head = try take(1)[0]
    if head >> 5 == 7 { return try simple(head) }
    let argument = try argument(head & 31)
    switch head >> 5 {
    case 0: return .integer(try signed(argument))
    case 1: return .integer(-1 - (try signed(argument)))
    case 2: return .bytes(try take(argument))
    case 3:
      guard let text = String(validating: try take(argument), as: UTF8.self) else {
        throw .notText
      }
      return .text(text)
    case 4: return .list(try list(argument, depth: depth))
    case 5: return .map(try map(argument, depth: depth))
    default: throw .unsupported
    }
  }

  private func simple(_ head: UInt8) throws(CBORFault) -> CBORItem {
    switch head & 31 {
    case 20: .flag(false)
    case 21: .flag(true)
    case 22: .null
    default: throw .unsupported
    }
  }

  private func signed(_ value: UInt64) throws(CBORFault) -> Int64 {
    guard let value = Int64(exactly: value) else { throw .outOfRange }
    return value
  }

  private mutating func list(_ count: UInt64, depth: Int) throws(CBORFault) -> [CBORItem] {
    guard count <= Self.itemsMax else { throw .tooMany }
    var items: [CBORItem] = []
    for _ in 0..<count { items.append(try item(depth: depth + 1)) }
    return items
  }

  private mutating func map(
    _ count: UInt64, depth: Int
  ) throws(CBORFault) -> [CBORItem: CBORItem] {
    guard count <= Self.itemsMax else { throw .tooMany }
    var members: [CBORItem: CBORItem] = [:]
    for _ in 0..<count {
      let key = try item(depth: depth + 1)
      guard key.integer != nil || key.text != nil, members[key] == nil else { throw .badKey }
      members[key] = try item(depth: depth + 1)
    }
    return members
  }

  /// The argument of a head; the shortest form is the only one.
  private mutating func argument(_ bits: UInt8) throws(CBORFault) -> UInt64 {
    guard bits >= 24 else { return UInt64(bits) }
    guard bits <= 27 else { throw .unsupported }
    let value = try take(1 << UInt64(bits - 24)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let smallest: [UInt64] = [24, 1 << 8, 1 << 16, 1 << 32]
    guard value >= smallest[Int(bits - 24)] else { throw .notShortest }
    return value
  }

  private mutating func take(_ count: UInt64) throws(CBORFault) -> [UInt8] {
    guard count <= UInt64(bytes.count - position) else { throw .truncated }
    defer { position += Int(count) }
    return Array(bytes[position..<position + Int(count)])
  }
}
