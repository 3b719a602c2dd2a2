// Tocsin — Gateway: what the location table asks of the store
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What can be asked about who is where. An identifier that was merged into another means the
/// survivor.
package protocol WhereaboutsReader: AnyObject {
  /// Nil when nothing is known, and for a row that does not open: the report's own location counts.
  func whereabouts(of subject: SubjectReference, in world: World) throws -> Whereabouts?
}

/// What a unit may do to the location table.
package protocol WhereaboutsTransaction: WhereaboutsReader {
  /// Stores what is known, sealed with the key of the subject, or of the one that it was merged
  /// into.
  func put(
    _ known: Whereabouts, of subject: SubjectReference, in world: World, at now: Timestamp) throws

  /// Open alerts that concern the subject, oldest first, at most `limit`.
  func openAlerts(
    concerning subject: SubjectReference, in world: World, limit: Int
  ) throws -> [Alert]

  /// Alerts that concern the subject, open and closed, newest first, at most `limit`.
  func alerts(
    concerning subject: SubjectReference, in world: World, limit: Int
  ) throws -> [Alert]

  /// From now on `old` means `survivor`: messages with it are sealed for the survivor, and its
  /// whereabouts are joined to the survivor's. Alerts stay where they are until a transition names
  /// the survivor. Merging back, and merging twice, are no error; no chain ever has two links.
  func merge(
    _ old: SubjectReference, into survivor: SubjectReference, in world: World, at now: Timestamp)
    throws

  /// Deletes whereabouts that have not changed since, at most `limit`.
  ///
  /// - Returns: how many.
  func shredWhereabouts(changedBy time: Timestamp, limit: Int) throws -> Int
}
