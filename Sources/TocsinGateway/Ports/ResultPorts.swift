// Tocsin — Gateway: what following results asks of the store
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Which order of which source, in which world; found by a blind index alone.
package struct OrderKey: Hashable, Sendable, CustomStringConvertible {
  package let integration: String
  package let world: World
  /// As in `OrderResults.order`, or what makes results of two orders alike.
  package let text: String

  package init(integration: String, world: World, text: String) {
    self.integration = integration
    self.world = world
    self.text = text
  }

  /// The same source and world, with another text.
  package func with(_ text: String) -> OrderKey {
    OrderKey(integration: integration, world: world, text: text)
  }

  /// One observation of the order, of one patient.
  package func observation(of report: ResultReport) -> OrderKey {
    with([text, report.observation, report.patient].joined(separator: "\n"))
  }

  package var description: String { "[redacted]" }
}

/// What is known of one observation, and the alert that tells of it.
package struct ResultRecord: Sendable {
  /// The row's number; 0 before it is stored.
  package let number: Int64
  package var alert: AlertID
  package var known: KnownResult
  /// For the same result under another order; nil for what is not critical any more.
  package var likeness: OrderKey?

  package init(number: Int64 = 0, alert: AlertID, known: KnownResult) {
    self.number = number
    self.alert = alert
    self.known = known
  }
}

/// What can be asked about results.
package protocol ResultReader: AnyObject {
  /// Of every order that the alert tells of, oldest first; at most `Limits.resultsKnownMax`.
  func results(of alert: AlertID) throws -> [ResultRecord]
  /// Of one order, kept at or after `since`, oldest first; at most `Limits.resultsKnownMax`.
  func results(of order: OrderKey, since: Timestamp) throws -> [ResultRecord]
  /// The newest one with this likeness that was kept at or after `since`.
  func result(like likeness: OrderKey, since: Timestamp) throws -> ResultRecord?
  /// Up to when a report is overtaken though nothing of it is known, when that was kept at or after
  /// `since` (S18).
  func early(of observation: OrderKey, since: Timestamp) throws -> ResultTimes?
}

/// What a unit may do to results. A row lives as long as the content of its alert.
package protocol ResultTransaction: ResultReader {
  /// Stores what is known, sealed with the key of its alert's subject: a new row of that order, or
  /// the present form of a row that has a number. Nothing happens when there is no such alert.
  func keep(_ record: ResultRecord, of order: OrderKey, at now: Timestamp) throws
  /// Keeps `ResultNews.early`, in the place of what was kept of the observation before. It names
  /// nobody and holds no value.
  func keepEarly(_ times: ResultTimes, of observation: OrderKey, at now: Timestamp) throws
  /// Takes away what was kept by `keepEarly` before `time`.
  func forgetEarly(keptBefore time: Timestamp) throws
  /// Another alert tells of them from now on.
  func moveResults(of alert: AlertID, to next: AlertID) throws
}
