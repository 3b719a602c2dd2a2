// Tocsin — tocsin: keys
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

/// `tocsin keys status|rotate`: the keys under which content lies at rest.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Show or change the keys under which content lies at rest.",
    discussion: "Example: tocsin keys status --data /var/lib/tocsin --json",
    subcommands: [Status.self, Rotate.self])

  /// `tocsin keys status`.
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the epoch, and how far its keys are.",
      discussion: "Example: tocsin keys status --data /var/lib/tocsin --json")

    @OptionGroup var data: DataOption
    @Flag(help: "Print one JSON object.") var json = false

    func run() async throws {
      let settings = try await data.settings()
      let site = try await Site.open(settings)
      let row = KeysRow(
        try await site.store.read { try $0.keyState() }, RootKeySource(settings).text)
      if json { return try Console.say(json: row) }
      Console.say("root key: \(row.rootKey)\nepoch \(row.epoch), \(row.waiting) keys wait for it")
      for epoch in row.keys { Console.say("  epoch \(epoch.epoch): \(epoch.count) keys") }
    }
  }

  /// `tocsin keys rotate`.
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Wrap every data key anew: under the next epoch, or under another root key.",
      discussion: """
        Example: tocsin keys rotate --data /var/lib/tocsin

        Works beside a running gateway, in parts, and can be begun again when it was interrupted; a
        running gateway goes on with it within the hour. No content is written anew. With --to the
        root key itself is replaced: stop the gateway first, and start it with the new key.
        """)

    @OptionGroup var data: DataOption
    @Option(help: "A file with the root key that takes the place of the present one.")
    var to: String?
    @Flag(help: "Print one JSON object at the end.") var json = false

    func run() async throws {
      let settings = try await data.settings()
      let lock = to == nil ? nil : try DataLock(folder: settings.dataFolder())
      defer { withExtendedLifetime(lock) {} }
      let site = try await Site.open(settings, replacing: to)
      let surroundings = site.surroundings()
      let now = surroundings.time.now()
      let actor = TrailActor.operatorHere
      let epoch = try await site.store.perform { store in
        let epoch = try store.raiseEpoch()
        try store.append(TrailLeaf(.keysRotated, on: "epoch:\(epoch)", by: actor, at: now))
        return epoch
      }
      try await Shredder(surroundings).rewrap { waiting in
        Console.complain("epoch \(epoch): \(waiting) keys wait")
      }
      try SiteKey.rewrap(folder: site.folder, site.key.vault)
      let state = try await site.store.read { try $0.keyState() }
      guard state.waiting == 0 else {
        throw Failure(
          "\(state.waiting) keys do not unwrap and stay in their epoch",
          hint: "restore the subject rows that /readyz names from the backup")
      }
      if let to { try adopt(to, settings, site.folder) }
      await site.close()
      if json { try Console.say(json: KeysRow(state, RootKeySource(settings).text)) }
    }

    /// The new key is the one that the folder holds, or that the next start has to be given.
    private func adopt(_ path: String, _ settings: Settings, _ folder: String) throws {
      if case .folder = RootKeySource(settings), let bytes = try KeyFile.read(path) {
        try KeyFile.replace(folder + "/root.key", bytes)
        Console.complain("\(folder)/root.key is replaced; keep a copy of the new key elsewhere")
      } else {
        Console.complain("start the gateway with the new key: --root-key \(path)")
      }
    }
  }
}

/// The object of `tocsin keys status --json`.
struct KeysRow: Encodable {
  struct Epoch: Encodable {
    let epoch: UInt32
    let count: Int
  }

  let rootKey: String
  let epoch: UInt32
  let keys: [Epoch]
  let waiting: Int

  init(_ state: KeyState, _ rootKey: String) {
    self.rootKey = rootKey
    epoch = state.epoch
    keys = state.keys.map { Epoch(epoch: $0.epoch, count: $0.count) }
    waiting = state.waiting
  }
}
