// Tocsin — Gateway: what is counted and measured of the gateway itself
// SPDX-License-Identifier: Apache-2.0

/// What a metric is, in the words of the Prometheus text format.
package enum MetricKind: String, Sendable, CaseIterable {
  /// Only grows while the process lives.
  case counter
  /// Goes up and down.
  case gauge
  /// How many were at most as long as each of fixed bounds.
  case histogram
}

/// One label of a sample. Values come from closed sets and from the names that documents give to
/// channels: never from a report, a person, an alert or a place (I8).
package struct MetricLabel: Hashable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// One number.
package struct MetricSample: Hashable, Sendable {
  /// What follows the name of the family: empty, or the part of a histogram.
  package let suffix: String
  package let labels: [MetricLabel]
  package let value: Double

  package init(_ value: Double, _ labels: [MetricLabel] = [], suffix: String = "") {
    self.value = value
    self.labels = labels
    self.suffix = suffix
  }
}

/// All samples of one name.
package struct MetricFamily: Hashable, Sendable {
  /// As a scraper has it, such as `tocsin_pages_decided_total`.
  package let name: String
  package let kind: MetricKind
  /// One sentence for whoever reads it.
  package let help: String
  package let samples: [MetricSample]

  package init(_ name: String, _ kind: MetricKind, _ help: String, _ samples: [MetricSample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }

  /// A family of one gauge.
  package init(gauge name: String, _ help: String, _ value: Double) {
    self.init(name, .gauge, help, [MetricSample(value)])
  }
}
