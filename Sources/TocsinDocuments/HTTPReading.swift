// Tocsin — Documents: the `http:` of an integration
// SPDX-License-Identifier: Apache-2.0

internal import TocsinMapping

/// Reads `http:` into an `HTTPEndpoint`, logging what is wrong.
enum HTTPReading {
  static let keys = [
    "allow-from", "pins", "authority", "names", "body-bytes", "depth", "format", "rules",
  ]
  private static let bodyBytes = 1 << 10...1 << 20
  private static let depth = 2...64

  /// Nil after logging what is wrong.
  static func endpoint(
    _ value: YAMLValue, _ tables: [String: MappingTable]
  ) -> HTTPEndpoint? {
    guard let object = value.object(keys) else { return nil }
    var endpoint = HTTPEndpoint()
    endpoint.allowFrom = object["allow-from"]?.items()?.compactMap { $0.addressRange() } ?? []
    (endpoint.authority, endpoint.pins) = object.certificates(pins: "pins", max: 1_000)
    endpoint.names = object["names"]?.items(max: 1_000)?.compactMap { $0.text() } ?? []
    if let names = object["names"], object["authority"] == nil {
      names.refuse(
        "\(names.label) says nothing without an authority that vouches for names: add"
          + " authority: FILE, or remove it")
    }
    if let bytes = object["body-bytes"]?.number(in: bodyBytes) { endpoint.bodyBytes = bytes }
    if let depth = object["depth"]?.number(in: depth) { endpoint.json.depth = depth }
    if let format = object["format"].flatMap(format) { endpoint.format = format }
    endpoint.rules = object["rules"].map { rules($0, tables) } ?? []
    if endpoint.format == .native, let rules = object["rules"] {
      rules.refuse(
        "the gateway's own form needs no rules: write format: json above them, or remove them")
    } else if endpoint.format != .native {
      _ = object.required("rules", example: "rules: with a list under it")
    }
    if endpoint.format == .pager, endpoint.allowFrom.isEmpty {
      value.refuse(
        "senders of old pagers show no key: add allow-from with the addresses of yours, as in"
          + " allow-from: [10.20.30.40]")
    }
    return endpoint
  }

  private static func format(_ value: YAMLValue) -> ReportFormat? {
    guard let word = value.text() else { return nil }
    guard let format = ReportFormat(rawValue: word) else {
      let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
      value.refuse("\(value.label) is \"\(word)\": write one of \(known)")
      return nil
    }
    return format
  }

  private static func rules(
    _ value: YAMLValue, _ tables: [String: MappingTable]
  ) -> [JSONRule] {
    let reading = JSONRuleReading(MappingRuleReading(tables: tables, log: value.log))
    var names: Set<String> = []
    return (value.list(max: MappingLimits.rulesMax) ?? []).compactMap { item in
      guard let rule = reading.rule(item) else { return nil }
      if !names.insert(rule.name).inserted {
        item.refuse("the rule \"\(rule.name)\" stands twice: give this one another name")
      }
      return rule
    }
  }
}
