// Tocsin — tocsin: an employee's data as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The object of `tocsin person export`. Every list is there, empty or not.
struct HeldPersonRow: Encodable {
  struct Session: Encodable {
    let id: String
    let signedInBy: String
    let agent: String
    let begunAt: String
    let seenAt: String
    let endsAt: String
  }

  struct Passkey: Encodable {
    let name: String
    let addedAt: String
    @OrNull var usedAt: String?
  }

  struct BreakGlass: Encodable {
    let alert: String
    let begunAt: String
    let endsAt: String
  }

  struct Duty: Encodable {
    let rota: String
    let from: String
    let to: String
    let at: String
    let until: String
    @OrNull var acceptedAt: String?
  }

  /// A swap of shifts, with the words that came with it.
  struct Exchange: Encodable {
    let rota: String
    let from: String
    let to: String
    let askedAt: String
    let phase: String
    let words: String
  }

  /// A page with the alert that it was of, and nothing of its content.
  struct Page: Encodable {
    let alert: String
    let page: PageRow
  }

  /// What a device has signed, as it was signed, in base64url.
  struct Answer: Encodable {
    let device: String
    @OrNull var page: String?
    @OrNull var kind: String?
    let takenAt: String
    let signed: String
  }

  let person: PersonRow
  @OrNull var externalID: String?
  let changedAt: String
  let groups: [String]
  let hasPassword: Bool
  let devices: [DeviceRow]
  let sessions: [Session]
  let passkeys: [Passkey]
  let handovers: [Duty]
  let swaps: [Exchange]
  let breakGlasses: [BreakGlass]
  let pages: [Page]
  let answers: [Answer]
  let trail: [LeafRow]

  init(_ held: HeldPerson) {
    person = PersonRow(held.account)
    externalID = held.account.externalID
    changedAt = RFC3339.text(held.account.changedAt)
    groups = held.groups
    hasPassword = held.hasPassword
    devices = held.devices.map(DeviceRow.init)
    sessions = held.sessions.map(Session.init)
    passkeys = held.passkeys.map(Passkey.init)
    handovers = held.handovers.map(Duty.init)
    swaps = held.swaps.map(Exchange.init)
    breakGlasses = held.breakGlasses.map(BreakGlass.init)
    pages = held.pages.map { Page(alert: $0.alert.text, page: PageRow($0)) }
    answers = held.answers.map(Answer.init)
    trail = held.leaves.map(LeafRow.init)
  }
}

extension HeldPersonRow.Session {
  init(_ session: SessionRecord) {
    id = session.id.text
    signedInBy = session.method.rawValue
    agent = session.agent
    begunAt = RFC3339.text(session.begunAt)
    seenAt = RFC3339.text(session.seenAt)
    endsAt = RFC3339.text(session.endsAt)
  }
}

extension HeldPersonRow.Passkey {
  init(_ passkey: PasskeyRecord) {
    name = passkey.name
    addedAt = RFC3339.text(passkey.addedAt)
    usedAt = passkey.usedAt.map { RFC3339.text($0) }
  }
}

extension HeldPersonRow.BreakGlass {
  init(_ record: BreakGlassRecord) {
    alert = record.alert.text
    begunAt = RFC3339.text(record.begunAt)
    endsAt = RFC3339.text(record.endsAt)
  }
}

extension HeldPersonRow.Duty {
  init(_ handover: Handover) {
    rota = "\(handover.rota)"
    from = handover.from.text
    to = handover.to.text
    at = RFC3339.text(handover.at)
    until = RFC3339.text(handover.until)
    acceptedAt = handover.acceptedAt.map { RFC3339.text($0) }
  }
}

extension HeldPersonRow.Exchange {
  init(_ swap: Swap) {
    rota = "\(swap.rota)"
    from = swap.asker.text
    to = swap.taker.text
    askedAt = RFC3339.text(swap.askedAt)
    phase = "\(swap.phase)"
    words = swap.words
  }
}

extension HeldPersonRow.Answer {
  init(_ record: AnswerRecord) {
    let answer = try? DeviceAnswer(decoding: record.signed)
    device = record.device.text
    page = answer?.page.text
    kind = answer.map { "\($0.kind)" }
    takenAt = RFC3339.text(record.takenAt)
    signed = Base64URL.encode(record.signed)
  }
}
