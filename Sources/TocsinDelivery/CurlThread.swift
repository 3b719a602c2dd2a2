// Tocsin — Delivery: the one thread that uses libcurl's multi handle
// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Glibc
internal import TocsinGateway

/// The loop: take what came, let libcurl work, finish what is done, sleep until something happens.
///
/// Lives on its thread alone; nothing of it is seen elsewhere.
final class CurlThread {
  private let line: CurlLine
  private let settings: CurlSettings
  /// By easy handle.
  private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]

  private init(_ line: CurlLine, _ settings: CurlSettings) {
    self.line = line
    self.settings = settings
  }

  /// Starts the thread; it ends when the line is closed.
  static func start(_ line: CurlLine, _ settings: CurlSettings) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let loop = Unmanaged.passRetained(CurlThread(line, settings))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { pointer in
        if let pointer { Unmanaged<CurlThread>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, loop.toOpaque())
    if code != 0 { loop.release() }
    return code == 0
  }

  private func run() {
    let multi = line.multi
    tocsin_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 64)
    while true {
      let (jobs, isEnding) = line.take(running: transfers.count)
      for job in jobs { start(job) }
      if isEnding { break }
      for transfer in transfers.values where transfer.job.isCancelled {
        end(transfer, .failure(CurlFailure(.cancelled)))
      }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      finishDone()
      curl_multi_poll(multi, nil, 0, 10_000, nil)
    }
    for transfer in Array(transfers.values) { end(transfer, .failure(CurlFailure(.cancelled))) }
    line.end()
  }

  private func start(_ job: CurlJob) {
    if job.isCancelled { return job.finish(.failure(CurlFailure(.cancelled))) }
    do throws(OutboundError) {
      let transfer = try CurlTransfer(job, settings)
      guard curl_multi_add_handle(line.multi, transfer.handle) == CURLM_OK else {
        throw .unreachable("the library takes no more requests")
      }
      transfers[transfer.handle] = transfer
    } catch {
      job.finish(.failure(CurlFailure(error)))
    }
  }

  private func finishDone() {
    var handle: UnsafeMutableRawPointer?
    var code = CURLE_OK
    while tocsin_curl_next_done(line.multi, &handle, &code) != 0 {
      guard let handle, let transfer = transfers[handle] else { continue }
      end(transfer, transfer.outcome(code))
    }
  }

  private func end(_ transfer: CurlTransfer, _ outcome: CurlJob.Outcome) {
    curl_multi_remove_handle(line.multi, transfer.handle)
    transfers[transfer.handle] = nil
    transfer.job.finish(outcome)
  }
}
