// Tocsin — tocsin: files that are whole at any time
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Writes a file beside itself, syncs it, renames it, and syncs the folder: who reads it finds the
/// old one or the new one, also after a crash.
enum DurableFile {
  /// - Throws: `Failure` when it cannot be written; what was there before stays.
  ///
  /// - Parameter isForAll: others than the gateway's own user may read it.
  static func write(
    _ bytes: [UInt8], to name: String, in folder: String, isForAll: Bool = false
  ) throws {
    let file = "\(folder)/\(name)"
    let beside = file + ".part"
    let descriptor = Glibc.open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw unwritable(file) }
    defer { close(descriptor) }
    if isForAll, fchmod(descriptor, 0o644) != 0 { throw unwritable(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw unwritable(file) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0, rename(beside, file) == 0 else { throw unwritable(file) }
    let directory = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw unwritable(file) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw unwritable(file) }
  }

  private static func unwritable(_ file: String) -> Failure {
    Failure("\(file) cannot be written", hint: "check who owns the folder, and its space")
  }
}
