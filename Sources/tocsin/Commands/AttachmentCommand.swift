// Tocsin — tocsin: attachment
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinGateway

/// A document beside an alert, as `tocsin attachment list --json` prints it.
struct AttachmentRow: Encodable {
  let number: Int
  let title: String
  let mediaType: String
  let byteCount: Int
  let receivedAt: String

  init(_ record: AttachmentRecord) {
    number = record.number
    title = record.title
    mediaType = record.mediaType
    byteCount = record.byteCount
    receivedAt = RFC3339.text(record.receivedAt)
  }
}

/// The alert whose documents are meant.
struct AlertArgument: ParsableArguments {
  @Argument(help: "The alert's id, as tocsin alerts prints it.") var alert: String

  func id() throws -> AlertID {
    guard let id = AlertID(text: alert) else {
      throw ValidationError("an alert's id is a UUID in lower case")
    }
    return id
  }
}

/// `tocsin attachment list|write`: the documents that came with an alert.
struct AttachmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attachment", abstract: "List or write the documents that came with an alert.",
    discussion: "Example: tocsin attachment list --data DIR ALERT",
    subcommands: [List.self, Write.self])

  /// `tocsin attachment list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the documents of an alert.",
      discussion: """
        Example: tocsin attachment list --data DIR --json ALERT

        Their titles are content: the trail tells who looked.
        """)

    @OptionGroup var data: DataOption
    @Flag(help: "One JSON object a line.") var json = false
    @OptionGroup var alert: AlertArgument

    func run() async throws {
      let site = try await Site.open(data.settings())
      let id = try alert.id()
      let found = try await Attachments(site.surroundings()).list(of: id, by: .operatorHere)
      for row in found.map(AttachmentRow.init) {
        if json {
          try Console.say(json: row)
        } else {
          Console.say("\(row.number)  \(row.mediaType)  \(row.byteCount)  \(row.title)")
        }
      }
    }
  }

  /// `tocsin attachment write`.
  struct Write: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a document of an alert into a file.",
      discussion: """
        Example: tocsin attachment write --data DIR --number 1 --out ecg.pdf ALERT

        The file must not be there yet; it is for its own user alone. The trail tells who wrote it.
        """)

    @OptionGroup var data: DataOption
    @Option(help: "Its number, as the list has it.") var number: Int
    @Option(help: "The file to write.") var out: String
    @OptionGroup var alert: AlertArgument

    func run() async throws {
      let site = try await Site.open(data.settings())
      let id = try alert.id()
      guard !FileManager.default.fileExists(atPath: out) else {
        throw Failure("\(out) is there already", hint: "name another file")
      }
      let found = try await Attachments(site.surroundings()).bytes(
        of: id, number: number, by: .operatorHere)
      guard let found else {
        throw Failure(
          "the alert has no document \(number)", hint: "list them: tocsin attachment list \(id)")
      }
      let isWritten = FileManager.default.createFile(
        atPath: out, contents: Foundation.Data(found), attributes: [.posixPermissions: 0o600])
      guard isWritten else { throw Failure("\(out) cannot be written", hint: "check the folder") }
    }
  }
}
