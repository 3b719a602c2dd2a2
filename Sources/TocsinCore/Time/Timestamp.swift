// Tocsin — Core: an instant in whole milliseconds
// SPDX-License-Identifier: Apache-2.0

/// An instant: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// The only representation of time inside the core. It is always handed in, never read from a
/// clock.
package struct Timestamp: Hashable, Comparable, Codable, Sendable {
  /// Milliseconds since the epoch; negative before 1970.
  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// The instant `duration` later.
  package static func + (a: Timestamp, duration: Milliseconds) -> Timestamp {
    Timestamp(milliseconds: a.milliseconds + duration.count)
  }

  /// The instant `duration` earlier.
  package static func - (a: Timestamp, duration: Milliseconds) -> Timestamp {
    Timestamp(milliseconds: a.milliseconds - duration.count)
  }

  /// The time from `b` to `a`; negative when `a` is earlier.
  package static func - (a: Timestamp, b: Timestamp) -> Milliseconds {
    Milliseconds(a.milliseconds - b.milliseconds)
  }
}

/// A length of time in whole milliseconds.
package struct Milliseconds: Hashable, Comparable, Codable, Sendable {
  package let count: Int64

  package init(_ count: Int64) { self.count = count }

  package static func seconds(_ n: Int64) -> Milliseconds { Milliseconds(n * 1_000) }
  package static func minutes(_ n: Int64) -> Milliseconds { Milliseconds(n * 60_000) }
  package static func hours(_ n: Int64) -> Milliseconds { Milliseconds(n * 3_600_000) }
  package static func days(_ n: Int64) -> Milliseconds { Milliseconds(n * 86_400_000) }
  package static let zero = Milliseconds(0)

  package static func < (a: Milliseconds, b: Milliseconds) -> Bool { a.count < b.count }
  package static func + (a: Milliseconds, b: Milliseconds) -> Milliseconds {
    Milliseconds(a.count + b.count)
  }
  package static func * (a: Milliseconds, n: Int64) -> Milliseconds { Milliseconds(a.count * n) }

  /// Whole seconds, rounded down towards zero.
  package var wholeSeconds: Int64 { count / 1_000 }

  /// The form used in documents and rehearsals: `90s` becomes `1m30s`, `0` is `0s`.
  package var text: String {
    guard count != 0 else { return "0s" }
    var rest = abs(count)
    var out = count < 0 ? "-" : ""
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)]
      as [(String, Int64)]
    {
      let n = rest / size
      rest %= size
      if n > 0 { out += "\(n)\(unit)" }
    }
    return rest > 0 ? out + "\(rest)ms" : out
  }
}
