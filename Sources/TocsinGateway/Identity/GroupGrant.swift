// Tocsin — Gateway: what membership in a directory's group gives
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The role that a group's name gives its members: `tocsin-ROLE`, `tocsin-ROLE@ward:WARD` or
/// `tocsin-ROLE@rota:ROTA`. The words before the colon are compared without case, a ward is as the
/// sources write it.
package struct GroupGrant: Hashable, Sendable {
  package let role: Role
  package let ward: String?
  package let rota: RotaID?

  package init(role: Role, ward: String?, rota: RotaID?) {
    self.role = role
    self.ward = ward
    self.rota = rota
  }

  /// What a name says.
  package enum Reading: Hashable, Sendable {
    case grant(GroupGrant)
    /// The name is not in the form: the group gives nothing.
    case nothing
    /// The name begins like the form and is not in it: a slip that would give nothing.
    case malformed
  }

  package static let form = "tocsin-ROLE, tocsin-ROLE@ward:WARD or tocsin-ROLE@rota:ROTA"
  package static let nameBytesMax = 200
  private static let prefix = "tocsin-"

  /// Reads a group's name.
  package static func reading(_ name: String) -> Reading {
    guard name.lowercased().hasPrefix(prefix) else { return .nothing }
    let parts = name.dropFirst(prefix.count)
      .split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let role = Role(rawValue: parts[0].lowercased()) else { return .malformed }
    guard parts.count == 2 else { return .grant(GroupGrant(role: role, ward: nil, rota: nil)) }
    let scope = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard scope.count == 2, !scope[1].isEmpty else { return .malformed }
    let value = String(scope[1])
    switch scope[0].lowercased() {
    case "ward": return .grant(GroupGrant(role: role, ward: value, rota: nil))
    case "rota" where NameForm.holds(value):
      return .grant(GroupGrant(role: role, ward: nil, rota: RotaID(value)))
    case _: return .malformed
    }
  }

  /// The role of a name in the form; nil for any other name.
  static func role(_ name: String) -> Role? {
    if case .grant(let grant) = reading(name) { grant.role } else { nil }
  }

  /// What membership in all of these groups gives of one role: everywhere when one of them says
  /// nothing of where, else in the wards or for the rotas that they name. Nil when none gives it.
  ///
  /// - Throws: `.mixedScopes` when some name wards and others rotas: one would narrow the other, so
  ///   that leaving a group could give more.
  static func sum(
    of role: Role, _ names: [String]
  ) -> Result<RoleGrant?, GroupRefusal> {
    let grants = names.compactMap { name -> GroupGrant? in
      if case .grant(let grant) = reading(name), grant.role == role { grant } else { nil }
    }
    guard !grants.isEmpty else { return .success(nil) }
    if grants.contains(where: { $0.ward == nil && $0.rota == nil }) {
      return .success(RoleGrant(role))
    }
    let scope = AccessScope(
      wards: Set(grants.compactMap(\.ward)), rotas: Set(grants.compactMap(\.rota)))
    guard scope.wards.isEmpty || scope.rotas.isEmpty else { return .failure(.mixedScopes(role)) }
    return .success(RoleGrant(role, scope))
  }
}

/// Why a group is not kept as asked; nothing was written.
package enum GroupRefusal: Error, Hashable, Sendable {
  case unknown
  case nameTaken
  /// The name is empty, too long or a slip (`GroupGrant.Reading.malformed`).
  case nameForm
  /// A member is no account that a directory keeps.
  case unknownMember
  /// Somebody would hold the role by wards and by rotas at once.
  case mixedScopes(Role)
  /// A member's account cannot be as the groups ask.
  case fault(AccountFault)
  /// The group has moved on to this revision since the caller read it.
  case revision(Int64)
  case notNow
}
