// Tocsin — tocsin: the documents in force, as files
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinDocuments
internal import TocsinGateway

/// `tocsin export`: the newest revision of each document, byte for byte as it was imported.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the documents in force into a folder, as they were imported or saved.",
    discussion: """
      Example: tocsin export --data /var/lib/tocsin site

      Writes site/Escalations and site/Integrations, byte for byte, comments included; prints how
      many files. A file that is there and says something else is left alone, and then nothing is
      written: --overwrite takes its place. Works beside a running serve.
      """)

  @OptionGroup var data: DataOption
  @Flag(help: "Write over files that say something else.") var overwrite = false
  @Argument(help: "The folder; it is made when it is not there.") var out: String

  func run() async throws {
    let site = try await Site.open(data.settings())
    let files = try await site.store.read { store in
      try store.documents().compactMap { DocumentFolders.file(of: $0) }
    }
    guard !files.isEmpty else {
      throw Failure("the store has no documents", hint: "tocsin import")
    }
    let folder = out.hasSuffix("/") ? String(out.dropLast()) : out
    let stale = files.filter { file in
      let there = FileManager.default.contents(atPath: "\(folder)/\(file.path)")
      return there.map { $0 != Data(file.text.utf8) } ?? false
    }
    guard overwrite || stale.isEmpty else {
      for file in stale { Console.complain("\(folder)/\(file.path) says something else") }
      throw Failure("nothing was written", hint: "choose another folder, or --overwrite")
    }
    for file in files { try write(file, to: folder) }
    try Console.say(json: ExportSummary(exported: files.count))
  }

  private func write(_ file: DocumentFile, to folder: String) throws {
    let url = URL(fileURLWithPath: "\(folder)/\(file.path)")
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.text.utf8).write(to: url, options: .atomic)
    } catch {
      throw Failure("\(url.path) cannot be written", hint: "check the folder's owner and room")
    }
  }
}

/// What an export came to.
private struct ExportSummary: Encodable {
  let exported: Int
}
