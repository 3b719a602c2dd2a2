// Tocsin — Gateway: what an "N more" page says, under the seal
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The content of an envelope of the type *more*: UTF-8 JSON, version 1.
///
/// ```
/// {"v":1,"more":7,"medium":2,"low":5,"priority":"medium","since":"2026-03-01T10:00:00.000Z"}
/// ```
///
/// Numbers alone: neither an alert nor a subject is named, so that nothing of one patient stands
/// beside another. `since` is when the oldest of them was decided, null when there is none.
package struct MoreContent: Hashable, Sendable {
  package let more: MorePage
  package let since: Timestamp?

  package init(_ more: MorePage, since: Timestamp?) {
    self.more = more
    self.since = since
  }

  /// The JSON.
  package var encoded: [UInt8] {
    var out = JSONText()
    out.raw("{\"v\":1,\"more\":")
    out.number(more.count)
    out.raw(",\"medium\":")
    out.number(more.medium)
    out.raw(",\"low\":")
    out.number(more.low)
    out.raw(",\"priority\":")
    out.string(more.priority.word)
    out.raw(",\"since\":")
    out.time(since)
    out.raw("}")
    return out.bytes
  }
}
