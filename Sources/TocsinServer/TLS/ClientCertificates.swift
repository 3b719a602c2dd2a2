// Tocsin — Server: certificates that clients show in the place of a key
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOSSL
internal import Synchronization
package import TocsinMapping

/// Who says at each handshake whether a client's certificate is known, so that a document or a file
/// of authorities that changed holds from the next connection on.
package struct ClientCertificates: Sendable {
  /// Certificates that are looked at of what a client shows; one that shows more is not known.
  private static let certificatesMax = 8

  private let judge: @Sendable ([[UInt8]]) async -> ShownCertificate?

  /// - Parameter judge: asked with what is shown, in DER, the client's own certificate first; gives
  ///   nil for one that nobody knows.
  package init(judge: @escaping @Sendable ([[UInt8]]) async -> ShownCertificate?) {
    self.judge = judge
  }

  /// TLS that ends the handshake of a client whom nobody knows, and the note of whom it was.
  func handler(_ context: NIOSSLContext) -> (NIOSSLServerHandler, CertificateNote) {
    let note = CertificateNote()
    let judge = judge
    let handler = NIOSSLServerHandler(context: context) { shown, verdict in
      guard shown.count <= Self.certificatesMax,
        let certificates = try? shown.map({ try $0.toDERBytes() })
      else { return verdict.succeed(.failed) }
      Task {
        let found = await judge(certificates)
        note.keep(found)
        verdict.succeed(found == nil ? .failed : .certificateVerified)
      }
    }
    return (handler, note)
  }
}

/// Which certificate a connection was made with, for the requests on it.
final class CertificateNote: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = NIOAny

  private let found = Mutex<ShownCertificate?>(nil)

  var shown: ShownCertificate? { found.withLock { $0 } }

  func keep(_ shown: ShownCertificate?) { found.withLock { $0 = shown } }
}
