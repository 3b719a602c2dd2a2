// Tocsin — tocsin: import, check
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway

/// `tocsin check`: documents, with the line and the mend.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check documents without touching a store.",
    discussion: """
      Example: tocsin check Escalations Integrations

      PATH is a folder named Escalations or Integrations, or a file in one. Prints one line a
      finding, PATH:LINE: error|warning: TEXT; exit code 1 on any finding.
      """)

  @Argument(help: "Folders or files.") var paths: [String]

  func run() throws {
    let files = try paths.flatMap(DocumentFolders.files)
    guard !files.isEmpty else {
      throw Failure("no documents are there", hint: "name a folder with .yaml files")
    }
    let bundle = DocumentFolders.bundle(files)
    for finding in bundle.findings { Console.say("\(finding)") }
    guard bundle.findings.isEmpty else { throw ExitCode(1) }
  }
}

/// `tocsin import`: checked documents become revisions.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check documents and write them into a site's store as revisions.",
    discussion: """
      Example: tocsin import --data /var/lib/tocsin Escalations Integrations

      All or nothing; works beside a running serve, which notices within a second. What somebody
      changed in the console since is named and kept, unless --over-console is given: export the
      documents first, and put your change into that.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "Folders named Escalations or Integrations, or files in one.")
  var paths: [String]
  @Flag(help: "Replace also what somebody changed in the console.") var overConsole = false

  func run() async throws {
    let site = try await Site.open(data.settings(), creating: true)
    let files = try paths.flatMap(DocumentFolders.files)
    let revisions = try await site.store.read { try $0.documents() }
    let stored = revisions.compactMap { DocumentFolders.file(of: $0) }
    let given = Set(files.compactMap { DocumentPlace(path: $0.path) })
    let rest = stored.filter { DocumentPlace(path: $0.path).map { !given.contains($0) } ?? false }
    let bundle = DocumentFolders.bundle(files + rest, isWhole: !stored.isEmpty)
    for finding in bundle.findings { Console.complain("\(finding)") }
    guard let documents = try? bundle.load() else {
      throw Failure("nothing was imported", hint: "mend the errors above")
    }
    let buried = Site.console(revisions, differingFrom: documents)
    for line in buried.map(Self.text(of:)) { Console.complain(line) }
    guard buried.isEmpty || overConsole else {
      throw Failure(
        "nothing was imported",
        hint: "put these changes into the documents, or give --over-console")
    }
    try Console.say(json: try await site.take(documents, by: .operatorHere))
    for line in (try? site.endedOnRotas()) ?? [] { Console.complain("warning: \(line)") }
  }

  private static func text(of revision: DocumentRevision) -> String {
    "the \(revision.kind) \(revision.name) was changed in the console: revision "
      + "\(revision.revision), \(RFC3339.text(revision.importedAt)), \(revision.author): "
      + revision.reason
  }
}
