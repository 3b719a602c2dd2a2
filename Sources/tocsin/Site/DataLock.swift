// Tocsin — tocsin: one serving process a data folder
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// `DIR/lock`, held while `serve` runs; holds the process number as text. The system releases it
/// when the process ends, however it ends.
final class DataLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `Failure` with the number of the process that holds it.
  init(folder: String) throws {
    let path = folder + "/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure("\(path) cannot be opened", hint: "check who owns \(folder)")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "?"
      close(descriptor)
      throw Failure(
        "\(folder) is in use by process \(holder.trimmingCharacters(in: .whitespacesAndNewlines))",
        hint: "end that process first, or give another --data")
    }
    let text = "\(getpid())\n"
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, text.utf8.count, 0) }
  }

  /// The number of the process that holds the lock; nil when none does. A `serve` that starts in
  /// the same microsecond would find the lock taken, and is started again by its unit.
  static func holder(folder: String) -> String? {
    let path = folder + "/lock"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "?"
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit { close(descriptor) }
}
