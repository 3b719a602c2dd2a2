// Tocsin — tocsin: gathers a dossier from the store
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Gathers what one alert's dossier holds, on one snapshot of the store.
struct DossierWriter: Sendable {
  let origin: String
  let site: String
  let key: String
  let hasher: MerkleHasher
  let checkpoint: Checkpoint
  let withContent: Bool
  let now: Timestamp

  func gather(_ alert: Alert, in store: any StoreReader) throws -> Dossier {
    let pages = try store.pages(of: alert.id)
    let devices = try Set(pages.compactMap(\.device)).sorted { $0.text < $1.text }
      .compactMap { try store.device($0) }
    let leaves = try self.leaves(of: alert, devices: devices, in: store)
    let end = leaves.last.map(\.body.at) ?? now
    var dossier = Dossier(
      origin: origin, site: site, key: key, madeAt: RFC3339.text(now), alert: alert.id.text,
      policy: "\(alert.policy.name)@\(alert.policy.revision)", checkpoint: checkpoint.note,
      leaves: try leaves.map { try proven($0.body.index, in: store) },
      documents: try documents(of: alert, until: end, in: store),
      handovers: try store.handovers()
        .filter { $0.at < end && $0.until > alert.openedAt }.map(DossierHandover.init),
      devices: devices.map(DossierDevice.init),
      answers: try answers(to: Set(pages.map(\.page)), by: devices, in: store))
    if withContent { dossier.content = DossierContent(alert) }
    return dossier
  }

  // MARK: - Leaves

  private struct FoundLeaf {
    let body: LeafBody
  }

  /// The leaves that tell of the alert, of the devices that were paged and of documents up to the
  /// alert's end, in order.
  private func leaves(
    of alert: Alert, devices: [DeviceRecord], in store: any StoreReader
  ) throws -> [FoundLeaf] {
    let objects = Set(devices.map { "device:\($0.id)" })
    let own = "alert:\(alert.id)"
    var found: [FoundLeaf] = []
    try store.scan(before: checkpoint.head.size) { body in
      let isDocuments = body.action == TrailAction.documentsImported.rawValue
      guard body.object == own || objects.contains(body.object) || isDocuments else { return }
      found.append(FoundLeaf(body: body))
    }
    guard let last = found.last(where: { $0.body.object == own }) else { return found }
    return found.filter { $0.body.index <= last.body.index }
  }

  private func proven(_ index: Int64, in store: any StoreReader) throws -> DossierLeaf {
    guard let leaf = try store.leaves(from: index, limit: 1, withDetails: true).first,
      leaf.index == index, let body = LeafBody(decoding: leaf.body)
    else { throw damaged }
    let prover = MerkleProver(hasher, size: checkpoint.head.size) { try store.tile($0) }
    guard let proof = try? prover.inclusion(of: index) else { throw damaged }
    var proven = DossierLeaf(
      index: index, body: Base64URL.encode(leaf.body), proof: proof.map(Base64URL.encode))
    if case .kept(let salt, let bytes) = leaf.detail, ExportLeaf.openly.contains(body.action) {
      proven.salt = Base64URL.encode(salt)
      proven.detail = Base64URL.encode(bytes)
      if body.action == TrailAction.alert.rawValue {
        proven.entries = try store.entries(in: bytes).map(TrailRow.init)
      }
    }
    return proven
  }

  private var damaged: Failure {
    Failure("the trail is damaged", hint: "look further: tocsin trail verify")
  }

  // MARK: - What it was decided on

  /// The pinned policy, and of every other document what stood when the alert opened and what came
  /// while it was open.
  private func documents(
    of alert: Alert, until end: Timestamp, in store: any StoreReader
  ) throws -> [DossierDocument] {
    var found: [DocumentRevision] = []
    let pinned = try store.document(
      kind: "policy", name: alert.policy.name, revision: alert.policy.revision)
    if let pinned { found.append(pinned) }
    for kind in ["people", "rota", "routes"] {
      let all = try store.documentRevisions(of: kind)
      for (_, revisions) in Dictionary(grouping: all, by: \.name).sorted(by: { $0.key < $1.key }
      ) {
        if let stood = revisions.last(where: { $0.importedAt <= alert.openedAt }) {
          found.append(stood)
        }
        found += revisions.filter { $0.importedAt > alert.openedAt && $0.importedAt <= end }
      }
    }
    return found.map(DossierDocument.init)
  }

  // MARK: - Answers

  private func answers(
    to pages: Set<PageID>, by devices: [DeviceRecord], in store: any StoreReader
  ) throws -> [ExportAnswer] {
    var found: [AnswerRecord] = []
    for device in devices {
      var after = Int64.min
      while true {
        let batch = try store.answers(of: device.id, after: after, limit: 1_000)
        found += batch.filter { record in
          guard let answer = try? DeviceAnswer(decoding: record.signed) else { return false }
          return pages.contains(answer.page)
        }
        guard let last = batch.last else { break }
        after = Int64(bitPattern: last.counter)
      }
    }
    return found.sorted { $0.takenAt < $1.takenAt }.map(ExportAnswer.init)
  }
}
