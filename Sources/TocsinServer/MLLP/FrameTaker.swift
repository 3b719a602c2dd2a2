// Tocsin — Server: what the listener hands frames to
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// Takes what a connection found in its bytes. Every call returns at once; the connection never
/// waits in one.
package protocol FrameTaker: Sendable {
  /// Takes one frame; `reply` is called exactly once, on any thread.
  func receive(
    _ frame: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void)

  /// Refuses a frame that is over the limit, by its first bytes.
  func refuseOversized(
    prefix: [UInt8], integration: String, reply: @escaping @Sendable (IntakeReply) -> Void)

  /// Keeps that bytes came outside any frame: how many, and the first of them.
  func recordNoise(count: Int, peek: [UInt8], integration: String)

  /// Keeps half a frame, for which no reply is owed.
  func recordBroken(_ partial: [UInt8], reason: String, integration: String)

  /// A frame began and did not get on: what is wrong with a source, beside the half frame.
  func noteStall(integration: String)
}

extension FrameTaker {
  package func noteStall(integration: String) {}
}

extension Intake: FrameTaker {}
