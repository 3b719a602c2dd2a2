// Tocsin — tocsin: putting a site back
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinSQLite
internal import TocsinSealing
internal import TocsinStore

/// What was put back.
struct RestoredSite: Sendable {
  let folder: String
  let content: BackupHeader
  let keys: BackupHeader

  /// What the operator must know.
  var words: [String] {
    var words: [String] = []
    if content.schema < Schema.version {
      words.append(
        "the backup is of schema \(content.schema), this program brings it to \(Schema.version); "
          + "to go back, restore it again with the older program")
    }
    if keys.madeAt < content.madeAt {
      words.append(
        "the keys are older than the content: what came in between does not open; "
          + "restore again with a key file of \(RFC3339.text(content.madeAt)) or later")
    }
    return words
  }
}

/// Opens the two files of a backup into a folder that holds nothing yet.
struct Restorer {
  let content: String
  let keys: String
  let secret: BackupKeys
  let folder: String

  /// Unpacks, checks, puts the keys back, and settles what must not be as it was.
  func unpack() throws -> RestoredSite {
    let contentHead = try head(content, .content)
    let keysHead = try head(keys, .keys)
    guard contentHead.header.site == keysHead.header.site else {
      throw Failure("the two files are of different sites", hint: "give files of one backup")
    }
    let found = contentHead.header.schema
    guard found <= Schema.version else {
      throw Failure(
        "the backup is of schema \(found), this program knows up to \(Schema.version)",
        hint: "restore with the program that made it, or a newer one; nothing was written")
    }
    try refuseOccupied()
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let work = try TemporaryPlace(beside: folder)
    defer { work.remove() }
    let parts = try open(content, contentHead.head, work)
    let wrapped = try open(keys, keysHead.head, work)
    guard let database = parts[BackupMaker.database], let list = wrapped[BackupMaker.wrapped],
      let bytes = FileManager.default.contents(atPath: list)
    else { throw Failure("the backup lacks a part", hint: "take another copy of it") }
    try SQLiteStore.checkIntegrity(of: database)
    try SQLiteStore.settleRestored(database, keys: Array(bytes))
    for name in parts.keys.sorted() {
      try FileManager.default.moveItem(atPath: parts[name] ?? "", toPath: folder + "/" + name)
    }
    return RestoredSite(folder: folder, content: contentHead.header, keys: keysHead.header)
  }

  private func head(
    _ path: String, _ kind: BackupHeader.Kind
  ) throws -> (header: BackupHeader, head: [UInt8]) {
    let found = try SealedFile.header(of: path)
    guard found.header.kind == kind else {
      throw Failure(
        "\(path) is the other kind of file",
        hint: "--content takes NAME.tocsin, --keys takes NAME.tocsin-keys")
    }
    return found
  }

  private func refuseOccupied() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard names.allSatisfy({ $0 == "root.key" }) else {
      throw Failure(
        "\(folder) is not empty", hint: "give a new folder; only root.key may lie in it already")
    }
  }

  private func open(
    _ path: String, _ head: [UInt8], _ work: TemporaryPlace
  ) throws -> [String: String] {
    do {
      return try SealedFile.unpack(
        path, with: BackupReader(head: head, keys: secret), into: work.path)
    } catch BackupError.otherKey {
      throw Failure(
        "\(path) is sealed to another key", hint: "fetch the secret half that belongs to it")
    } catch let error as BackupError {
      throw Failure("\(path) is damaged: \(error)", hint: "take another copy; nothing was written")
    }
  }
}
