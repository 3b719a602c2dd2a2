// Tocsin — tocsin: people from a table
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinGateway

/// `tocsin person import`.
struct PersonImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Look at, or carry out, a table of people as CSV.",
    discussion: """
      Example: tocsin person import --data DIR people.csv --preview

      The first line names columns: id, and any of name, kind, telephone, user-name, external-id,
      roles, from, until, end. An empty cell leaves what is there, - takes it away; end is yes for
      who leaves now. Prints LINE<TAB>DEED<TAB>ID<TAB>REASON for each row; exit code 1 when a row is
      refused, and then nothing is carried out. --preview writes nothing in any case.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "A CSV file (RFC 4180, UTF-8).") var file: String
  @Flag(help: "Say what would be done, and do nothing.") var preview = false
  @Flag(help: "Do it.") var apply = false

  func validate() throws {
    guard preview != apply else { throw ValidationError("give one of --preview and --apply") }
  }

  func run() async throws {
    let site = try await Site.open(data.settings())
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw Failure("\(file) cannot be read", hint: "check its path, owner and mode")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("\(file) is not UTF-8", hint: "save it as UTF-8")
    }
    let table: AccountTable
    do {
      table = try AccountTable(text)
    } catch {
      throw Failure("\(file):\(error.line): \(error.reason)", hint: "mend the line")
    }
    let accounts = Accounts(site.surroundings())
    let lines: [AccountTableLine]
    do {
      lines = try await preview ? accounts.preview(table) : accounts.apply(table, by: .operatorHere)
    } catch {
      throw Failure(error, of: file)
    }
    for line in lines {
      Console.say("\(line.line)\t\(line.deed.word)\t\(line.id)\t\(line.deed.reason)")
    }
    let refused = lines.filter(\.isRefused).count
    guard refused == 0 else {
      let rest = preview ? "" : "; see above for what was done"
      throw Failure("\(refused) of \(lines.count) rows are refused\(rest)", hint: "mend the rows")
    }
  }
}
