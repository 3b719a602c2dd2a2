// Tocsin — Documents: NAME/mapping.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// One integration, with the places of what the checks look up.
struct IntegrationDocument {
  let path: String
  let integration: Integration
  let zoneLine: Int
  /// Of `endpoint`; 1 without one.
  let endpointLine: Int

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue, name: String) {
    let keys = [
      "title", "zone", "index", "endpoint", "http", "health", "tables", "rules", "return",
    ]
    guard let object = root.object(keys) else { return nil }
    if Self.ownNames.contains(name) {
      root.log.error(
        1, "the name \"\(name)\" is the gateway's own: give the folder another, as in \(name)-2")
    }
    let title = object.required("title", example: "title: Laboratory")?.text()
    let zoneValue = object.required("zone", example: "zone: Europe/Paris")
    let zone = zoneValue?.zone()
    let endpoint = object["endpoint"].flatMap { EndpointReading(log: root.log).endpoint($0) }
    let health = object["health"].map(HealthReading.rules) ?? SourceRules()
    let tables = object["tables"].map(Self.tables) ?? [:]
    let http = object["http"].flatMap { HTTPReading.endpoint($0, tables) }
    let rulesValue =
      object["http"] == nil
      ? object.required("rules", example: "rules: with a list under it") : object["rules"]
    let items = rulesValue?.list(max: MappingLimits.rulesMax)
    let (rules, movements) = Self.rules(items ?? [], tables)
    let index = object["index"].map(Self.index) ?? []
    let returnPath = object["return"].flatMap { ReturnReading.path($0) }
    guard let title, let zone, let zoneValue, rules.count + movements.count > 0 || http != nil,
      !root.log.hasErrors
    else {
      return nil
    }
    path = root.log.path
    var mapping = Mapping(integration: name, title: title, zone: zone, rules: rules)
    mapping.movementRules = movements
    var integration = Integration(mapping: mapping)
    integration.returnPath = returnPath
    if let endpoint { integration.endpoint = endpoint }
    integration.http = http
    integration.mapping.keepsOrigin = returnPath?.isWeb == false
    integration.health = health
    integration.index = index
    self.integration = integration
    zoneLine = zoneValue.line
    endpointLine = object["endpoint"]?.line ?? 1
  }

  /// Under these stand alerts that no source reports: what people call for by hand, and what is
  /// wrong with sources and with the gateway.
  private static let ownNames = [AlertDraft.switchboard, AlertDraft.gateway]

  private static func rules(
    _ items: [YAMLValue], _ tables: [String: MappingTable]
  ) -> ([MappingRule], [MovementRule]) {
    var names: Set<String> = []
    var rules: [MappingRule] = []
    var movements: [MovementRule] = []
    for item in items {
      let reading = MappingRuleReading(tables: tables, log: item.log)
      let name: String
      if MappingRuleReading.isMovement(item) {
        guard let rule = reading.movementRule(item) else { continue }
        movements.append(rule)
        name = rule.name
      } else {
        guard let rule = reading.rule(item) else { continue }
        rules.append(rule)
        name = rule.name
      }
      if !names.insert(name).inserted {
        item.refuse("the rule \"\(name)\" stands twice: give this one another name")
      }
    }
    return (rules, movements)
  }

  /// Further paths by which messages can be found.
  private static func index(_ value: YAMLValue) -> [MappingPath] {
    (value.list(max: MappingLimits.indexedPathsMax) ?? []).compactMap { item -> MappingPath? in
      guard let text = item.text() else { return nil }
      do throws(MappingSyntaxError) { return try MappingPath(parsing: text) } catch {
        item.refuse(error.text)
        return nil
      }
    }
  }

  /// A table is a list of values, or values with what replaces them.
  private static func tables(_ value: YAMLValue) -> [String: MappingTable] {
    var tables: [String: MappingTable] = [:]
    for entry in value.entries() ?? [] {
      guard NameForm.holds(entry.key) else {
        value.log.error(
          entry.keyLine, "the table \"\(entry.key)\" has no usable name: use a-z, 0-9 and dashes")
        continue
      }
      let pairs: [(String, String)]
      if entry.value.isList {
        pairs = (entry.value.list(max: MappingLimits.tableEntriesMax) ?? [])
          .compactMap { $0.anyText() }.map { ($0, $0) }
      } else {
        pairs = (entry.value.entries() ?? []).prefix(MappingLimits.tableEntriesMax)
          .compactMap { pair in pair.value.anyText().map { (pair.key, $0) } }
      }
      tables[entry.key] = MappingTable(entries: Dictionary(pairs, uniquingKeysWith: { a, _ in a }))
    }
    if tables.count > MappingLimits.tablesMax {
      value.refuse("there are \(tables.count) tables: at most \(MappingLimits.tablesMax) are read")
    }
    return tables
  }
}
