// Tocsin — Documents: all documents of a site, read and checked together
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinMapping

/// One document that was read without error, ready to become a stored revision.
package struct LoadedDocument: Hashable, Sendable {
  package let kind: DocumentKind
  package let name: String
  package let text: String
}

/// What all documents of a bundle say, as values. Policies carry revision 1.
package struct LoadedDocuments: Sendable {
  /// Sorted by kind and name.
  package let documents: [LoadedDocument]
  /// Nil when the bundle has no `routes.yaml`.
  package let routing: RoutingTable?
  /// Nil when the bundle has no `calls.yaml`: nobody calls by hand.
  package let calls: CallTable?
  /// Nil when the bundle has no `channels.yaml`: devices alone are paged.
  package let contacts: ContactTable?
  /// Nil when the bundle has no `networks.yaml`: every address is of another network.
  package let networks: NetworkTable?
  /// Sorted by name, as are rotas, calendars and integrations.
  package let policies: [Policy]
  /// With the holidays of their calendars.
  package let rotas: [Rota]
  package let calendars: [HolidayCalendar]
  /// In the order of the document.
  package let people: [Responder]
  /// The same people as the document states them, for their accounts.
  package let listed: [ListedPerson]
  package let integrations: [Integration]
}

/// The documents of a site, or some of them, read and checked together.
///
/// `Escalations/` and `Integrations/` can be given in any combination. A reference is looked up
/// when documents of its kind are in the bundle; with `isWhole`, every kind is taken to be there.
/// Files that are no documents (pages, samples, rehearsals) are passed over.
package struct DocumentBundle: Sendable {
  /// Sorted by path and line; empty when all is well.
  package let findings: [Finding]
  private let loaded: LoadedDocuments

  /// Reads and checks. `zoneExists` says whether the system knows a zone; without it only the
  /// form of the name is checked. With `today`, what ends within a year is warned of.
  package init(
    files: [DocumentFile], isWhole: Bool = false, today: CivilDate? = nil,
    zoneExists: ((String) -> Bool)? = nil
  ) {
    var reading = BundleReading()
    let files = files.sorted { $0.path < $1.path }
    for file in files.prefix(DocumentLimits.documentsMax) { reading.take(file) }
    var found = reading.findings
    if files.count > DocumentLimits.documentsMax {
      let text =
        "there are \(files.count) documents: at most \(DocumentLimits.documentsMax) are read"
      found.append(Finding(path: files[0].path, line: 1, text: text))
    }
    var check = BundleCheck(reading: reading, isWhole: isWhole, today: today)
    check.run(zoneExists: zoneExists)
    findings = (found + check.findings).sorted()
    loaded = reading.loaded
  }

  /// Whether something keeps the bundle out of the store.
  package var hasErrors: Bool { findings.contains { $0.weight == .error } }

  /// The values.
  ///
  /// - Throws: `DocumentRefusal` with all findings when one of them is an error.
  package func load() throws(DocumentRefusal) -> LoadedDocuments {
    guard !hasErrors else { throw DocumentRefusal(findings: findings) }
    return loaded
  }
}

/// The documents read one by one.
struct BundleReading {
  private(set) var findings: [Finding] = []
  private(set) var routes: RoutesDocument?
  private(set) var people: PeopleDocument?
  private(set) var calls: CallsDocument?
  private(set) var channels: ChannelsDocument?
  private(set) var networks: NetworksDocument?
  private(set) var policies: [PolicyDocument] = []
  private(set) var rotas: [RotaDocument] = []
  private(set) var holidays: [HolidaysDocument] = []
  private(set) var integrations: [IntegrationDocument] = []
  /// Names that are taken even when their document could not be read, with their paths.
  private(set) var paths: [DocumentPlace: String] = [:]
  private var documents: [LoadedDocument] = []

  mutating func take(_ file: DocumentFile) {
    let log = FindingLog(path: file.path)
    defer { findings.append(contentsOf: log.findings) }
    guard let place = DocumentPlace(path: file.path) else {
      if DocumentPlace.looksLikeDocument(file.path) { log.error(1, Self.strayText) }
      return
    }
    guard NameForm.holds(place.name) else {
      log.error(
        1, "\"\(place.name)\" is no name for a document: use a-z, 0-9, dot, dash and underscore")
      return
    }
    if let other = paths[place] {
      log.error(1, "this \(place.kind.rawValue) is in \(other) already: remove one of the two")
      return
    }
    paths[place] = file.path
    guard let root = YAMLDocument.root(of: file.text, log: log) else { return }
    read(root, place)
    if !log.hasErrors {
      documents.append(LoadedDocument(kind: place.kind, name: place.name, text: file.text))
    }
  }

  private static let strayText =
    "this is no document that is read: name it routes.yaml, people.yaml, calls.yaml,"
    + " channels.yaml, networks.yaml, policies/NAME.yaml, rotas/NAME.yaml, holidays/NAME.yaml or"
    + " NAME/mapping.yaml, or remove it"

  private mutating func read(_ root: YAMLValue, _ place: DocumentPlace) {
    switch place.kind {
    case .routes: routes = RoutesDocument(root)
    case .people: people = PeopleDocument(root)
    case .calls: calls = CallsDocument(root)
    case .channels: channels = ChannelsDocument(root)
    case .networks: networks = NetworksDocument(root)
    case .policy:
      PolicyDocument(root, name: place.name, revision: 1).map { policies.append($0) }
    case .rota: RotaDocument(root, name: place.name).map { rotas.append($0) }
    case .holidays: HolidaysDocument(root, name: place.name).map { holidays.append($0) }
    case .integration: IntegrationDocument(root, name: place.name).map { integrations.append($0) }
    }
  }

  var loaded: LoadedDocuments {
    let calendars = holidays.map(\.calendar).sorted { $0.name < $1.name }
    let byName = Dictionary(calendars.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    return LoadedDocuments(
      documents: documents.sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) },
      routing: routes?.table, calls: calls?.table, contacts: channels?.table,
      networks: networks?.table,
      policies: policies.map(\.policy).sorted { $0.reference.name < $1.reference.name },
      rotas: rotas.map { $0.rota.observing(byName) }.sorted { $0.id < $1.id },
      calendars: calendars,
      people: people?.people.map(\.responder) ?? [],
      listed: people?.people.map(\.listed) ?? [],
      integrations: integrations.map(\.integration).sorted { $0.name < $1.name })
  }
}
