// Tocsin — tocsin: making a backup
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSQLite
internal import TocsinSealing
internal import TocsinStore

/// A backup that was made and verified.
struct MadeBackup: Sendable {
  let content: String
  let keys: String
  let madeAt: Timestamp
  let bytes: Int

  func row(keepKeys: Milliseconds, removed: Int) -> BackupRow {
    BackupRow(
      content: content, keys: keys, madeAt: RFC3339.text(madeAt), schema: Schema.version,
      bytes: bytes, erasureHorizon: RFC3339.text(madeAt + keepKeys),
      removedKeyFiles: removed)
  }
}

/// Makes the two files of a backup. Nothing half-made stays under the final names.
struct BackupMaker {
  let site: Site
  let folder: String
  let recipient: [UInt8]
  let now: Timestamp

  /// The parts that a backup holds beside the database, where they are there.
  static let besides = ["site.key", "root.params"]
  static let database = "tocsin.sqlite"
  static let wrapped = "keys"

  /// Copies, seals, reads back, compares, and only then names the files.
  func make() async throws -> MadeBackup {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let work = try TemporaryPlace(beside: site.folder)
    defer { work.remove() }
    let copy = work.path + "/" + Self.database
    try await site.copy(to: copy)
    let keys = try SQLiteStore.separateKeys(from: copy)
    let name = folder + "/tocsin-\(stamp)"
    let content = try seal(parts(copy), .content, to: name + ".tocsin", work)
    let wrapped = try seal(
      [.bytes(name: Self.wrapped, keys)], .keys, to: name + ".tocsin-keys", work)
    try await site.leave(.backupMade, on: "backup:\(stamp)")
    return MadeBackup(
      content: name + ".tocsin", keys: name + ".tocsin-keys", madeAt: now,
      bytes: content + wrapped)
  }

  /// The time as part of a name.
  private var stamp: String {
    RFC3339.text(now).filter { $0.isNumber || $0 == "T" }.prefix(18).description
  }

  private func parts(_ copy: String) -> [BackupPart] {
    let files = Self.besides.filter {
      FileManager.default.fileExists(atPath: site.folder + "/" + $0)
    }
    return [.file(name: Self.database, path: copy)]
      + files.map { .file(name: $0, path: site.folder + "/" + $0) }
  }

  /// - Returns: how many bytes the sealed file has.
  private func seal(
    _ parts: [BackupPart], _ kind: BackupHeader.Kind, to path: String, _ work: TemporaryPlace
  ) throws -> Int {
    let header = BackupHeader(
      kind, site: site.key.site, madeAt: now, schema: Schema.version, recipient: recipient)
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Failure("\(path) is there already", hint: "make the backup again")
    }
    let half = path + ".half"
    try? FileManager.default.removeItem(atPath: half)
    let reader = try SealedFile.write(parts, header: header, to: half)
    do {
      try verify(half, reader, parts, work)
    } catch {
      try? FileManager.default.removeItem(atPath: half)
      throw Failure(
        "the backup could not be read back as it was written: \(error)",
        hint: "check the disk under \(folder); nothing was kept")
    }
    guard rename(half, path) == 0 else {
      throw Failure("\(path) cannot be named", hint: "check who owns \(folder)")
    }
    return try SealedFile.size(of: path)
  }

  /// Opens the sealed file again and compares every part with what went in.
  private func verify(
    _ path: String, _ reader: BackupReader, _ parts: [BackupPart], _ work: TemporaryPlace
  ) throws {
    let place = try TemporaryPlace(beside: work.path)
    defer { place.remove() }
    let found = try SealedFile.unpack(path, with: reader, into: place.path)
    for part in parts {
      let isSame: Bool
      switch part {
      case .file(let name, let original):
        isSame = FileManager.default.contentsEqual(atPath: found[name] ?? "", andPath: original)
      case .bytes(let name, let bytes):
        isSame = FileManager.default.contents(atPath: found[name] ?? "").map(Array.init) == bytes
      }
      guard isSame else { throw BackupError.damaged }
    }
    if let copy = found[Self.database] { try SQLiteStore.checkIntegrity(of: copy) }
  }
}

/// A folder for half-done work, mode 0700, on the same disk.
struct TemporaryPlace {
  let path: String

  init(beside folder: String) throws {
    path = folder + "/.work-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// The folder in which backups lie.
struct BackupShelf {
  let folder: String
  let site: SiteID

  /// Removes this site's key files that were made before `time`.
  ///
  /// - Returns: how many were removed.
  func removeKeys(madeBefore time: Timestamp) throws -> Int {
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    where name.hasSuffix(".tocsin-keys") {
      let path = folder + "/" + name
      guard let header = try? SealedFile.header(of: path).header, header.kind == .keys,
        header.site == site, header.madeAt < time
      else { continue }
      try FileManager.default.removeItem(atPath: path)
      count += 1
    }
    return count
  }
}
