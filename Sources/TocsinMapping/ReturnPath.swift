// Tocsin — Mapping: how an integration's source is told what became of its alerts
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The outbound connection of one integration, as the `return:` part of its document says it.
package struct ReturnPath: Hashable, Sendable {
  /// Where the source listens, and the form in which it is told.
  package enum Target: Hashable, Sendable {
    case mllp(host: String, port: Int, StatusForm)
    /// An absolute URL, `https:` or, for a host that the site lists as inside, `http:`.
    case web(String, NewsForm)
  }

  package let target: Target
  /// What is told in a form of HL7 v2.
  package var statuses = Set(PageStatus.allCases)
  /// What is told over HTTP.
  package var news = Set(AlertNews.Kind.allCases)
  /// A file with the token that is shown as `Authorization: Bearer`; nil shows none. HTTP alone.
  package var token: String?
  /// Nil speaks plain MLLP.
  package var tls: ReturnTLS?
  /// How long to wait for a reply before the connection is closed.
  package var replyWithin = Milliseconds.seconds(10)
  /// Reports that may wait; the oldest is set aside for a newer one.
  package var waitingMax = 10_000
  /// A status that could not be told for so long is set aside, where people see it.
  package var keepFor = Milliseconds.hours(24)
  /// Files alerts to the record before they are purged (S30); nil files none.
  package var record: RecordFiling?

  package init(to target: Target) { self.target = target }

  /// Whether it is told over HTTP.
  package var isWeb: Bool {
    if case .web = target { true } else { false }
  }
}

/// The form in which the status of a page is told. What the licensed texts of IHE PCD say could not
/// be read again: these forms interoperate with receivers of PCD-05 and with plain ones.
package enum StatusForm: String, Sendable, CaseIterable {
  /// `ORA^R42^ORA_R42`, a PRT for each person.
  case pcd05 = "pcd-05-r42"
  /// The same as `ORA^R41^ORA_R41`.
  case pcd05R41 = "pcd-05-r41"
  /// `ORU^R01` with an OBX for each person, for plain laboratories.
  case observation = "oru-status"
}

/// The form in which a peer is told over HTTP what happened to an alert.
package enum NewsForm: String, Sendable, CaseIterable {
  /// JSON, posted and signed by Standard Webhooks 1.0.
  case webhook
  /// A FHIR Task for each alert, put under the alert's id; its status follows the alert's.
  case fhirTask = "fhir-task"
  /// A FHIR Communication for each thing that happened, put under an id of its own.
  case fhirCommunication = "fhir-communication"
}

/// Whom to trust at the other end, and who we are. The peer's name is not looked at: certificates
/// of clinical systems name nodes, not hosts.
package struct ReturnTLS: Hashable, Sendable {
  /// Authorities in PEM, of which one has to have signed the peer's certificate.
  package var authority: String?
  /// SHA-256 of the peer's certificate, 32 bytes.
  package var pin: [UInt8]?
  /// Our own certificate and key, PEM; nil shows none.
  package var certificate: String?
  package var key: String?

  package init() {}
}

/// How an alert is filed to the patient's record before its content is purged (S30).
package struct RecordFiling: Hashable, Sendable {
  /// Its content is kept until the record says that it has it.
  package var needsReceipt = true
  /// A filing that waits for so long is said aloud.
  package var sayAfter = Milliseconds.hours(72)

  package init() {}
}
