// Tocsin — tocsin: records of processing activities
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSystem

/// `tocsin records-of-processing`.
struct RecordsOfProcessing: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records-of-processing",
    abstract: "Print the record of processing activities of this site, as Markdown.",
    discussion: """
      Example: tocsin records-of-processing --data DIR > record.md

      Article 30 GDPR, out of the settings, the documents in force and the accounts; holds no data
      of a person. Give it the settings that serve runs with: they are read from the same flags,
      variables and file. What only the hospital knows is left open and says so.
      """)

  @OptionGroup var data: DataOption

  func run() async throws {
    let settings = try await data.settings()
    let site = try await Site.open(settings)
    let stored = try await site.store.read { store in
      ProcessingRecord.Stored(
        accounts: try store.accounts().filter { $0.endedAt == nil },
        devices: try store.devices().filter { $0.endedAt == nil }.count,
        directories: try store.directoryKeys().filter { $0.endedAt == nil }.map(\.name),
        documents: try store.documents())
    }
    let record = ProcessingRecord(
      site: site.key.site.text, at: site.clock.now(), stored: stored,
      retention: try settings.retention(), settings: ProcessingRecord.Means(settings))
    Console.say(record.text)
  }
}

extension ProcessingRecord.Means {
  init(_ settings: Settings) {
    provider = settings.string("openid", "issuer")
    checkpoints = settings.string("checkpoints")
    isEncrypted = settings.string("certificate") != nil
    isMLLPEncrypted = settings.string("mllpAuthority") != nil
  }
}
