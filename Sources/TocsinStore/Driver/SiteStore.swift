// Tocsin — Store: what a process asks of an opened store beyond the activities' port
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// A store that a process has opened, whichever engine drives it.
package protocol SiteStore: AlertStore {
  /// Forgets the keys of subjects that are in memory; they are unwrapped again when needed.
  func forgetKeys()

  /// Forgets those keys, and clears from the store what an erasure has left behind, as far as the
  /// engine can: see ADR 0046 for what stays on a server.
  func settle() async throws

  /// A number that changes when another process has written.
  func dataVersion() async throws -> Int64

  /// Why units cannot be carried out now, in words for the operator; nil while they can, as far as
  /// can be told. Answers within two seconds.
  func trouble() async -> String?

  /// Carries out what waits, refuses everything after, and lets go of the store.
  func close() async
}
