// Tocsin — tocsin: keys of directories that provision accounts
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinGateway

/// `tocsin directory-key make|end|list`. Works beside a running `serve`.
struct DirectoryKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory-key", abstract: "Make, end or list the keys of directories (SCIM).",
    discussion: "Example: tocsin directory-key make --data DIR entra",
    subcommands: [Make.self, End.self, List.self])

  /// `tocsin directory-key make`.
  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a bearer key for a directory. It is shown once.",
      discussion: "Example: tocsin directory-key make --data DIR entra")

    @OptionGroup var data: DataOption
    @Argument(help: "A name for the directory: letters, digits, dots and dashes.") var name: String

    func run() async throws {
      let accounts = Accounts(try await Site.open(data.settings()).surroundings())
      do {
        Console.say(try await accounts.makeDirectoryKey(name, by: .operatorHere))
      } catch {
        throw Failure(error, of: "key \(name)")
      }
    }
  }

  /// `tocsin directory-key end`.
  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a directory's key: requests with it are refused from now on.",
      discussion: "Example: tocsin directory-key end --data DIR entra")

    @OptionGroup var data: DataOption
    @Argument(help: "The directory's name.") var name: String

    func run() async throws {
      let accounts = Accounts(try await Site.open(data.settings()).surroundings())
      do {
        try await accounts.endDirectoryKey(name, by: .operatorHere)
      } catch {
        throw Failure(error, of: "live key \(name)")
      }
    }
  }

  /// `tocsin directory-key list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the keys of directories, ended ones too.",
      discussion: "Example: tocsin directory-key list --data DIR --json")

    @OptionGroup var data: DataOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let accounts = Accounts(try await Site.open(data.settings()).surroundings())
      for key in try await accounts.directoryKeys() {
        if json {
          try Console.say(json: DirectoryKeyRow(key))
        } else {
          Console.say("\(key.name)\(key.endedAt == nil ? "" : "  ended")")
        }
      }
    }
  }
}
