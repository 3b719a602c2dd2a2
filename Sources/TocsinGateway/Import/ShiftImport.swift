// Tocsin — Gateway: shifts of a file, laid upon a rota
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A file that somebody wants to take over into a rota.
package struct ShiftImportRequest: Sendable {
  package enum Form: String, Sendable, CaseIterable {
    /// iCalendar (RFC 5545).
    case iCalendar = "ics"
    /// Comma-separated values (RFC 4180).
    case table = "csv"
  }

  package let rota: RotaID
  package let form: Form
  package let bytes: [UInt8]
  /// Whom the manager says a name means, by the name as the file has it; nil takes its shifts out.
  package var people: [String: ResponderID?] = [:]
  /// Whether what could not be read is left out.
  package var dropsRefused = false

  package init(of rota: RotaID, _ form: Form, _ bytes: [UInt8]) {
    self.rota = rota
    self.form = form
    self.bytes = bytes
  }
}

/// A name of the file that means a person.
package struct MatchedName: Hashable, Sendable {
  package let name: String
  package let responder: ResponderID
  package let by: NamedBy
  package let shifts: Int
}

/// A name of the file of which nobody knows yet whom it means.
package struct UnmatchedName: Hashable, Sendable {
  package let name: String
  /// Where it stands, at most 20.
  package let lines: [Int]
  package let shifts: Int
  /// Whom it could mean; empty when it means nobody here.
  package let candidates: [ResponderID]
}

/// What a file comes to. Nothing is stored.
package struct ShiftImport: Sendable {
  package let from: Timestamp
  package let until: Timestamp
  /// Sorted by name.
  package fileprivate(set) var matched: [MatchedName] = []
  package fileprivate(set) var unmatched: [UnmatchedName] = []
  /// Names that the manager takes out, sorted.
  package fileprivate(set) var dropped: [String] = []
  package fileprivate(set) var refused: [FileRemark] = []
  package fileprivate(set) var cancelled = 0
  /// Gaps of our own calendars.
  package fileprivate(set) var gaps = 0
  /// Events of our own calendars of other rotas.
  package fileprivate(set) var ofOtherRotas = 0
  /// What is taken over.
  package fileprivate(set) var shifts: [StatedShift] = []
  /// With which the rota says so; empty while something is open, and when it says so already.
  package fileprivate(set) var overrides: [RotaOverride] = []
  /// Names and lines that the manager has to settle first.
  package fileprivate(set) var isOpen = false

  fileprivate init(from: Timestamp, until: Timestamp) {
    self.from = from
    self.until = until
  }
}

/// Why a file is not taken.
package enum ShiftImportError: Error, Hashable, Sendable {
  /// There is no such rota. 404.
  case unknown
  /// The file cannot be read. 422.
  case file(ShiftFileFault)
  /// Our own calendars of several rotas, and none of this one. 422.
  case severalRotas
  /// The rota would get more overrides than one change may have. 422.
  case tooMany(Int)
  /// The manager names somebody who is not there. 422.
  case noPerson(ResponderID)
  /// The store cannot read it. 503.
  case notNow
}

extension Rotas {
  /// Reads a file of shifts and says whom it means and what the rota would need to say the same,
  /// from now on for 13 weeks. The overrides are made like any other change: previewed, then saved.
  ///
  /// A name is recognised by the person's id, the mail address of the account, the whole name, or
  /// the family name where only one of the rota's own people has it. One that fits nobody, or
  /// several, is never guessed: until the manager has said whom it means or takes it out, there are
  /// no overrides.
  package func shifts(
    of request: ShiftImportRequest
  ) async throws(ShiftImportError) -> ShiftImport {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    guard let rota = staffing.rotas[request.rota] else { throw .unknown }
    let now = surroundings.time.now()
    for id in request.people.values.compactMap({ $0 }) where staffing.responders[id] == nil {
      throw .noPerson(id)
    }
    let file: ShiftFile
    do throws(ShiftFileFault) {
      file = try read(request, in: staffing.zones[rota.zone] ?? .utc, at: now)
    } catch { throw .file(error) }
    let accounts = try await surroundings.read(
      or: ShiftImportError.notNow, "the accounts cannot be read"
    ) { try $0.accounts() }
    var mails: [ResponderID: String] = [:]
    for account in accounts { mails[account.id] = account.userName }
    let people = staffing.responders.values.filter { $0.validUntil.map { now < $0 } ?? true }
    let names = PersonNames(people, own: Set(rota.named), mails: mails)
    let empty = ShiftImport(from: now, until: now + RotaPreview.reach)
    var matching = Matching(request, names, staffing, empty)
    try matching.take(file)
    var found = matching.found
    found.isOpen = !found.unmatched.isEmpty || (!found.refused.isEmpty && !request.dropsRefused)
    guard !found.isOpen else { return found }
    found.overrides = staffing.overrides(
      of: rota, stating: found.shifts, from: found.from, until: found.until)
    guard found.overrides.count <= RotaEdit.overridesMax else {
      throw .tooMany(found.overrides.count)
    }
    return found
  }

  private func read(
    _ request: ShiftImportRequest, in zone: ZoneRules, at now: Timestamp
  ) throws(ShiftFileFault) -> ShiftFile {
    let directory = surroundings.directory
    let about = FileSurroundings(
      site: surroundings.site, zone: zone, rules: { try? directory.rules(ofZone: $0) }, from: now,
      until: now + RotaPreview.reach)
    switch request.form {
    case .iCalendar: return try ICalendarReader.file(request.bytes, about)
    case .table:
      guard let text = String(validating: request.bytes, as: UTF8.self) else {
        throw ShiftFileFault(1, "the file is not UTF-8: save it as CSV UTF-8")
      }
      return try ShiftTable.file(text, about)
    }
  }
}

/// Finds the people of a file.
private struct Matching {
  let request: ShiftImportRequest
  let names: PersonNames
  let staffing: Staffing
  var found: ShiftImport

  init(
    _ request: ShiftImportRequest, _ names: PersonNames, _ staffing: Staffing, _ empty: ShiftImport
  ) {
    self.request = request
    self.names = names
    self.staffing = staffing
    found = empty
  }

  mutating func take(_ file: ShiftFile) throws(ShiftImportError) {
    let own = Set(file.shifts.compactMap(\.own?.rota))
    guard own.contains(request.rota) || own.count < 2 else { throw .severalRotas }
    var shifts = file.shifts
    if own.contains(request.rota) {
      shifts.removeAll { $0.own.map { $0.rota != request.rota } ?? false }
    }
    found.refused = file.refused.sorted { ($0.line, $0.text) < ($1.line, $1.text) }
    (found.cancelled, found.gaps) = (file.cancelled, file.gaps)
    found.ofOtherRotas = file.shifts.count - shifts.count
    for (name, shifts) in Dictionary(grouping: shifts, by: \.key).sorted(by: { $0.key < $1.key }) {
      settle(name, shifts)
    }
    found.shifts.sort {
      ($0.from, $0.line.rawValue, $0.responder) < ($1.from, $1.line.rawValue, $1.responder)
    }
  }

  private mutating func settle(_ name: String, _ shifts: [FileShift]) {
    switch finding(name, shifts[0]) {
    case .some(.one(let id, let by)):
      found.matched.append(
        MatchedName(name: name, responder: id, by: by, shifts: shifts.count))
      found.shifts += shifts.map {
        StatedShift(id, on: $0.rotaLine ?? .first, from: $0.from, until: $0.until)
      }
    case .none: found.dropped.append(name)
    case .some(.several(let candidates)): note(name, shifts, candidates)
    case .some(.nobody): note(name, shifts, [])
    }
  }

  private mutating func note(_ name: String, _ shifts: [FileShift], _ candidates: [ResponderID]) {
    let lines = Set(shifts.map(\.line)).sorted().prefix(20)
    found.unmatched.append(
      UnmatchedName(
        name: name, lines: Array(lines), shifts: shifts.count, candidates: candidates))
  }

  /// Nil for what the manager takes out.
  private func finding(_ name: String, _ shift: FileShift) -> NameFinding? {
    if let said = request.people[name] { return said.map { .one($0, .manager) } }
    let found = [[shift.name], shift.parts, shift.people].lazy.map { $0.map(names.find) }
      .first { $0.contains { $0 != .nobody } }
    let sure = Set((found ?? []).compactMap(\.person))
    let open = sure.union((found ?? []).flatMap(\.candidates))
    if sure.count == 1, open == sure, let one = found?.first(where: { $0.person != nil }) {
      return one
    }
    // Our own calendars say by id whom they mean; a name that was written over it counts more.
    if let own = shift.own, let holder = own.holder, let person = staffing.responders[holder] {
      let title = staffing.rotas[own.rota]?.title ?? ""
      let isAsWritten = shift.name.hasSuffix(": \(person.name)")
      if isAsWritten || shift.name == title || shift.name.hasPrefix("\(title), ") {
        return .one(holder, .id)
      }
    }
    return open.isEmpty ? .nobody : .several(open.sorted())
  }
}

extension NameFinding {
  fileprivate var person: ResponderID? {
    if case .one(let id, _) = self { id } else { nil }
  }

  fileprivate var candidates: [ResponderID] {
    if case .several(let candidates) = self { candidates } else { [] }
  }
}

extension FileShift {
  /// What a manager reads and settles: shifts of one key are of one person, whatever they say.
  fileprivate var key: String {
    if let holder = own?.holder { return "\(name) (\(holder))" }
    return people.isEmpty ? name : "\(name) (\(people.joined(separator: ", ")))"
  }
}
