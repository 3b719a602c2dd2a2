// Tocsin — tocsin: the rows about subjects
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The object of `tocsin subject export`: everything, in the clear.
struct SubjectRow: Encodable {
  struct Held: Encodable {
    let alert: AlertRow
    let content: AlertContent
    let trail: [TrailRow]
    let documents: [AttachmentRow]
  }

  struct Message: Encodable {
    let message: MessageRow
    /// The bytes as they came, what is no UTF-8 replaced.
    let text: String
  }

  let subject: Int64
  let since: String
  let alerts: [Held]
  let messages: [Message]

  init(_ held: HeldSubject) {
    subject = held.record.number
    since = RFC3339.text(held.record.madeAt)
    alerts = held.alerts.map { alert in
      Held(
        alert: AlertRow(alert, pages: held.pages[alert.id] ?? []), content: alert.content,
        trail: (held.trails[alert.id] ?? []).map(TrailRow.init),
        documents: (held.attachments[alert.id] ?? []).map(AttachmentRow.init))
    }
    messages = held.messages.map {
      Message(message: MessageRow($0), text: String(decoding: $0.raw, as: UTF8.self))
    }
  }
}

/// The object of `tocsin subject erase`.
struct ErasureRow: Encodable {
  let subject: Int64
  let counts: ShreddedRow
  let erasedAt: String
  /// From when on no backup holds the key either, if the site keeps backups as long as it says.
  let unreadableInBackupsFrom: String

  init(_ erasure: Erasure) {
    subject = erasure.number
    counts = ShreddedRow(erasure.counts)
    erasedAt = RFC3339.text(erasure.erasedAt)
    unreadableInBackupsFrom = RFC3339.text(erasure.horizon)
  }
}

/// How much was taken away.
struct ShreddedRow: Encodable {
  let alerts: Int
  let messages: Int
  let envelopes: Int
  let keys: Int

  init(_ counts: ShreddedCounts) {
    alerts = counts.alerts
    messages = counts.messages
    envelopes = counts.envelopes
    keys = counts.keys
  }
}
