// Tocsin — Documents: single documents read into the values of the core
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinMapping

/// Reads one document at a time, as it lies in the store: it was checked with all others when it
/// was imported, so only its own text is looked at.
///
/// Each function throws `DocumentRefusal` with every error in the text; a stored revision that
/// does so is damaged, or was written by a later release.
package enum DocumentValues {
  /// A policy, stamped with its revision.
  package static func policy(
    text: String, name: String, revision: Int
  ) throws(DocumentRefusal) -> Policy {
    try read(text, "policies/\(name).yaml") {
      PolicyDocument($0, name: name, revision: revision)?.policy
    }
  }

  /// A rota; the caller adds the holidays of its calendar with `observing(_:)`.
  package static func rota(text: String, name: String) throws(DocumentRefusal) -> Rota {
    try read(text, "rotas/\(name).yaml") { RotaDocument($0, name: name)?.rota }
  }

  /// A calendar of public holidays.
  package static func holidays(
    text: String, name: String
  ) throws(DocumentRefusal) -> HolidayCalendar {
    try read(text, "holidays/\(name).yaml") { HolidaysDocument($0, name: name)?.calendar }
  }

  /// The routing table.
  package static func routing(text: String) throws(DocumentRefusal) -> RoutingTable {
    try read(text, "routes.yaml") { RoutesDocument($0)?.table }
  }

  /// What can be called for by hand.
  package static func calls(text: String) throws(DocumentRefusal) -> CallTable {
    try read(text, "calls.yaml") { CallsDocument($0)?.table }
  }

  /// The channels, and by which of them people are reached.
  package static func contacts(text: String) throws(DocumentRefusal) -> ContactTable {
    try read(text, "channels.yaml") { ChannelsDocument($0)?.table }
  }

  /// What the site calls its networks.
  package static func networks(text: String) throws(DocumentRefusal) -> NetworkTable {
    try read(text, "networks.yaml") { NetworksDocument($0)?.table }
  }

  /// The people, in the order of the document.
  package static func people(text: String) throws(DocumentRefusal) -> [Responder] {
    try read(text, "people.yaml") { PeopleDocument($0).people.map(\.responder) }
  }

  /// An integration; the caller adds the rules of its zone with `inZone(_:)`.
  package static func integration(
    text: String, name: String
  ) throws(DocumentRefusal) -> Integration {
    try read(text, "\(name)/mapping.yaml") { IntegrationDocument($0, name: name)?.integration }
  }

  private static func read<Value>(
    _ text: String, _ path: String, _ reading: (YAMLValue) -> Value?
  ) throws(DocumentRefusal) -> Value {
    let log = FindingLog(path: path)
    let value = YAMLDocument.root(of: text, log: log).flatMap(reading)
    guard let value, !log.hasErrors else {
      let unsaid = Finding(path: path, line: 1, text: "the document gives nothing: check its keys")
      throw DocumentRefusal(findings: log.findings.isEmpty ? [unsaid] : log.findings)
    }
    return value
  }
}
