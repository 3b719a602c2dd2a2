// Tocsin — Gateway: whether each alert's leaves tell its whole life
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Follows each alert from leaf to leaf: revisions without a gap from 1, a closed alert stays
/// closed. An alert that is older than the trail itself may begin later.
package struct AlertLives {
  /// The word of an alert that is over.
  private static let closed = "resolved"

  private struct Life {
    var revision: Int64
    var phase: String
    var lastIndex: Int64
  }

  private var lives: [AlertID: Life] = [:]
  private var trailBegan: Timestamp?

  package init() {}

  /// Alerts that were met.
  package var count: Int { lives.count }

  /// Follows a leaf.
  ///
  /// - Returns: what is wrong with it; nil when nothing is.
  package mutating func take(_ body: LeafBody) -> String? {
    if trailBegan == nil { trailBegan = body.at }
    guard body.action == TrailAction.alert.rawValue else { return nil }
    let words = body.reason.split(separator: " ")
    guard body.object.hasPrefix("alert:"),
      let alert = AlertID(text: String(body.object.dropFirst(6))),
      words.count == 2, let revision = Int64(words[0])
    else { return "a leaf of an alert does not name its revision" }
    let phase = String(words[1])
    guard
      let known = lives.updateValue(
        Life(revision: revision, phase: phase, lastIndex: body.index), forKey: alert)
    else {
      guard revision != 1, !isOlder(alert) else { return nil }
      return "alert \(alert) begins with revision \(revision)"
    }
    guard revision == known.revision + 1 else {
      return "alert \(alert) goes from revision \(known.revision) to \(revision)"
    }
    guard known.phase != Self.closed || phase == Self.closed else {
      return "alert \(alert) was over and is \(phase) again"
    }
    return nil
  }

  /// What an alert's row says that its leaves do not; nil when they agree.
  ///
  /// - Parameter leaves: how many there are. What is missing while the chain is whole, is missing
  ///   at its end.
  package func difference(
    _ standing: AlertStanding, leaves: Int64
  ) -> (index: Int64, text: String)? {
    let alert = standing.alert
    guard let life = lives[alert] else {
      return isOlder(alert) ? nil : (leaves, "alert \(alert) has no leaf")
    }
    guard life.revision == standing.revision, life.phase == standing.phase else {
      return (
        standing.revision > life.revision ? leaves : life.lastIndex,
        "alert \(alert) is \(standing.phase) at revision \(standing.revision); "
          + "its last leaf says \(life.phase) at \(life.revision)"
      )
    }
    return nil
  }

  /// Whether the alert was opened before the trail had its first leaf: the id says when it was made
  /// (version 7 of RFC 9562).
  private func isOlder(_ alert: AlertID) -> Bool {
    guard let trailBegan else { return true }
    return alert.high >> 12 & 0xF == 7 && Int64(alert.high >> 16) < trailBegan.milliseconds
  }
}
