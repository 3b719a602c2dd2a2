// Tocsin — Core: a person's account
// SPDX-License-Identifier: Apache-2.0

/// How a person belongs to the hospital.
package enum AccountKind: String, Codable, Sendable, CaseIterable {
  case staff
  /// Stands in for a time; the account has an end from the first day.
  case locum
}

/// A person's account: who may sign in, as what, and until when. The person who is paged has the
/// same id.
package struct Account: Hashable, Codable, Sendable {
  package let id: ResponderID
  package var name: String
  package var kind: AccountKind
  /// A number that a person can ring; empty when none is known. Never an identity.
  package var telephone: String
  /// Where the directory says that the person is reached beside it; never an identity.
  package var addresses = DirectoryAddresses()
  /// The name by which the hospital's directory knows the person, compared without case; nil for
  /// accounts that no directory keeps.
  package var userName: String?
  /// The directory's own key of the person; opaque.
  package var externalID: String?
  /// By what clinical systems know the person, such as NORTH/7701; never an identity to sign in by.
  package var identifiers: [ProviderReference]
  /// Sorted by role; at most one a role.
  package var grants: [RoleGrant]
  /// The account begins at this instant; nil for always.
  package var validFrom: Timestamp?
  /// The account ends at this instant; nil for never. A locum always has one.
  package var validUntil: Timestamp?
  /// When the account was ended by somebody or by its date; nil while it lives.
  package var endedAt: Timestamp?
  /// Grows by one with every change; the entity tag of SCIM.
  package var revision: Int64
  package var changedAt: Timestamp

  package init(
    id: ResponderID, name: String, kind: AccountKind = .staff, grants: [RoleGrant] = [],
    at now: Timestamp
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    telephone = ""
    userName = nil
    externalID = nil
    identifiers = []
    self.grants = grants
    validFrom = nil
    validUntil = nil
    endedAt = nil
    revision = 0
    changedAt = now
  }

  /// Whether the account may be used at `now`.
  package func isValid(at now: Timestamp) -> Bool {
    endedAt == nil && (validFrom.map { $0 <= now } ?? true)
      && (validUntil.map { now < $0 } ?? true)
  }

  /// Whether a date has ended the account and nobody has drawn the consequences.
  package func isOverdue(at now: Timestamp) -> Bool {
    endedAt == nil && (validUntil.map { $0 <= now } ?? false)
  }

  package func grant(of role: Role) -> RoleGrant? { grants.first { $0.role == role } }

  package var roles: Set<Role> { Set(grants.map(\.role)) }

  /// What the rota sees of the person.
  package var responder: Responder {
    let ends = [validUntil, endedAt].compactMap { $0 }.min()
    var person = Responder(id: id, name: name, validUntil: ends)
    person.validFrom = validFrom
    person.isTrainee = roles.contains(.trainee)
    person.isRotaManager = roles.contains(.rotaManager)
    person.telephone = telephone
    person.addresses = addresses
    person.identifiers = identifiers
    return person
  }
}

/// Why an account cannot be as it is asked for. The caller shows it beside the field.
package enum AccountFault: Error, Hashable, Sendable {
  case locumWithoutEnd
  case endBeforeBeginning
  case nameLength
  case idForm
  case conflict(GrantConflict)
  /// More than `identifiersMax`, or one longer than `identifierBytesMax`.
  case identifiers

  package static let nameBytesMax = 200
  package static let identifiersMax = 20
  package static let identifierBytesMax = 200

  /// The first fault of an account; nil when it can be kept.
  package static func of(_ account: Account) -> AccountFault? {
    if !NameForm.holds(account.id.text) { return .idForm }
    if !(1...nameBytesMax).contains(account.name.utf8.count) { return .nameLength }
    if account.identifiers.count > identifiersMax { return .identifiers }
    if account.identifiers.contains(where: { $0.text.utf8.count > identifierBytesMax }) {
      return .identifiers
    }
    if account.kind == .locum && account.validUntil == nil { return .locumWithoutEnd }
    if let from = account.validFrom, let until = account.validUntil, until <= from {
      return .endBeforeBeginning
    }
    return GrantConflict.among(account.grants).map(AccountFault.conflict)
  }
}
