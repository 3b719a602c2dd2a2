// Tocsin — Server: what is written as it happens
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// A reply that goes on: `text/event-stream` (WHATWG HTML §9.2).
protocol EventStream: Sendable {
  /// The device whose mailbox wakes it; nil for one that looks by the clock alone.
  var mailbox: DeviceID? { get }
  /// Runs until the stream ends. `write` returns when the bytes are on their way.
  func run(_ waker: StreamWaker, write: ([UInt8]) async throws -> Void) async throws
}
