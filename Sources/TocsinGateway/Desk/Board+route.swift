// Tocsin — Gateway: why an alert took its route
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension Board {
  /// What was decided when the alert opened, worked out again from the routes of that time; nil for
  /// what people call for by hand, and where these routes cannot be read any more.
  ///
  /// Its texts hold the alert's location: only for whom its content is.
  package func routeChoice(of alert: Alert) async throws -> RouteChoice? {
    guard let taken = alert.route else { return nil }
    let directory = surroundings.directory
    let table = try await surroundings.store.read { store in
      try directory.routing(revision: taken.revision, in: store)
    }
    guard let table else { return nil }
    let staffing = try directory.snapshot().staffing
    return table.choice(for: taken.facts, at: alert.openedAt, with: staffing)
  }
}
