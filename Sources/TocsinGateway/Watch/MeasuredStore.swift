// Tocsin — Gateway: a store whose units are timed
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Passes everything on to a store, and notes how long each unit took until it was durable.
package struct MeasuredStore: AlertStore {
  private let inner: any AlertStore
  private let time: any TimeSource
  private let metrics: Metrics

  package init(_ inner: any AlertStore, _ metrics: Metrics, time: any TimeSource) {
    self.inner = inner
    self.metrics = metrics
    self.time = time
  }

  package func submit<Answer: Sendable>(
    _ unit: StoreUnit<Answer>,
    completion: @escaping @Sendable (Result<Answer, StoreError>) -> Void
  ) {
    let (begun, isUrgent) = (time.now(), unit.isUrgent)
    inner.submit(unit) { [metrics, time] result in
      var isKept = true
      if case .failure = result { isKept = false }
      metrics.noteUnit(isUrgent: isUrgent, isKept: isKept, after: time.now() - begun)
      completion(result)
    }
  }

  package func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    try await inner.read(body)
  }

  package var damagedRows: [DamagedRow] { inner.damagedRows }
}
