// Tocsin — Core: a person as a list states them
// SPDX-License-Identifier: Apache-2.0

/// What a list of people says of one person. What it leaves open stays as the account has it.
package struct ListedPerson: Hashable, Sendable {
  package let id: ResponderID
  package let name: String
  package var telephone: String?
  package var isTrainee: Bool?
  package var isRotaManager: Bool?
  package var until: Timestamp?
  package var identifiers: [ProviderReference]?

  package init(id: ResponderID, name: String) {
    self.id = id
    self.name = name
  }

  /// The account as the list has it; a new one can be paged. Roles of which the list says nothing
  /// stay, and so does the end of an account that has ended.
  package func applied(to known: Account?, at now: Timestamp) -> Account {
    let isNew = known == nil
    var account = known ?? Account(id: id, name: name, at: now)
    account.name = name
    if let telephone { account.telephone = telephone }
    if let identifiers { account.identifiers = identifiers }
    if account.endedAt == nil, let until { account.validUntil = until }
    if isNew || isTrainee != nil {
      let (paged, other): (Role, Role) =
        isTrainee == true ? (.trainee, .responder) : (.responder, .trainee)
      account.grants.removeAll { $0.role == other }
      if account.grant(of: paged) == nil { account.grants.append(RoleGrant(paged)) }
    }
    if let isRotaManager {
      if !isRotaManager { account.grants.removeAll { $0.role == .rotaManager } }
      if isRotaManager, account.grant(of: .rotaManager) == nil {
        account.grants.append(RoleGrant(.rotaManager))
      }
    }
    account.grants.sort { $0.role < $1.role }
    return account
  }
}
