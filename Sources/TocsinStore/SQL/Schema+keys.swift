// Tocsin — Store: step 19 of the schema, message keys in smaller blocks
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// What a few messages add to a block of `message_key` lies anywhere in it, and every page that
  /// it touches is written at the next commit: with small blocks these are few. The keys of one
  /// message are found through its block, without an index of their own.
  static var keySteps: [String] {
    [
      "DROP INDEX message_key_message",
      "UPDATE message_key SET block = message / \(KeyBlock.size)",
    ]
  }
}

/// Messages that are numbered one after another, for searches by value.
enum KeyBlock {
  /// Messages of one block: their keys fill some four pages.
  static let size: Int64 = 128

  static func number(of message: Int64) -> Int64 { message / size }
}
