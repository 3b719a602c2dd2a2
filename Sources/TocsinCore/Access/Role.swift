// Tocsin — Core: what a person may be trusted with, and where
// SPDX-License-Identifier: Apache-2.0

/// The roles of S31. A person may hold several; what each may do is said once, in `Access`.
package enum Role: String, Codable, Sendable, CaseIterable, Comparable {
  /// Is paged and answers.
  case responder
  /// Is paged beside a responder, without a duty to answer (S7).
  case trainee
  /// Ward staff who page by hand, for their own ward.
  case caller
  /// The last resort: sees who has answered and rings who has not (S25).
  case switchboard
  case rotaManager = "rota-manager"
  case integrationEngineer = "integration-engineer"
  /// Reads the trail, proofs and reports; also the privacy officer's role.
  case auditor
  case administrator
  /// Runs the machine; sees signs of life only.
  case serviceOperator = "service-operator"

  package static func < (a: Role, b: Role) -> Bool { a.rawValue < b.rawValue }
}

/// Where a role holds. An empty set means everywhere.
package struct AccessScope: Hashable, Codable, Sendable {
  package var wards: Set<String>
  /// The clinical services, each by the rota that it answers with.
  package var rotas: Set<RotaID>

  package init(wards: Set<String> = [], rotas: Set<RotaID> = []) {
    self.wards = wards
    self.rotas = rotas
  }

  /// A role that holds everywhere.
  package static let everywhere = AccessScope()

  package func covers(ward: String) -> Bool { wards.isEmpty || wards.contains(ward) }

  package func covers(rota: RotaID) -> Bool { rotas.isEmpty || rotas.contains(rota) }

  /// Whether any of these services is covered; true for a scope without services.
  package func covers(anyOf asked: Set<RotaID>) -> Bool {
    rotas.isEmpty || !rotas.isDisjoint(with: asked)
  }
}

/// One role at one scope.
package struct RoleGrant: Hashable, Codable, Sendable {
  package let role: Role
  package let scope: AccessScope

  package init(_ role: Role, _ scope: AccessScope = .everywhere) {
    self.role = role
    self.scope = scope
  }
}

/// Why a set of grants cannot be given.
package enum GrantConflict: Error, Hashable, Sendable {
  /// Who gives access must not be who looks after it: an administrator is no auditor.
  case separationOfDuty

  /// The first conflict among `grants`; nil when they go together.
  package static func among(_ grants: [RoleGrant]) -> GrantConflict? {
    let roles = Set(grants.map(\.role))
    return roles.isSuperset(of: [.administrator, .auditor]) ? .separationOfDuty : nil
  }
}
