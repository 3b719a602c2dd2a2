// Tocsin — Delivery: asking other servers over libcurl
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinGateway

/// How other servers are asked.
package struct CurlSettings: Sendable {
  package var rule: AddressRule
  /// A file of certificates (PEM) that are trusted instead of the system's; nil for the system's.
  package var authorities: String?
  package var connectMilliseconds = 5_000
  /// Names that have an address whatever DNS says, as `host:port:address`.
  package var pins: [String] = []

  package init(rule: AddressRule, authorities: String? = nil) {
    self.rule = rule
    self.authorities = authorities
  }
}

/// Named limits of asking other servers (I10).
package enum DeliveryLimits {
  /// Requests that run or wait at once; one more is refused as unreachable.
  package static let transfersMax = 256
  /// A reply's header lines together; more ends the request with `tooLarge`.
  package static let replyHeaderBytesMax = 65_536
  package static let urlBytesMax = 8_192
}

/// Asks other servers over HTTP/1.1 and HTTP/2 with libcurl.
///
/// One thread owns libcurl's multi handle. Callers put a job under a lock and wake the thread
/// (`curl_multi_wakeup` is the one call that any thread may make). A job carries its own
/// cancellation, so that one that is cancelled before, during or after its run leaves nothing
/// behind.
///
/// Redirects are not followed, cookies not kept, proxies of the environment not used, compressed
/// replies not asked for; TLS 1.2 is the least. Where a request may go is the rule's affair.
package final class CurlClient: OutboundHTTP {
  private let line: CurlLine

  /// - Returns: nil when libcurl cannot be started on this machine.
  package init?(_ settings: CurlSettings) {
    guard CurlLibrary.isReady, let line = CurlLine() else { return nil }
    guard CurlThread.start(line, settings) else { return nil }
    self.line = line
  }

  deinit { line.close(then: nil) }

  /// Carries out one request.
  ///
  /// - Throws: `forbidden` also for a URL that cannot be read or holds a password, and for a header
  ///   that holds a line break.
  package func perform(_ request: OutboundRequest) async throws(OutboundError) -> OutboundReply {
    switch await carry(.http(request), under: nil) {
    case .success(let reply): return reply
    case .failure(let failure): throw failure.error
    }
  }

  /// Carries out one errand, under a rule of its own where it has one.
  func carry(_ errand: CurlErrand, under rule: AddressRule?) async -> CurlJob.Outcome {
    let job = CurlJob(errand, under: rule)
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        job.begin { continuation.resume(returning: $0) }
        if !line.add(job) {
          let words = "too many requests wait, or the process is ending"
          job.finish(.failure(CurlFailure(.unreachable(words))))
        }
      }
    } onCancel: {
      job.cancel()
      line.wake()
    }
  }

  /// Ends what runs as cancelled, closes every connection, and returns when the thread is done.
  package func stop() async {
    await withCheckedContinuation { continuation in line.close { continuation.resume() } }
  }
}
