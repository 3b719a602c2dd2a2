// Tocsin — Server: runs what requests do on the thread of their sockets
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Runs tasks on an event loop, so that a request does not change threads between its bytes and its
/// reply but to ask the store.
///
/// What blocks or computes for long has threads of its own (`HashingThreads`, the store's lanes).
final class LoopExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
