// Tocsin — System: readings of the machine that a doctor takes
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Glibc

/// What the system says of clock, disk, files and limits. Nothing is changed by asking.
package enum MachineReadings {
  /// Free room of a file system.
  package struct Room: Hashable, Sendable {
    /// For an account that is not root.
    package let freeBytes: Int64
    package let freeInodes: Int64
    /// 0 where the file system counts none.
    package let inodes: Int64
  }

  /// Room of the file system that holds `path`; nil when the system does not say.
  package static func room(at path: String) -> Room? {
    var found = statvfs()
    guard statvfs(path, &found) == 0 else { return nil }
    return Room(
      freeBytes: Int64(clamping: UInt64(found.f_bavail) * UInt64(found.f_frsize)),
      freeInodes: Int64(clamping: UInt64(found.f_favail)),
      inodes: Int64(clamping: UInt64(found.f_files)))
  }

  /// The permission bits of a file; nil when there is none.
  package static func mode(of path: String) -> UInt32? {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    return UInt32(found.st_mode) & 0o7777
  }

  /// Bytes of a file; 0 when there is none.
  package static func bytes(of path: String) -> Int64 {
    var found = stat()
    return stat(path, &found) == 0 ? Int64(found.st_size) : 0
  }

  /// Whether this process may read and write a file or a line.
  package static func canUse(_ path: String) -> Bool { access(path, R_OK | W_OK) == 0 }

  /// How many files a process may hold open (proc_pid_limits(5)); nil when there is no such
  /// process.
  package static func openFileLimit(of process: String) -> UInt64? {
    guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/limits") else {
      return nil
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("Max open files") }),
      let soft = line.dropFirst("Max open files".count).split(separator: " ").first
    else { return nil }
    return soft == "unlimited" ? UInt64.max : UInt64(soft)
  }

  /// Whether something keeps the clock right, as the kernel knows it (adjtimex(2), which without a
  /// mode only tells). Nil where it does not say.
  ///
  /// The header that declares it is not among those that Swift imports, so it is looked up by name.
  /// Of `struct timex` the first 4 bytes are the modes and the 4 at 40 the status, on every 64-bit
  /// Linux; the whole has 208.
  package static func isClockKept() -> Bool? {
    guard let symbol = dlsym(nil, "adjtimex") else { return nil }
    typealias Adjust = @convention(c) (UnsafeMutableRawPointer) -> CInt
    let adjust = unsafeBitCast(symbol, to: Adjust.self)
    let (size, statusOffset) = (512, 40)
    let unsynchronised: CInt = 0x0040
    return withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { bytes in
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      guard let start = bytes.baseAddress, adjust(start) >= 0 else { return nil }
      return bytes.load(fromByteOffset: statusOffset, as: CInt.self) & unsynchronised == 0
    }
  }
}
