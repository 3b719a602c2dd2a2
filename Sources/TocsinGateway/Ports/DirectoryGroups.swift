// Tocsin — Gateway: the groups that a directory keeps
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A group of people, as a directory has provisioned it. Whether it gives a role, its name says
/// (`GroupGrant`).
package struct DirectoryGroup: Hashable, Sendable {
  package let id: GroupID
  /// Unique, compared without case.
  package var name: String
  /// The directory's own key; opaque.
  package var externalID: String?
  package var members: Set<ResponderID>
  /// Grows by one with every change.
  package var revision: Int64
  package var changedAt: Timestamp

  package init(
    id: GroupID, name: String, externalID: String? = nil, members: Set<ResponderID> = [],
    at now: Timestamp
  ) {
    self.id = id
    self.name = name
    self.externalID = externalID
    self.members = members
    revision = 0
    changedAt = now
  }
}

/// A group's id and name.
package struct GroupLabel: Hashable, Sendable {
  package let id: GroupID
  package let name: String

  package init(id: GroupID, name: String) {
    self.id = id
    self.name = name
  }
}

/// Phantom kind of a group's identifier.
package enum GroupKind {}
package typealias GroupID = Identifier<GroupKind>

/// Groups as they stand.
package protocol GroupReader: AnyObject {
  /// Sorted by name.
  func directoryGroups() throws -> [DirectoryGroup]
  func directoryGroup(_ id: GroupID) throws -> DirectoryGroup?
  /// Compared without case.
  func directoryGroup(named name: String) throws -> GroupLabel?
  /// The groups of which somebody is a member, sorted by name.
  func directoryGroups(of account: ResponderID) throws -> [GroupLabel]
}

/// What a unit may do to groups.
package protocol GroupTransaction: GroupReader {
  /// Keeps a group as given, its members too, with its revision one higher.
  func upsert(_ group: DirectoryGroup) throws
  func deleteDirectoryGroup(_ id: GroupID) throws
  /// Takes somebody out of every group.
  func leaveDirectoryGroups(_ account: ResponderID) throws
}
