// Tocsin — tocsin: the key by which a watcher reads the metrics
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A file with one line that a scraper sends as its bearer token. Only its digest stays in memory.
enum WatcherKey {
  private static let charactersMin = 20

  /// The digest of the key in the file that the flag, else TOCSIN_WATCHER_KEY names; nil when none
  /// is named: then nobody reads metrics.
  ///
  /// - Throws: `Failure` for a file that cannot be read, or a key that could be guessed.
  static func digest(
    _ flag: String?, _ settings: Settings, by digest: ([UInt8]) -> [UInt8]
  ) throws -> [UInt8]? {
    guard let path = flag ?? settings.string("watcherKey") else { return nil }
    let hint = "make one: openssl rand -hex 32 > \(path)"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure("the watcher's key \(path) cannot be read", hint: hint)
    }
    let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard key.utf8.count >= charactersMin, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw Failure(
        "the watcher's key in \(path) is not one line of \(charactersMin) characters or more",
        hint: hint)
    }
    return digest(Array(key.utf8))
  }
}
