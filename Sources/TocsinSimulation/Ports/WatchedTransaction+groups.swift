// Tocsin — Simulation: groups, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func directoryGroups() throws -> [DirectoryGroup] { try inner.directoryGroups() }
  func directoryGroup(_ id: GroupID) throws -> DirectoryGroup? { try inner.directoryGroup(id) }
  func directoryGroup(named name: String) throws -> GroupLabel? {
    try inner.directoryGroup(named: name)
  }
  func directoryGroups(of account: ResponderID) throws -> [GroupLabel] {
    try inner.directoryGroups(of: account)
  }
  func upsert(_ group: DirectoryGroup) throws { try inner.upsert(group) }
  func deleteDirectoryGroup(_ id: GroupID) throws { try inner.deleteDirectoryGroup(id) }
  func leaveDirectoryGroups(_ account: ResponderID) throws {
    try inner.leaveDirectoryGroups(account)
  }
}
