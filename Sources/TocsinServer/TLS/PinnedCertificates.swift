// Tocsin — Server: certificates that are known by themselves
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Certificates that a source may show, by the SHA-256 of their DER form.
///
/// Beside an authority, a certificate has to be of the authority and pinned. Alone, a pinned
/// certificate is taken whoever signed it and whatever its dates say: it is the one that was seen.
package struct PinnedCertificates: Sendable {
  private let known: Set<[UInt8]>
  private let digest: @Sendable ([UInt8]) -> [UInt8]
  /// Whether there is no authority beside them.
  let areAlone: Bool

  /// - Parameter digest: SHA-256.
  package init(
    _ pins: [[UInt8]], areAlone: Bool, digest: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) {
    known = Set(pins)
    self.areAlone = areAlone
    self.digest = digest
  }

  func hold(_ certificate: NIOSSLCertificate?) -> Bool {
    (try? certificate?.toDERBytes()).map { known.contains(digest($0)) } ?? false
  }
}

/// Closes a connection whose certificate is of the authority but not pinned, before anything that
/// it sends is read.
final class PinCheck: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  private let pins: PinnedCertificates
  private let handler: NIOSSLServerHandler
  private var isKnown = false

  init(_ pins: PinnedCertificates, _ handler: NIOSSLServerHandler) {
    self.pins = pins
    self.handler = handler
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted = event {
      isKnown = pins.hold(handler.peerCertificate)
      if !isKnown { context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isKnown { context.fireChannelRead(data) }
  }
}
