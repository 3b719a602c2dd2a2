// Tocsin — tocsin: persons
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSystem

/// `tocsin person ...`. Works beside a running `serve`, which notices within a second.
struct PersonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "Add, change, list, invite, end or export persons.",
    discussion: "Example: tocsin person add --data DIR --id dr.amsel --name 'Dr Hanna Amsel'",
    subcommands: [
      PersonAdd.self, PersonChange.self, PersonList.self, PersonShow.self, PersonEnd.self,
      PersonInvite.self, PersonImport.self, PersonExport.self,
    ])
}

/// What a person may be given; what is not given stays as it is.
struct PersonOptions: ParsableArguments {
  @Option(help: "staff or locum; a locum has an end.") var kind: AccountKind?
  @Option(help: "When the account begins, RFC 3339.") var from: String?
  @Option(help: "When the account ends, RFC 3339; - for never.") var until: String?
  @Option(help: "A number that rings; never an identity.") var telephone: String?
  @Option(name: .customLong("user-name"), help: "The name in the hospital's directory.")
  var userName: String?
  @Option(
    name: .customLong("identifier"),
    help:
      "AUTHORITY/ID by which clinical systems know the person; may be given again. Replaces all.")
  var identifiers: [String] = []
  @Option(
    name: .customLong("role"),
    help: "ROLE, or 'ROLE|WARD,WARD|ROTA,ROTA'; may be given again. Replaces all roles.")
  var roles: [String] = []

  func validate() throws {
    if let from, RFC3339.parse(from) == nil { throw Self.timeFault("from") }
    if let until, until != "-", RFC3339.parse(until) == nil { throw Self.timeFault("until") }
    for text in identifiers where ProviderReference(text: text) == nil {
      throw ValidationError("--identifier \(text) is not AUTHORITY/ID, as in NORTH/7701")
    }
    for text in roles where GrantText.read(text)?.count != 1 {
      let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--role \(text) is none of \(known), with a scope or without")
    }
  }

  private static func timeFault(_ name: String) -> ValidationError {
    ValidationError("--\(name) takes a time such as 2027-01-31T18:00:00+01:00")
  }

  func apply(to account: inout Account) {
    if let kind { account.kind = kind }
    if let from { account.validFrom = RFC3339.parse(from) }
    if let until { account.validUntil = RFC3339.parse(until) }
    if let telephone { account.telephone = telephone }
    if let userName { account.userName = userName }
    if !identifiers.isEmpty {
      account.identifiers = identifiers.compactMap { ProviderReference(text: $0) }
    }
    if !roles.isEmpty {
      let grants = roles.compactMap { GrantText.read($0) }.flatMap { $0 }
      let byRole = Dictionary(grants.map { ($0.role, $0) }, uniquingKeysWith: { $1 })
      account.grants = byRole.values.sorted { $0.role < $1.role }
    }
  }
}

extension AccountKind: ExpressibleByArgument {}

/// `tocsin person add`.
struct PersonAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a person, or change one.",
    discussion: """
      Example: tocsin person add --data DIR --id locum.k --name 'K. Locum' --kind locum \
      --until 2027-01-31T18:00:00+01:00

      Without --role the person can be paged. An id is never given to another person.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "The person's id: letters, digits, dots and dashes.") var id: String
  @Option(help: "The person's name.") var name: String
  @OptionGroup var options: PersonOptions
  @Flag(help: "Print the person as JSON.") var json = false

  func validate() throws {
    guard NameForm.holds(id) else {
      throw ValidationError("--id takes 1 to 64 of a-z, 0-9, '.', '-', '_'")
    }
    guard (1...AccountFault.nameBytesMax).contains(name.utf8.count) else {
      throw ValidationError("--name takes 1 to \(AccountFault.nameBytesMax) bytes")
    }
  }

  func run() async throws {
    let site = try await Site.open(data.settings())
    let accounts = Accounts(site.surroundings())
    let person = ResponderID(id)
    var stored: Account
    do {
      if let known = try await accounts.find(person) {
        guard known.endedAt == nil else { throw AccountError.ended }
        let (name, options) = (name, options)
        stored = try await accounts.change(person, by: .operatorHere) { account in
          account.name = name
          options.apply(to: &account)
        }
      } else {
        var account = Account(
          id: person, name: name, grants: [RoleGrant(.responder)], at: site.clock.now())
        options.apply(to: &account)
        stored = try await accounts.add(account, by: .operatorHere)
      }
    } catch let error as AccountError {
      throw Failure(error, of: id)
    }
    if json { try Console.say(json: PersonRow(stored)) }
  }
}

/// `tocsin person list`.
struct PersonList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the persons of a site.",
    discussion: "Example: tocsin person list --data DIR --json")

  @OptionGroup var data: DataOption
  @Flag(help: "One JSON object a line.") var json = false

  func run() async throws {
    let site = try await Site.open(data.settings())
    for account in try await site.store.read({ try $0.accounts() }) {
      if json {
        try Console.say(json: PersonRow(account))
      } else {
        let state = account.endedAt == nil ? "" : "  ended"
        Console.say("\(account.id)  \(account.name)\(state)")
      }
    }
  }
}

/// `tocsin person show`.
struct PersonShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one person with devices and sessions.",
    discussion: "Example: tocsin person show --data DIR dr.amsel")

  @OptionGroup var data: DataOption
  @Argument(help: "The person's id.") var id: String

  func run() async throws {
    let site = try await Site.open(data.settings())
    let person = ResponderID(id)
    let found = try await site.store.read { store -> PersonView? in
      guard let account = try store.account(person) else { return nil }
      return PersonView(
        person: PersonRow(account),
        devices: try store.devices().filter { $0.responder == person }.map(DeviceRow.init),
        sessions: try store.sessions(of: person).count,
        passkeys: try store.passkeys(of: person).count,
        hasPassword: try store.passwordHash(of: person) != nil)
    }
    guard let found else { throw Failure(AccountError.unknown, of: id) }
    try Console.say(json: found)
  }
}
