// Tocsin — tocsin: small files that hold keys
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A file that is secret and must survive a power cut: mode 0600, on the disk before it is used.
enum KeyFile {
  /// The file's bytes; nil when there is none.
  ///
  /// - Throws: `Failure` when it cannot be read, or when others than its owner may read it.
  static func read(_ path: String, isPrivate: Bool = true) throws -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    if isPrivate, status.st_mode & 0o077 != 0 {
      throw Failure("\(path) can be read by others", hint: "run: chmod 600 \(path)")
    }
    guard let contents = FileManager.default.contents(atPath: path) else {
      throw Failure("\(path) cannot be read", hint: "check who owns it")
    }
    return Array(contents)
  }

  /// Makes the file.
  ///
  /// - Returns: false when another process has made it first, and then nothing has changed.
  static func make(_ path: String, _ bytes: [UInt8]) throws -> Bool {
    let fresh = try writeFresh(bytes, beside: path)
    defer { unlink(fresh) }
    guard link(fresh, path) == 0 else {
      guard errno == EEXIST else { throw cannotWrite(path) }
      return false
    }
    try syncFolder(of: path)
    return true
  }

  /// Replaces the file, as a whole or not at all.
  static func replace(_ path: String, _ bytes: [UInt8]) throws {
    let fresh = try writeFresh(bytes, beside: path)
    guard rename(fresh, path) == 0 else {
      unlink(fresh)
      throw cannotWrite(path)
    }
    try syncFolder(of: path)
  }

  private static func writeFresh(_ bytes: [UInt8], beside path: String) throws -> String {
    let fresh = "\(path).\(getpid())"
    unlink(fresh)
    let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw cannotWrite(path) }
    defer { close(descriptor) }
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      unlink(fresh)
      throw cannotWrite(path)
    }
    return fresh
  }

  private static func syncFolder(of path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotWrite(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw cannotWrite(path) }
  }

  private static func cannotWrite(_ path: String) -> Failure {
    Failure("\(path) cannot be written", hint: "check who owns its folder, and its free space")
  }
}
