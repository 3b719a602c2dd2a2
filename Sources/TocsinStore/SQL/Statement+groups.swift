// Tocsin — Store: the statements on a directory's groups
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let groups = [
    upsertGroup, listGroups, findGroup, groupByName, deleteGroup, listMembers, membersOfGroup,
    groupsOfAccount, insertMember, deleteMember,
  ]

  private static let groupColumns = "id, name, external_id, revision, changed_at"

  static let upsertGroup = Statement(
    190, "store group",
    """
    INSERT INTO directory_group (id, name, name_key, external_id, revision, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
      external_id = excluded.external_id, revision = excluded.revision,
      changed_at = excluded.changed_at
    """)

  static let listGroups = Statement(
    191, "list groups", "SELECT \(groupColumns) FROM directory_group ORDER BY name_key")

  static let findGroup = Statement(
    192, "find group", "SELECT \(groupColumns) FROM directory_group WHERE id = $1")

  static let groupByName = Statement(
    193, "find group by name", "SELECT id, name FROM directory_group WHERE name_key = $1")

  static let deleteGroup = Statement(
    194, "delete group", "DELETE FROM directory_group WHERE id = $1")

  static let listMembers = Statement(
    195, "list members", "SELECT member_of, account FROM directory_member")

  static let membersOfGroup = Statement(
    196, "list members of group", "SELECT account FROM directory_member WHERE member_of = $1")

  static let groupsOfAccount = Statement(
    197, "list groups of account",
    """
    SELECT g.id, g.name FROM directory_member m JOIN directory_group g ON g.id = m.member_of
    WHERE m.account = $1 ORDER BY g.name_key
    """)

  static let insertMember = Statement(
    198, "insert member", "INSERT INTO directory_member (account, member_of) VALUES ($1, $2)")

  static let deleteMember = Statement(
    199, "delete member", "DELETE FROM directory_member WHERE account = $1 AND member_of = $2")
}
