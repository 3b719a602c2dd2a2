// Tocsin — Mapping: one clinical system, as its document describes it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// One clinical system that reports, as its document describes it: what its messages become, and
/// how they come and go.
package struct Integration: Sendable {
  /// What its messages become.
  package var mapping: Mapping
  /// How its source is told what became of its alerts; nil tells nothing.
  package var returnPath: ReturnPath?
  /// Where its messages come in, and how they are answered.
  package var endpoint = Endpoint.standard
  /// What it reports over HTTP; nil for one that does not.
  package var http: HTTPEndpoint?
  /// Further paths by whose values its messages can be found.
  package var index: [MappingPath] = []
  /// The revision of its document; 0 for one that is not stored.
  package var revision = 0

  /// What is expected of the source, so that its silence and its faults are noticed.
  package var health = SourceRules()

  package init(mapping: Mapping) { self.mapping = mapping }

  /// Its name; the folder of its document.
  package var name: String { mapping.integration }

  /// How its requests over HTTP are read; nil for one that reports in the gateway's own form.
  package var jsonMapping: JSONMapping? {
    guard let http, http.format != .native else { return nil }
    return JSONMapping(integration: name, rules: http.rules, zone: mapping.zoneRules)
  }

  /// Whether alerts of a kind can come of it. The gateway's own form names any.
  package func makes(kind: String) -> Bool {
    mapping.rules.contains { $0.draft.kind.all.contains(kind) }
      || http?.format == .native
      || http?.rules.contains { $0.draft.kind.all.contains(kind) } == true
  }

  /// The same integration with the rules of its zone.
  package func inZone(_ rules: ZoneRules) -> Integration {
    var copy = self
    copy.mapping = mapping.inZone(rules)
    return copy
  }
}
