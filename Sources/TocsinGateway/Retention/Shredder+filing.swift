// Tocsin — Gateway: alerts into the record before they are purged
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

extension Surroundings {
  /// Puts a filing in line for each alert that is old enough to be purged and whose integration
  /// files to the record (S30). Its content stays until the filing is told; one that waits too long
  /// is said aloud in each pass, and never given up.
  func file(closedBy time: Timestamp) async throws {
    guard let integrations = try? directory.snapshot().integrations else { return }
    for integration in integrations.values.sorted(by: { $0.name < $1.name }) {
      guard let filing = integration.returnPath?.record else { continue }
      let name = integration.name
      var count = Shredder.batchMax
      while count > 0 {
        count = try await store.perform { store in
          try enqueueFilings(of: name, closedBy: time, in: store)
        }
      }
      try await sayWaiting(name, filing)
    }
  }

  private func enqueueFilings(
    of integration: String, closedBy time: Timestamp, in store: any StoreTransaction
  ) throws -> Int {
    let aged = try store.alertsToFile(
      of: integration, closedBy: time, limit: Shredder.batchMax)
    let stamp = { HL7ReplyStamp(self) }
    for id in aged {
      try store.awaitFiling(of: id)
      try store.insert(
        OutboundDraft(
          .record, of: id, to: integration, summary: "timeline to the record",
          controlID: stamp().controlID, body: [], madeAt: self.time.now()))
    }
    return aged.count
  }

  private func sayWaiting(_ integration: String, _ filing: RecordFiling) async throws {
    let (count, since) = try await store.read { try $0.openFilings(of: integration) }
    guard let since, time.now() - since > filing.sayAfter else { return }
    logger.critical(
      """
      \(count) alerts of \(integration) wait since \(RFC3339.minuteText(since)) to be filed to the \
      record and keep their content: see: tocsin outbound list
      """)
  }
}
