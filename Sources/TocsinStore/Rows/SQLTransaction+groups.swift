// Tocsin — Store: how a directory's groups are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func directoryGroups() throws -> [DirectoryGroup] {
    var members: [GroupID: Set<ResponderID>] = [:]
    try connection.query(.listMembers, []) { row in
      let group: GroupID = try row.identifier(0, Statement.listMembers.name)
      members[group, default: []].insert(ResponderID(row.text(1)))
    }
    return try connection.all(.listGroups, [], Self.group).map { group in
      var group = group
      group.members = members[group.id] ?? []
      return group
    }
  }

  package func directoryGroup(_ id: GroupID) throws -> DirectoryGroup? {
    guard var group = try connection.first(.findGroup, [.id(id)], Self.group) else { return nil }
    group.members = Set(
      try connection.all(.membersOfGroup, [.id(id)]) { ResponderID($0.text(0)) })
    return group
  }

  package func directoryGroup(named name: String) throws -> GroupLabel? {
    try connection.first(.groupByName, [.text(name.lowercased())], Self.label)
  }

  package func directoryGroups(of account: ResponderID) throws -> [GroupLabel] {
    try connection.all(.groupsOfAccount, [.text(account.text)], Self.label)
  }

  private static func label(_ row: any Row) throws -> GroupLabel {
    GroupLabel(id: try row.identifier(0, Statement.groupByName.name), name: row.text(1))
  }

  private static func group(_ row: any Row) throws -> DirectoryGroup {
    var group = DirectoryGroup(
      id: try row.identifier(0, Statement.findGroup.name), name: row.text(1),
      externalID: row.isNull(2) ? nil : row.text(2), at: row.time(4))
    group.revision = row.int(3)
    return group
  }
}

extension SQLTransaction {
  package func upsert(_ group: DirectoryGroup) throws {
    let before = try directoryGroup(group.id)?.members ?? []
    try connection.execute(
      .upsertGroup,
      [
        .id(group.id), .text(group.name), .text(group.name.lowercased()),
        .optionalText(group.externalID), .int(group.revision + 1), .time(group.changedAt),
      ])
    for member in before.subtracting(group.members) {
      try connection.execute(.deleteMember, [.text(member.text), .id(group.id)])
    }
    for member in group.members.subtracting(before) {
      try connection.execute(.insertMember, [.text(member.text), .id(group.id)])
    }
  }

  package func deleteDirectoryGroup(_ id: GroupID) throws {
    for member in try directoryGroup(id)?.members ?? [] {
      try connection.execute(.deleteMember, [.text(member.text), .id(id)])
    }
    try connection.execute(.deleteGroup, [.id(id)])
  }

  package func leaveDirectoryGroups(_ account: ResponderID) throws {
    for group in try directoryGroups(of: account) {
      try connection.execute(.deleteMember, [.text(account.text), .id(group.id)])
    }
  }
}
