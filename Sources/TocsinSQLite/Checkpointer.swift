// Tocsin — SQLite: moves the log into the database, off the way of replies
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Synchronization

/// Keeps the write-ahead log short.
///
/// SQLite's own checkpoint runs within a commit and holds it up for milliseconds. Here, once the
/// log has grown by `stepPages`, a second connection moves its pages to the database while the
/// writer goes on. Under a steady load a few pages have come meanwhile, and so the log would never
/// be written from its start again. When it is longer than `pagesMax` and a pass has just left
/// little, the writer moves these few pages itself between two transactions, and its next commit
/// begins the log anew. Only a reader that keeps one snapshot makes the log longer.
final class Checkpointer: Sendable {
  /// Pages of 4 KiB that start a pass: 4 MiB.
  static let stepPages = 1_000
  /// 16 MiB.
  static let pagesMax = 4_000
  /// 64 MiB: from here on the writer moves whatever is left.
  static let pagesLast = 16_000
  /// The writer moves the rest itself when it is at most this part of the log: the longer the log
  /// has become, the longer it may take to bring it to its end.
  static let restPart = 16

  private struct Progress {
    var isRunning = false
    /// The log's length when the last pass began, or when the writer moved the rest.
    var passPages = 0
    /// Pages of the log that are in the database.
    var movedPages = 0
    var finishPages = 0
  }

  private let queue: DatabaseQueue
  private let progress = Mutex(Progress())

  init(_ queue: DatabaseQueue) { self.queue = queue }

  /// Called by the writer after each commit with the length of the log, in pages.
  func committed(logPages: Int) {
    let starts = progress.withLock { progress in
      if logPages < progress.passPages { progress = Progress(isRunning: progress.isRunning) }
      guard !progress.isRunning, logPages - progress.passPages >= Self.stepPages else {
        return false
      }
      progress.isRunning = true
      progress.passPages = logPages
      return true
    }
    if starts { start() }
  }

  /// Asked by the writer before each transaction: whether it should move the rest of the log first.
  func leavesRest(logPages: Int) -> Bool {
    guard logPages > Self.pagesMax else { return false }
    return progress.withLock { progress in
      let isShort =
        logPages - progress.movedPages <= logPages / Self.restPart || logPages > Self.pagesLast
      let isWorthIt =
        isShort && !progress.isRunning && logPages - progress.finishPages >= Self.stepPages
      if isWorthIt { progress.finishPages = logPages }
      return isWorthIt
    }
  }

  private func start() {
    queue.asyncWriteWithoutTransaction { database in
      let moved = (try? database.checkpoint(.passive))?.checkpointedFrameCount ?? 0
      self.progress.withLock { progress in
        progress.isRunning = false
        progress.movedPages = moved
      }
    }
  }

  func close() { try? queue.close() }
}
