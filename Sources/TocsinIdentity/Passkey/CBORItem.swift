// Tocsin — Identity: the part of CBOR that WebAuthn uses
// SPDX-License-Identifier: Apache-2.0

/// One item of CBOR (RFC 8949) in the form that CTAP2 prescribes: definite lengths, shortest heads,
/// no tags and no floating point.
enum CBORItem: Hashable, Sendable {
  /// Whole numbers of 64 bits with a sign; larger ones are refused.
  case integer(Int64)
  case bytes([UInt8])
  case text(String)
  case list([CBORItem])
  /// Keys are numbers or texts, each once.
  case map([CBORItem: CBORItem])
  case flag(Bool)
  case null
}

extension CBORItem {
  /// The number; nil for anything else.
  var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  /// The byte string; nil for anything else.
  var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
  /// The text; nil for anything else.
  var text: String? { if case .text(let value) = self { value } else { nil } }
  /// The map; nil for anything else.
  var map: [CBORItem: CBORItem]? { if case .map(let value) = self { value } else { nil } }
}

/// Why bytes are not read. Says nothing of what they hold.
enum CBORFault: Error, Hashable, Sendable {
  /// They end in the middle of an item.
  case truncated
  /// Something follows the item.
  case trailing
  /// Larger than `CBORReader.bytesMax`.
  case tooLarge
  /// Nested deeper than `CBORReader.depthMax`.
  case tooDeep
  /// More items than `CBORReader.itemsMax`.
  case tooMany
  /// An indefinite length, a tag, a floating-point number, or a reserved head.
  case unsupported
  /// A number or length in more bytes than it needs.
  case notShortest
  /// A number that 64 bits with a sign do not hold.
  case outOfRange
  /// A text that is not UTF-8.
  case notText
  /// A key that is neither number nor text, or that stands twice.
  case badKey
}
