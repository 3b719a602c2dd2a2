// Tocsin — tocsin: backups and their key
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing
internal import TocsinSystem

/// `tocsin backup-key`: the pair to which backups are sealed.
struct BackupKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup-key",
    abstract: "Make the key pair of backups: one half stays, the other goes into a safe.",
    discussion: """
      Example: tocsin backup-key --out tocsin-backup
      Writes NAME.public, which backups are sealed to, and NAME.secret, without which none opens.
      Take NAME.secret off the machine: whoever steals backups and has it not has nothing.
      """)

  @Option(help: "The name of the two files.") var out: String

  func run() throws {
    let keys = BackupKeys.make()
    for (suffix, text) in [
      (".secret", keys.unredactedSecretText), (".public", keys.publicText),
    ] {
      guard try KeyFile.make(out + suffix, Array(text.utf8)) else {
        throw Failure("\(out)\(suffix) is there already", hint: "give another --out")
      }
    }
    Console.say("backups are sealed to  \(out).public")
    Console.say("take off the machine   \(out).secret")
  }
}

/// `tocsin backup`: the whole site in two sealed files, beside a running `serve`.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write a sealed backup of a site while it works, and verify it.",
    discussion: """
      Example: tocsin backup --data DIR --to /backup --key /etc/tocsin/tocsin-backup.public
      Writes NAME.tocsin (the content) and NAME.tocsin-keys (the keys of its cells), reads both
      back, and prints one JSON object. The root key is in neither: keep it apart.
      Key files older than --keep-keys days are removed: that time is the erasure horizon.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "The folder for the two files; best on another machine.") var to: String
  @Option(help: "The file NAME.public of tocsin backup-key.") var key: String
  @Option(help: "How many days key files are kept (TOCSIN_BACKUP_DAYS, else 35).")
  var keepKeys: Int?

  func validate() throws {
    guard (1...3_650).contains(keepKeys ?? 35) else {
      throw ValidationError("--keep-keys takes 1 to 3650 days")
    }
  }

  func run() async throws {
    let recipient = try Self.recipient(key)
    let settings = try await data.settings()
    let days =
      try keepKeys.map { Milliseconds.days(Int64($0)) } ?? settings.retention().backups
    let site = try await Site.open(settings)
    let maker = BackupMaker(
      site: site, folder: to, recipient: recipient, now: site.clock.now())
    let made = try await maker.make()
    let removed = try BackupShelf(folder: to, site: site.key.site).removeKeys(
      madeBefore: made.madeAt - days)
    try Console.say(json: made.row(keepKeys: days, removed: removed))
    await site.close()
  }

  private static func recipient(_ path: String) throws -> [UInt8] {
    guard let text = FileManager.default.contents(atPath: path) else {
      throw Failure("there is no file \(path)", hint: "make a pair: tocsin backup-key --out NAME")
    }
    guard let key = BackupKeys.publicKey(text: String(decoding: text, as: UTF8.self)) else {
      throw Failure("\(path) is no public half", hint: "give the file that ends in .public")
    }
    return key
  }
}

/// What a backup came to, as JSON.
struct BackupRow: Encodable {
  let content: String
  let keys: String
  let madeAt: String
  let schema: Int64
  let bytes: Int
  /// Until then an older key file could still open what is erased now.
  let erasureHorizon: String
  let removedKeyFiles: Int
}

/// `tocsin restore`: a site from its backup.
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a site back from its backup into an empty folder.",
    discussion: """
      Example: tocsin restore --data DIR --content NAME.tocsin --keys NAME.tocsin-keys \
      --secret NAME.secret --root-key FILE
      A newer key file than the content's is best: what was erased since then stays erased. All
      sessions end; devices keep their enrolment. What is overdue is paged when serve starts, and
      said to be late. Never run the original beside it: both would page.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "The content of the backup.") var content: String
  @Option(help: "The keys of its cells, as old as the content or newer.") var keys: String
  @Option(help: "The secret half of the backup key.") var secret: String

  func run() async throws {
    let settings = try await data.settings()
    guard settings.store == nil else {
      throw Failure(
        "a backup is restored into a file, not into a database of a server",
        hint: "leave --store and TOCSIN_STORE out")
    }
    let secret = try Self.secret(secret)
    let restorer = Restorer(
      content: content, keys: keys, secret: secret, folder: try settings.dataFolder())
    let found = try restorer.unpack()
    for line in found.words { Console.complain(line) }
    let site = try await Site.open(settings)
    try await site.leave(
      .restored, on: "backup:\(RFC3339.text(found.content.madeAt))",
      reason: "schema \(found.content.schema)")
    await site.close()
    Console.say("restored \(found.folder), as it stood at \(RFC3339.text(found.content.madeAt))")
  }

  private static func secret(_ path: String) throws -> BackupKeys {
    guard let contents = try KeyFile.read(path, isPrivate: false) else {
      throw Failure("there is no file \(path)", hint: "fetch the secret half of the backup key")
    }
    guard let keys = BackupKeys(secretText: String(decoding: contents, as: UTF8.self)) else {
      throw Failure("\(path) is no secret half", hint: "give the file that ends in .secret")
    }
    return keys
  }
}
