// Tocsin — tocsin: an alert's whole life in one file
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One alert for a third party: what happened, what it was decided on, who answered, and the proof
/// that each of these stood in the trail when its checkpoint was signed.
struct Dossier: Encodable, Sendable {
  let type = "dossier"
  let version = 1
  let origin: String
  let site: String
  let key: String
  let madeAt: String
  let alert: String
  /// `NAME@REVISION`, pinned when the alert opened.
  let policy: String
  let checkpoint: String
  let leaves: [DossierLeaf]
  let documents: [DossierDocument]
  let handovers: [DossierHandover]
  let devices: [DossierDevice]
  let answers: [ExportAnswer]
  @OrNull var content: DossierContent?
}

/// A leaf with its proof.
struct DossierLeaf: Encodable, Sendable {
  let index: Int64
  let body: String
  /// Base64url of the hashes from the leaf up to the root.
  let proof: [String]
  @OrNull var salt: String?
  @OrNull var detail: String?
  /// What the detail says, for the reader, where it is trail entries.
  @OrNull var entries: [TrailRow]?
}

/// A document as it stood when the alert was open.
struct DossierDocument: Encodable, Sendable {
  let kind: String
  let name: String
  let revision: Int
  let importedAt: String
  let text: String

  init(_ revision: DocumentRevision) {
    kind = revision.kind
    name = revision.name
    self.revision = revision.revision
    importedAt = RFC3339.text(revision.importedAt)
    text = revision.text
  }
}

/// A handed-over duty that reached into the alert's life.
struct DossierHandover: Encodable, Sendable {
  let rota: String
  let from: String
  let to: String
  let at: String
  let until: String
  @OrNull var acceptedAt: String?

  init(_ handover: Handover) {
    rota = handover.rota.text
    from = handover.from.text
    to = handover.to.text
    at = RFC3339.text(handover.at)
    until = RFC3339.text(handover.until)
    acceptedAt = handover.acceptedAt.map { RFC3339.text($0) }
  }
}

/// A device that was paged, with the keys with which it signs; zeros when they are gone and stand
/// in its enrolment's leaf alone.
struct DossierDevice: Encodable, Sendable {
  let device: String
  let responder: String
  let accept: String
  let unlocked: String
  @OrNull var endedAt: String?

  init(_ device: DeviceRecord) {
    self.device = device.id.text
    responder = device.responder.text
    accept = Base64URL.encode(device.acceptKey)
    unlocked = Base64URL.encode(device.unlockedKey)
    endedAt = device.endedAt.map { RFC3339.text($0) }
  }
}

/// The content of the page, given only when it was asked for.
struct DossierContent: Encodable, Sendable {
  struct Field: Encodable, Sendable {
    let name: String
    let value: String
  }

  let who: [Field]
  let location: String
  let ward: String
  let what: String
  let priority: String

  init(_ alert: Alert) {
    who = alert.content.who.map { Field(name: $0.name, value: $0.value) }
    location = alert.content.location
    ward = alert.content.ward
    what = alert.content.what
    priority = alert.priority.word
  }
}
