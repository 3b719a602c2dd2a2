// Tocsin — System: what a serving process leaves behind when it crashes, and how much it may open
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Glibc

/// Set once, before a key or a message is in memory.
package enum ProcessHygiene {
  private static let core = __rlimit_resource_t(RLIMIT_CORE.rawValue)
  private static let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

  /// Sees to it that a crash writes no memory to disk: a core file may have no bytes (which
  /// systemd-coredump goes by too), and no mapping is part of a dump (core(5), coredump_filter).
  ///
  /// - Returns: false when the system refused the first.
  package static func forbidCoreDumps() -> Bool {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = try? Data("0".utf8).write(to: URL(filePath: "/proc/self/coredump_filter"))
    return setrlimit(core, &none) == 0
  }

  /// Lets the process hold so many open files, or as many as the system lets it.
  ///
  /// - Returns: how many it may hold now.
  package static func allowOpenFiles(_ wanted: UInt) -> UInt {
    var limit = rlimit()
    guard getrlimit(openFiles, &limit) == 0 else { return 0 }
    guard limit.rlim_cur < wanted else { return limit.rlim_cur }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    guard setrlimit(openFiles, &limit) == 0 else { return 0 }
    return limit.rlim_cur
  }
}
