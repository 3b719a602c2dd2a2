// Tocsin — tocsin: the loop that tells sources
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping
internal import TocsinServer

/// Runs the Teller for every integration that is told anything, each in a task of its own, so that
/// a source that does not answer holds up no other.
struct ReturnLoop: Service {
  let teller: Teller
  let beats: Beats
  let clock: any TimeSource
  let logger: Logger

  private static let pass = Milliseconds(250)

  func run() async throws {
    let busy = BusyNames()
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        while !Task.isCancelled {
          beats.beat("the teller", at: clock.now())
          for name in teller.integrations where busy.take(name) {
            group.addTask { await self.tell(name, busy) }
          }
          try? await Task.sleep(for: .milliseconds(Self.pass.count))
        }
      }
    }
  }

  private func tell(_ name: String, _ busy: BusyNames) async {
    do {
      try await teller.deliverPending(to: name)
    } catch {
      logger.error("telling \(name) failed and is tried again: \(error)")
      try? await Task.sleep(for: .seconds(1))
    }
    busy.giveBack(name)
  }
}

/// The integrations whose step is running.
private final class BusyNames: Sendable {
  private let names = Mutex<Set<String>>([])

  /// False when it is taken already.
  func take(_ name: String) -> Bool { names.withLock { $0.insert(name).inserted } }
  func giveBack(_ name: String) { names.withLock { _ = $0.remove(name) } }
}

/// Opens MLLP connections to sources.
struct MLLPDialler: ReturnDialler {
  /// SHA-256.
  let digest: @Sendable ([UInt8]) -> [UInt8]

  func connect(along path: ReturnPath) async throws(ReturnError) -> any ReturnConnection {
    guard case .mllp(let host, let port, _) = path.target else {
      throw .unreachable("its document names a URL")
    }
    do {
      let client = try await MLLPClient.connect(
        to: ListenAddress(host: host, port: port), trust: path.tls.map(trust))
      return MLLPReturn(client: client)
    } catch {
      throw .unreachable("\(error)")
    }
  }

  private func trust(_ tls: ReturnTLS) -> PeerTrust {
    var trust = PeerTrust(digest: digest)
    trust.authority = tls.authority
    trust.pin = tls.pin
    if let certificate = tls.certificate, let key = tls.key {
      trust.ours = CertificateFiles(certificate: certificate, key: key)
    }
    return trust
  }
}

/// One MLLP connection to a source.
private struct MLLPReturn: ReturnConnection {
  let client: MLLPClient

  func exchange(
    _ message: ReturnMessage, within length: Milliseconds
  ) async throws(ReturnError) -> ReturnAnswer {
    guard case .hl7(let bytes) = message else {
      throw .unreachable("its document names no MLLP any more")
    }
    do {
      let seconds = max(length.count / 1_000, 1)
      return .hl7(try await client.exchange(bytes, seconds: seconds).reply)
    } catch {
      switch error {
      case .noReply: throw .noReply
      case .ended: throw .ended
      case .unreachable, .untrusted: throw .unreachable("\(error)")
      }
    }
  }

  func close() async { await client.close() }
}
