// Tocsin — tocsin: what is held about an employee
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin person export`.
struct PersonExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print all that is held about a person, as one JSON object.",
    discussion: """
      Example: tocsin person export --data DIR dr.amsel > dr.amsel.json

      Account, devices, sessions, passkeys, handovers, break-glass, the pages that went to them,
      what their devices have signed, and the leaves of the trail by and about them. Keys and the
      content of pages are left out. The export leaves a leaf first, which is in it.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "The person's id.") var id: String

  func run() async throws {
    let site = try await Site.open(data.settings())
    let person = ResponderID(id)
    guard try await site.store.read({ try $0.account(person) }) != nil else {
      throw Failure(AccountError.unknown, of: id)
    }
    try await site.leave(.subjectExported, on: "account:\(person)", reason: "employee")
    let held = try await site.store.read { try HeldPerson(person, in: $0) }
    guard let held else { throw Failure(AccountError.unknown, of: id) }
    try Console.say(json: HeldPersonRow(held))
  }
}
