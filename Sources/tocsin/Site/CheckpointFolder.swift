// Tocsin — tocsin: checkpoints as files, in a folder away from the machine
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Synchronization
internal import TocsinGateway

/// A folder of exported checkpoints: `SIZE.checkpoint`, a signed note, and `SIZE.hashes`, 32 bytes
/// for each leaf that it added; SIZE in twenty digits. Each is on the disk before the next.
final class CheckpointFolder: Sendable {
  private static let batch = 100

  private let path: String
  private let written: Mutex<Int64>

  /// The folder that a flag, else a setting names; nil when none does.
  static func open(_ flag: String?, _ settings: Settings) throws -> CheckpointFolder? {
    guard let path = flag ?? settings.string("checkpoints") else { return nil }
    return try CheckpointFolder(path)
  }

  init(_ path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      written = Mutex(try Self.sizes(in: path).last ?? 0)
    } catch {
      throw Failure("\(path) cannot be read or made", hint: "see --checkpoints")
    }
  }

  private static func sizes(in path: String) throws -> [Int64] {
    try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".checkpoint") && !$0.hasPrefix(".") }
      .compactMap { Int64($0.dropLast(".checkpoint".count)) }.sorted()
  }

  /// The newest that was exported; nil for none.
  ///
  /// - Throws: `Failure` for a file that is no checkpoint.
  func newest() throws -> Checkpoint? {
    let size = written.withLock { $0 }
    guard size > 0 else { return nil }
    guard let checkpoint = Checkpoint(note: note(size)), checkpoint.head.size == size else {
      throw Failure("\(file(size, "checkpoint")) is no checkpoint", hint: "tocsin trail verify")
    }
    return checkpoint
  }

  /// Every exported checkpoint.
  func all() throws -> [ExportedCheckpoint] {
    try Self.sizes(in: path).map { size in
      ExportedCheckpoint(
        name: file(size, "checkpoint"), note: note(size),
        hashes: FileManager.default.contents(atPath: file(size, "hashes")).map(Array.init) ?? [])
    }
  }

  /// Writes what the store has and the folder has not.
  func follow(_ store: any AlertStore) async throws {
    while true {
      let last = written.withLock { $0 }
      let due = try await store.read { store in
        try ExportedCheckpoint.stored(after: last, limit: Self.batch, in: store)
      }
      for (size, checkpoint) in due {
        try DurableFile.write(checkpoint.hashes, to: name(size, "hashes"), in: path)
        let note = Array(checkpoint.note.utf8)
        try DurableFile.write(note, to: name(size, "checkpoint"), in: path)
        written.withLock { $0 = size }
      }
      guard due.count == Self.batch else { return }
    }
  }

  private func file(_ size: Int64, _ kind: String) -> String { "\(path)/\(name(size, kind))" }

  private func name(_ size: Int64, _ kind: String) -> String {
    let digits = String(size)
    return String(repeating: "0", count: max(0, 20 - digits.count)) + digits + ".\(kind)"
  }

  private func note(_ size: Int64) -> String {
    let bytes = FileManager.default.contents(atPath: file(size, "checkpoint")).map(Array.init)
    return String(decoding: bytes ?? [], as: UTF8.self)
  }
}
