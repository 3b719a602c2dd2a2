// Tocsin — Server: the limits of an MLLP listener
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TocsinHL7

/// What one MLLP listener is: its address, its integration, its limits.
package struct MLLPSettings: Sendable {
  /// Where it listens. IANA's name `hl7` is port 2575.
  package var address: ListenAddress
  /// The integration whose mapping reads what comes in here.
  package var integration: String
  /// The certificate to show and the authorities of sources; nil speaks plain MLLP.
  package var identity: ServerIdentity?
  /// Certificates that sources may show; nil takes every one of the authority.
  package var pins: PinnedCertificates?
  /// Whether a numeric address may connect; others are closed at once.
  package var admits: @Sendable (String) -> Bool = { _ in true }
  /// Whether commit blocks are exchanged (MLLP release 2).
  package var usesCommitBlocks = false
  /// Connections at the same time; further ones are closed at once.
  package var connectionsMax = 256
  /// Threads that serve the connections.
  package var threads = 1
  /// The longest body of one frame, in bytes.
  package var frameBytesMax = HL7Limits.frameBytesMax
  /// Frames of one connection that wait for a reply before it is read no further.
  ///
  /// Frames that wait together share one commit and one fsync, so that a source that sends
  /// without waiting gets more from 64 than from 4; the bytes are bounded beside it.
  package var waitingFramesMax = 64
  /// Bytes of one connection that wait for a reply before it is read no further.
  package var waitingBytesMax = 8 << 20
  /// Bytes of all connections together where listeners share no budget: frames that wait and frames
  /// that are not whole yet.
  package var budgetBytesMax = 256 << 20
  /// A frame that has begun and gets no byte for so long is given up. Between frames a connection
  /// may be silent for ever.
  package var stallSeconds: Int64 = 30
  /// How long a refused source is read on, its bytes thrown away, so that it finds the reply.
  package var lingerSeconds: Int64 = 2
  /// The longest that a stop waits for replies.
  package var stopSeconds: Int64 = 5

  /// Pieces of noise and broken frames that a connection may leave without one whole frame
  /// between them; then it is not MLLP, and is closed.
  package static let oddPiecesMax = 64
  /// One kind of oddity is told once in so many seconds, with how often it was seen.
  package static let oddSeconds: Int64 = 60

  package init(address: ListenAddress, integration: String) {
    self.address = address
    self.integration = integration
  }
}

/// Gives a new buffer to each read and keeps none, so that a connection that waits for its source
/// holds no memory for bytes that are not there.
struct ForgetfulBuffers: RecvByteBufferAllocator {
  private var sizes = AdaptiveRecvByteBufferAllocator(
    minimum: 2_048, initial: 2_048, maximum: 65_536)

  func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
    sizes.buffer(allocator: allocator)
  }

  mutating func record(actualReadBytes: Int) -> Bool {
    sizes.record(actualReadBytes: actualReadBytes)
  }
}
