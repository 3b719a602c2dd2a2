// Tocsin — tocsin: secrets of channels
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin channel-secret set|remove`. Works beside a running `serve`.
struct ChannelSecretCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channel-secret",
    abstract: "Keep the secret that a channel signs in with.",
    discussion: "Example: tocsin channel-secret set --data DIR sms --file F",
    subcommands: [Set.self, Remove.self])

  /// `tocsin channel-secret set`.
  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Seal a secret into the store. It is used from the next page on.",
      discussion: "Example: tocsin channel-secret set --data DIR sms --file F")

    @OptionGroup var data: DataOption
    @Argument(help: "The channel, as channels.yaml names it.") var channel: String
    @Option(help: "A file with the secret, mode 0600.") var file: String

    func run() async throws {
      guard let bytes = try KeyFile.read(file) else {
        throw Failure("there is no \(file)", hint: "write the secret into a file of mode 0600")
      }
      let secret = String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
      guard (1...4_096).contains(secret.utf8.count) else {
        throw Failure("the secret has \(secret.utf8.count) bytes", hint: "1 to 4096 are kept")
      }
      try await ChannelSecretCommand.keep(secret, for: channel, data)
      Console.say("the secret of \(channel) is kept")
    }
  }

  /// `tocsin channel-secret remove`.
  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take the secret of a channel away.",
      discussion: "Example: tocsin channel-secret remove --data DIR sms")

    @OptionGroup var data: DataOption
    @Argument(help: "The channel.") var channel: String

    func run() async throws {
      try await ChannelSecretCommand.keep(nil, for: channel, data)
      Console.say("the secret of \(channel) is gone")
    }
  }

  private static func keep(
    _ secret: String?, for channel: String, _ data: DataOption
  ) async throws {
    let surroundings = try await Site.open(data.settings()).surroundings()
    let known = try surroundings.directory.snapshot().staffing.contacts
    guard known.channel(channel) != nil else {
      throw Failure(
        "there is no channel \(channel)", hint: "add it to channels.yaml and import that first")
    }
    try await surroundings.store.perform { store in
      try store.setChannelSecret(secret, for: channel, at: surroundings.time.now())
    }
  }
}
