// Tocsin — tocsin: the on-call sheet as files, in a folder away from the machine
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Logging
internal import Synchronization
internal import TocsinCore
internal import TocsinGateway

/// A folder with `on-call.html` and `on-call.txt`, each whole at any time, which whoever has the
/// folder may read (S26).
final class SheetFolder: Sendable {
  private struct Written {
    var at: Timestamp
    var version: Int64
  }

  private let path: String
  private let written = Mutex<Written?>(nil)

  /// The folder that a flag, else a setting names; nil when none does.
  static func open(_ flag: String?, _ settings: Settings) throws -> SheetFolder? {
    guard let path = flag ?? settings.string("onCallSheet") else { return nil }
    return try SheetFolder(path)
  }

  init(_ path: String) throws {
    self.path = path
    guard !FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    } catch {
      throw Failure("\(path) cannot be read or made", hint: "see --on-call-sheet")
    }
  }

  /// Writes the sheet when it is old, or when somebody changed what it says.
  func follow(_ snapshot: DirectorySnapshot, at now: Timestamp) throws {
    let isDue = written.withLock { written in
      guard let last = written else { return true }
      return last.version != snapshot.version || now - last.at >= DowntimeSheet.every
        || now < last.at
    }
    guard isDue else { return }
    let sheet = DowntimeSheet(snapshot, at: now)
    for (name, text) in [("on-call.html", sheet.html), ("on-call.txt", sheet.text)] {
      try DurableFile.write(Array(text.utf8), to: name, in: path, isForAll: true)
    }
    written.withLock { $0 = Written(at: now, version: snapshot.version) }
  }
}

/// Folders away from the machine that the gateway writes to; nil for none.
struct SiteFolders {
  var checkpoints: CheckpointFolder?
  var sheet: SheetFolder?
}

extension ActivityLoop {
  /// Keeps the on-call sheet up to date. That it cannot be written is said aloud and stops nothing.
  static func sheet(_ folder: SheetFolder?, _ surroundings: Surroundings) -> Self {
    ActivityLoop(name: "sheet", wakeup: Wakeup(), pass: .seconds(2), logger: surroundings.logger) {
      guard let folder, let snapshot = try? surroundings.directory.snapshot() else {
        return .seconds(2)
      }
      do {
        try folder.follow(snapshot, at: surroundings.time.now())
      } catch let failure as Failure {
        surroundings.logger.error("the on-call sheet is not written: \(failure.text)")
        return .seconds(60)
      }
      return .seconds(2)
    }
  }
}
