// Tocsin — Gateway: the ports about who comes on duty
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What can be asked about starts of duty.
package protocol DutyReader: AnyObject {
  /// Who was last seen on each line of each rota, by rota and line.
  func lineHolders() throws -> [LineHolders]
  /// Who has not answered the test page yet, oldest first.
  func dutyStarts() throws -> [DutyStart]
}

/// What a unit may do to starts of duty.
package protocol DutyTransaction: DutyReader {
  /// Stores who is on a line, in the place of who was there.
  func put(_ holders: LineHolders) throws
  /// Stores a start; one of the same person on the same line takes its place.
  func insert(_ start: DutyStart) throws
  /// Ends a start of this person on this line.
  func end(_ start: DutyStart) throws
}
