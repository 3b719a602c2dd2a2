// Tocsin — Server: metrics, as a scraper reads them
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinGateway

extension Endpoints {
  /// All metrics of the process.
  func metrics() -> WebReply {
    let families = surroundings.metrics.families(at: surroundings.time.now())
    return WebReply(
      .ok, headers: [.contentType: MetricsText.contentType, .cacheControl: "no-store"],
      body: .bytes(Array(MetricsText.text(of: families).utf8)))
  }
}

/// The text format of Prometheus, version 0.0.4: for each family `# HELP`, `# TYPE` and its
/// samples, a line each, `name{label="value"} number`. In help a backslash and a line feed are
/// written with a backslash, in values of labels a quotation mark as well.
enum MetricsText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  static func text(of families: [MetricFamily]) -> String {
    var text = ""
    for family in families {
      text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n"
      text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
      for sample in family.samples {
        text += family.name + sample.suffix + labels(sample.labels) + " \(sample.value)\n"
      }
    }
    return text
  }

  private static func labels(_ labels: [MetricLabel]) -> String {
    guard !labels.isEmpty else { return "" }
    let all = labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
    return "{" + all.joined(separator: ",") + "}"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    let plain = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    return quotes ? plain.replacing("\"", with: "\\\"") : plain
  }
}
