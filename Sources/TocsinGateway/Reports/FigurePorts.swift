// Tocsin — Gateway: the port about figures
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What can be asked about figures. The store counts an alert in the transaction that closes it.
package protocol FigureReader: AnyObject {
  /// What was counted of alerts opened on these days, half-open, added up; sorted by team, ward and
  /// priority.
  func figures(from first: CivilDate, until end: CivilDate, limit: Int) throws -> [FigureRow]

  /// What was counted of rules by alerts opened on these days, half-open, added up; sorted by
  /// integration, kind and priority.
  func noise(from first: CivilDate, until end: CivilDate, limit: Int) throws -> [NoiseRow]

  /// What was counted of arrivals on these days, half-open, added up; sorted by group, name and
  /// hour.
  func arrivals(from first: CivilDate, until end: CivilDate, limit: Int) throws -> [ArrivalRow]

  /// Where a device was heard last; nil for one that was never heard, and an unknown one.
  func heard(_ device: DeviceID) throws -> HeardDevice?
}

/// What a unit does about arrivals. The store counts what never arrived itself, in the transaction
/// that closes an alert.
package protocol ArrivalTransaction: AnyObject {
  /// When the page was sealed for a device that has neither said that it has it, nor answered it;
  /// nil for any other, and once it is withdrawn.
  func sealed(_ page: PageID, for device: DeviceID) throws -> Timestamp?
  func add(_ figure: ArrivalFigure) throws
  /// A device was heard from this network.
  func touchDevice(_ id: DeviceID, from network: String, at now: Timestamp) throws
}
