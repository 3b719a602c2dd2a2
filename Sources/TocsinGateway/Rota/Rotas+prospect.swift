// Tocsin — Gateway: a change of a rota laid upon its newest revision
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Rotas {
  /// What a change comes to when it is seen at `now`.
  func prospect(
    _ request: RotaRequest, at now: Timestamp
  ) async throws(RotasError) -> RotaProspect {
    guard (1...RotaEdit.countMax).contains(request.asks.count),
      request.asks.allSatisfy(\.isBounded)
    else { throw .edits }
    let surroundings = surroundings
    let outcome = try await surroundings.read(or: RotasError.notNow, Self.unread) { store in
      do throws(RotasError) {
        let revisions = try Revisions(request, in: store)
        return Result<RotaProspect, RotasError>.success(
          try Laying(surroundings, request, revisions, now).prospect())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}

/// The revisions that a change is about.
private struct Revisions {
  let newest: DocumentRevision
  /// The revision that was read, then all since, oldest first.
  let since: [DocumentRevision]
  let edits: [RotaEdit]

  init(_ request: RotaRequest, in store: any StoreReader) throws(RotasError) {
    let name = request.rota.text
    do {
      let stored = try store.revisions(ofKind: "rota", name: name, limit: Rotas.revisionsMax)
      if let newest = stored.first, request.isFirst {
        throw RotasError.conflict(newest: newest.revision)
      }
      guard let newest = stored.first ?? request.blank else { throw RotasError.unknown }
      since =
        stored.isEmpty ? [newest] : stored.filter { $0.revision >= request.base }.reversed()
      guard since.first?.revision == request.base else { throw RotasError.noRevision }
      self.newest = newest
      edits = try request.asks.map { ask in
        switch ask {
        case .edit(let edit): return edit
        case .undo(let number):
          let former = try store.document(kind: "rota", name: name, revision: number)
          guard let former else { throw RotasError.noRevision }
          return .replace(text: former.text)
        }
      }
    } catch let error as RotasError {
      throw error
    } catch {
      throw .notNow
    }
  }
}

private struct Laying {
  let surroundings: Surroundings
  let request: RotaRequest
  let revisions: Revisions
  let now: Timestamp
  var staffing: Staffing
  private let directory: Directory

  init(
    _ surroundings: Surroundings, _ request: RotaRequest, _ revisions: Revisions, _ now: Timestamp
  ) throws(RotasError) {
    self.surroundings = surroundings
    self.request = request
    self.revisions = revisions
    self.now = now
    directory = surroundings.directory
    do { staffing = try directory.snapshot().staffing } catch { throw .notNow }
  }

  private func rota(_ text: String) throws(RotasError) -> Rota {
    guard !text.isEmpty else {
      return Rota(id: request.rota, title: "", zone: ZoneRules.utc.name, layers: [])
    }
    do throws(RotaRefusal) {
      let rota = try directory.rota(text, named: request.rota.text)
      return rota.observing(staffing.calendars)
    } catch { throw .findings(error.findings) }
  }

  private func isOver(_ edit: RotaEdit) -> Bool {
    switch edit {
    case .addOverride(let override), .removeOverride(let override): override.until <= now
    case .addOverrides(let overrides): overrides.contains { $0.until <= now }
    case .putLayer, .removeLayer, .moveLayer, .setTitle, .setNeeds, .replace: false
    }
  }

  func prospect() throws(RotasError) -> RotaProspect {
    var laying = self
    let base = try rota(revisions.since[0].text)
    let edits = revisions.edits.map { $0.reasoned(request.reason) }
    guard !edits.contains(where: isOver) else { throw .past }
    let others = try others()
    let changed = others.reduce(into: Set<RotaPart>()) { $0.formUnion($1.parts) }
    let asked = edits.reduce(into: Set<RotaPart>()) { $0.formUnion($1.parts(in: base)) }
    let conflicts = changed.filter { part in asked.contains(where: part.meets) }
    let before = try rota(revisions.newest.text)
    try laying.staffing.learn(zone: before.zone, from: directory)
    var text = revisions.newest.text
    if conflicts.isEmpty {
      do throws(RotaRefusal) {
        text = try directory.edited(
          text, ofRota: request.rota.text, by: edits,
          zone: laying.staffing.zones[before.zone] ?? .utc)
      } catch { throw .findings(error.findings) }
    }
    guard text.utf8.count <= RotaRequest.documentBytesMax else { throw .edits }
    let after = try rota(text)
    try laying.staffing.learn(zone: after.zone, from: directory)
    let change = RotaChange(from: before, to: after)
    let preview = laying.staffing.preview(
      of: change, from: now, until: now + RotaPreview.reach)
    return RotaProspect(
      newest: revisions.newest, others: others, conflicts: conflicts, text: text, change: change,
      zone: laying.staffing.zones[after.zone] ?? .utc, preview: preview,
      findings: laying.strangers(in: after, beside: before), at: now,
      digest: digest(preview))
  }

  private func others() throws(RotasError) -> [RotaOther] {
    var others: [RotaOther] = []
    var last = try rota(revisions.since[0].text)
    for revision in revisions.since.dropFirst() {
      let next = try rota(revision.text)
      others.append(RotaOther(revision: revision, parts: last.parts(changedIn: next)))
      last = next
    }
    return others
  }

  /// People that the change names and the site does not know.
  private func strangers(in after: Rota, beside before: Rota) -> [DocumentFinding] {
    let known = Set(before.named)
    return Set(after.named).subtracting(known).sorted()
      .filter { staffing.responders[$0] == nil }
      .map { id in
        DocumentFinding(
          line: 1, isError: true, text: "there is no person \"\(id)\": mend the name")
      }
  }

  /// Of what is changed, and of everything that a preview shows; the reasons are left out, for they
  /// are written last.
  private func digest(_ preview: RotaPreview) -> [UInt8] {
    var text = "\(request.rota) \(revisions.newest.revision) \(now.milliseconds)\n"
    for edit in revisions.edits { text += "\(edit.reasoned("", always: true))\n" }
    for one in preview.differences {
      text += "\(one.line) \(span(one.from, one.until)) \(one.before) \(one.after)\n"
    }
    for gap in preview.gaps {
      text += "\(gap.line) \(span(gap.from, gap.until)) \(gap.missing) \(gap.present)\n"
    }
    for one in preview.unreachable + preview.doubled {
      text += "\(one.line) \(span(one.from, one.until)) \(one.responder) \(one.cause)\n"
    }
    for one in preview.brokenRests {
      let (night, next) = (one.broken.night, one.broken.next)
      text += "\(night.responder) \(night.rota) \(span(night.until, next.from)) \(next.rota)\n"
    }
    return surroundings.sealer.digest(Array(text.utf8))
  }

  private func span(_ from: Timestamp, _ until: Timestamp) -> String {
    "\(from.milliseconds) \(until.milliseconds)"
  }
}

extension Staffing {
  /// Adds the rules of a zone that an edit names, where they are not there yet.
  mutating func learn(zone: String, from directory: Directory) throws(RotasError) {
    guard zones[zone] == nil else { return }
    guard let rules = try? directory.rules(ofZone: zone) else {
      let text = "the zone \"\(zone)\" is not known: write an IANA name such as Europe/Paris"
      throw .findings([DocumentFinding(line: 1, isError: true, text: text)])
    }
    zones[zone] = rules
  }
}

extension RotaRequest {
  /// It writes a rota for the first time: the whole text, onto revision 0.
  var isFirst: Bool {
    guard base == 0, asks.count == 1, case .edit(.replace) = asks[0] else { return false }
    return NameForm.holds(rota.text)
  }

  /// What a new rota is laid upon, which is not stored; nil for every other request.
  fileprivate var blank: DocumentRevision? {
    guard isFirst else { return nil }
    return DocumentRevision(
      kind: "rota", name: rota.text, revision: 0, text: "",
      importedAt: Timestamp(milliseconds: 0))
  }
}

extension RotaEdit {
  /// The edit with the reason of the change where it has none of its own.
  fileprivate func reasoned(_ reason: String, always: Bool = false) -> RotaEdit {
    switch self {
    case .addOverride(let override): .addOverride(override.reasoned(reason, always: always))
    case .addOverrides(let overrides):
      .addOverrides(overrides.map { $0.reasoned(reason, always: always) })
    case .removeOverride, .putLayer, .removeLayer, .moveLayer, .setTitle, .setNeeds, .replace: self
    }
  }
}

extension RotaOverride {
  fileprivate func reasoned(_ reason: String, always: Bool) -> RotaOverride {
    guard always || self.reason.isEmpty else { return self }
    var reasoned = RotaOverride(
      from: from, until: until, responders: responders,
      reason: always ? reason : reason.isEmpty ? "not said yet" : reason, replaces: replaces)
    reasoned.line = line
    return reasoned
  }
}

extension Rota {
  /// Everyone whom layers and overrides put on call.
  var named: [ResponderID] { layers.flatMap(\.members) + overrides.flatMap(\.responders) }
}
