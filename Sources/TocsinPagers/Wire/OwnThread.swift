// Tocsin — Pagers: work that blocks, on a thread of its own
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A thread for work that waits for a device, so that no shared one does.
final class OwnThread {
  private let work: @Sendable () -> Void

  private init(_ work: @escaping @Sendable () -> Void) { self.work = work }

  /// False when the system has no thread.
  static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let thread = Unmanaged.passRetained(OwnThread(work))
    var handle = pthread_t()
    let code = pthread_create(
      &handle, &attributes,
      { pointer in
        if let pointer { Unmanaged<OwnThread>.fromOpaque(pointer).takeRetainedValue().work() }
        return nil
      }, thread.toOpaque())
    if code != 0 { thread.release() }
    return code == 0
  }
}
