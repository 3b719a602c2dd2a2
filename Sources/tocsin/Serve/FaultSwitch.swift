// Tocsin — tocsin: ending the process at a stop of the walk, for tests
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Logging
internal import TocsinGateway

/// `TOCSIN_FAULT=stop-7` ends a debug build with SIGKILL when the walk passes that stop. The
/// release program does not read it.
enum FaultSwitch {
  /// Whether a stop is named: then no canary goes before what a test sends.
  static var isSet: Bool {
    #if DEBUG
      return ProcessInfo.processInfo.environment["TOCSIN_FAULT"] != nil
    #else
      return false
    #endif
  }

  static func faults() -> Faults {
    #if DEBUG
      guard let name = ProcessInfo.processInfo.environment["TOCSIN_FAULT"] else {
        return Faults()
      }
      guard let stop = Stop.allCases.first(where: { $0.name == name }) else {
        Console.complain("TOCSIN_FAULT names no stop: \(name); stop-1 to stop-13 are known")
        return Faults()
      }
      return Faults { passed in
        if passed == stop { kill(getpid(), SIGKILL) }
      }
    #else
      return Faults()
    #endif
  }
}

/// The log of the process, on standard error.
enum ProcessLog {
  static func logger() -> Logger {
    LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
    return Logger(label: "tocsin")
  }
}
