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
}
