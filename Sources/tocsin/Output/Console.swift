// Tocsin — tocsin: the two output streams
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Standard output carries what was asked for, standard error the rest.
enum Console {
  /// One line on standard output, written at once.
  static func say(_ line: String) { write(line, to: FileHandle.standardOutput) }

  /// One line on standard error.
  static func complain(_ line: String) { write(line, to: FileHandle.standardError) }

  /// One JSON object on one line of standard output, keys sorted.
  static func say(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    say(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  private static func write(_ line: String, to handle: FileHandle) {
    handle.write(Foundation.Data((line + "\n").utf8))
  }
}
