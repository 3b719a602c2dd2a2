// Tocsin — Gateway: the ports about roll-calls
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What can be asked about roll-calls.
package protocol CallReader: AnyObject {
  /// The report of one roll-call; nil while there is none.
  func rollReport(of alert: AlertID) throws -> RollReport?
  /// Newest first.
  func rollReports(limit: Int) throws -> [RollReport]
}

/// What a unit may do to roll-calls.
package protocol CallTransaction: CallReader {
  /// Stores a report; a second one of the same call changes nothing.
  func insert(_ report: RollReport) throws
}
