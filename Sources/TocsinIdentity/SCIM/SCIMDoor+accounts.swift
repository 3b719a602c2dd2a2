// Tocsin — Identity: the door's calls of the accounts
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// A resource as it stands, and the version of what it shows.
struct SCIMStanding: Sendable {
  enum Record: Sendable {
    case person(Account)
    case group(DirectoryGroup)
  }

  let record: Record
  let resource: SCIMObject

  var type: SCIMResourceType {
    switch record {
    case .person: .person
    case .group: .group
    }
  }

  var id: String {
    switch record {
    case .person(let account): account.id.text
    case .group(let group): group.id.text
    }
  }

  var revision: Int64 {
    switch record {
    case .person(let account): account.revision
    case .group(let group): group.revision
    }
  }
}

/// How a resource is to change.
enum SCIMChange: Sendable {
  case replace(SCIMObject)
  case patch(SCIMPatch)

  init(
    _ method: String, _ body: SCIMObject, _ type: SCIMResourceType
  ) throws(SCIMError) {
    if method == "PATCH" {
      self = .patch(try SCIMPatch(body))
    } else {
      self = .replace(try type.taken(type == .person ? SCIMPerson.named(body) : body))
    }
  }

  func applied(to standing: SCIMStanding) throws(SCIMError) -> SCIMObject {
    switch self {
    case .replace(let whole): whole
    case .patch(let patch): try patch.applied(to: standing.resource, standing.type)
    }
  }
}

extension SCIMDoor {
  // MARK: - Reading

  func people() async throws(SCIMError) -> [SCIMObject] {
    let now = time.now()
    var labels: [ResponderID: [GroupLabel]] = [:]
    for group in try await asked({ () async throws(AccountError) in try await accounts.groups() }) {
      for member in group.members {
        labels[member, default: []].append(GroupLabel(id: group.id, name: group.name))
      }
    }
    return try await kept().map {
      SCIMPerson.resource($0, groups: labels[$0.id] ?? [], at: now)
    }
  }

  func groups() async throws(SCIMError) -> [SCIMObject] {
    try await asked { () async throws(AccountError) in try await accounts.groups() }
      .map(SCIMGroup.resource)
  }

  /// A resource by its id; an account without a user name is none of a directory's.
  func standing(_ type: SCIMResourceType, _ id: String) async throws(SCIMError) -> SCIMStanding {
    guard type == .person else {
      guard let group = GroupID(text: id) else { throw SCIMError.nothing }
      let found = try await asked { () async throws(AccountError) in
        try await accounts.group(group)
      }
      guard let found else { throw SCIMError.nothing }
      return SCIMStanding(record: .group(found), resource: SCIMGroup.resource(found))
    }
    let found = try await asked { () async throws(AccountError) in
      try await accounts.find(ResponderID(id))
    }
    guard let found, found.userName != nil else { throw SCIMError.nothing }
    return SCIMStanding(record: .person(found), resource: try await person(found))
  }

  private func person(_ account: Account) async throws(SCIMError) -> SCIMObject {
    let labels = try await asked { () async throws(AccountError) in
      try await accounts.groups(of: account.id)
    }
    return SCIMPerson.resource(account, groups: labels, at: time.now())
  }

  private func kept() async throws(SCIMError) -> [Account] {
    try await asked { () async throws(AccountError) in try await accounts.all() }
      .filter { $0.userName != nil }
  }

  // MARK: - Joining

  func addPerson(_ body: SCIMObject, by actor: TrailActor) async throws(SCIMError) -> SCIMObject {
    let now = time.now()
    let wish = try PersonWish(
      SCIMResourceType.person.taken(SCIMPerson.named(body)), at: now)
    for number in 1...99 {
      let id = SCIMPerson.id(for: wish.userName, number: number)
      var account = Account(id: id, name: "", at: now)
      wish.apply(to: &account, at: now)
      account.endedAt = nil
      do {
        var added = try await accounts.add(account, by: actor)
        if !wish.isActive {
          added = try await accounts.change(added.id, by: actor) { $0.endedAt = now }
        }
        return try await person(added)
      } catch AccountError.idTaken {
        continue
      } catch let error as AccountError {
        throw SCIMError(error)
      } catch let error as SCIMError {
        throw error
      } catch {
        throw SCIMError.notNow
      }
    }
    throw SCIMError(409, .uniqueness, "too many accounts have a name like this one")
  }

  func addGroup(_ body: SCIMObject, by actor: TrailActor) async throws(SCIMError) -> SCIMObject {
    let empty = DirectoryGroup(id: identifiers.identifier(), name: "", at: time.now())
    let wish = try SCIMResourceType.group.taken(body)
    return try await keep(try SCIMGroup.group(wish, over: empty), by: actor)
  }

  // MARK: - Moving and leaving

  /// Writes a change, or without one the end, if nothing else has changed since.
  func put(
    _ standing: SCIMStanding, _ change: SCIMChange?, by actor: TrailActor
  ) async throws(SCIMError) -> SCIMObject? {
    switch (standing.record, change) {
    case (.person(let account), nil):
      try await asked { () async throws(AccountError) in
        try await accounts.forget(account.id, ifRevision: account.revision, by: actor)
      }
      return nil
    case (.group(let group), nil):
      do {
        try await accounts.drop(group.id, ifRevision: group.revision, by: actor)
      } catch {
        throw SCIMError(error)
      }
      return nil
    case (.person(let account), let change?):
      let now = time.now()
      let wish = try PersonWish(try change.applied(to: standing), at: now)
      let changed = try await asked { () async throws(AccountError) in
        try await accounts.change(account.id, ifRevision: account.revision, by: actor) {
          wish.apply(to: &$0, at: now)
        }
      }
      return try await person(changed)
    case (.group(let group), let change?):
      let wish = try change.applied(to: standing)
      return try await keep(try SCIMGroup.group(wish, over: group), by: actor)
    }
  }

  private func keep(
    _ group: DirectoryGroup, by actor: TrailActor
  ) async throws(SCIMError) -> SCIMObject {
    let kept: DirectoryGroup
    do {
      kept = try await accounts.keep(group, by: actor)
    } catch {
      throw SCIMError(error)
    }
    return SCIMGroup.resource(kept)
  }

  @discardableResult
  private func asked<Answer: Sendable>(
    _ body: () async throws(AccountError) -> Answer
  ) async throws(SCIMError) -> Answer {
    do {
      return try await body()
    } catch {
      throw SCIMError(error)
    }
  }
}

extension SCIMError {
  /// What a refusal of the accounts means to a directory.
  init(_ error: AccountError) {
    switch error {
    case .fault(let fault): self.init(fault)
    case .unknown: self = .nothing
    case .idTaken, .nameTaken:
      self.init(409, .uniqueness, "another account has this userName or externalId")
    case .revision: self = .overtaken
    case .lastAdministrator:
      self.init(400, .invalidValue, "nobody else could administer the site")
    case .ended: self.init(400, .invalidValue, "the account has ended")
    case .notNow: self = .notNow
    }
  }

  init(_ fault: AccountFault) {
    let detail =
      switch fault {
      case .locumWithoutEnd: "a locum has an end: send validUntil of \(SCIMName.account)"
      case .endBeforeBeginning: "validUntil is after validFrom"
      case .nameLength: "displayName has 1 to \(AccountFault.nameBytesMax) bytes"
      case .idForm: "userName gives no id"
      case .identifiers: "the account has too many identifiers of clinical systems"
      case .conflict(.separationOfDuty): "an administrator cannot be an auditor as well"
      }
    self.init(400, .invalidValue, detail)
  }

  init(_ refusal: GroupRefusal) {
    switch refusal {
    case .unknown: self = .nothing
    case .nameTaken: self.init(409, .uniqueness, "another group has this displayName")
    case .nameForm:
      let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
      self.init(
        400, .invalidValue, "displayName is \(GroupGrant.form); the roles are \(roles)")
    case .unknownMember:
      self.init(400, .invalidValue, "a member is the id of a User that is provisioned here")
    case .mixedScopes(let role):
      self.init(
        400, .invalidValue, "\(role.rawValue) is held by wards or by rotas, not by both at once")
    case .fault(let fault): self.init(fault)
    case .revision: self = .overtaken
    case .notNow: self = .notNow
    }
  }
}
