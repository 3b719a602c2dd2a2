// Tocsin — Gateway: one way to ask the store, and to say that it cannot answer now
// SPDX-License-Identifier: Apache-2.0

internal import Logging

extension Surroundings {
  /// Reads the store.
  ///
  /// - Parameters:
  ///   - notNow: what the caller's own errors call a store that does not answer.
  ///   - trouble: what cannot be done then, for the log; holds no content.
  func read<Answer: Sendable, Fault: Error>(
    or notNow: Fault, _ trouble: String,
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws(Fault) -> Answer {
    do {
      return try await store.read(body)
    } catch {
      logger.error("\(trouble): \(error)")
      throw notNow
    }
  }

  /// Carries out one unit, which refuses by a value; see `read` for the rest.
  func perform<Answer: Sendable, Fault: Error>(
    or notNow: Fault, _ trouble: String, byteCount: Int,
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, Fault>
  ) async throws(Fault) -> Answer {
    let outcome: Result<Answer, Fault>
    do {
      outcome = try await store.perform(byteCount: byteCount, unit)
    } catch {
      logger.error("\(trouble): \(error)")
      throw notNow
    }
    return try outcome.get()
  }
}
