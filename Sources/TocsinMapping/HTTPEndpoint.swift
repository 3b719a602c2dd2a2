// Tocsin — Mapping: what an integration reports over HTTP
// SPDX-License-Identifier: Apache-2.0

/// In which form an integration's requests come.
package enum ReportFormat: String, Sendable, CaseIterable {
  /// The gateway's own; nothing to map.
  case native
  /// Any JSON, read by the rules of the document.
  case json
  /// The Events API v2 of PagerDuty, with its answers, read by the rules of the document.
  case events = "events-v2"
  /// FHIR R4, R4B or R5 with its answers, read by the rules of the document.
  case fhir
  /// What senders of old pagers send, as JSON that the gateway writes of it; nothing is posted.
  case pager
}

/// The certificate that a connection was made with, and who vouches for it.
package struct ShownCertificate: Hashable, Sendable {
  /// Its SHA-256.
  package let digest: [UInt8]
  /// Files of authorities that vouched for it when the connection began.
  package var authorities: Set<String> = []
  /// The common name of its subject and its DNS names; empty when nobody vouches for it.
  package var names: [String] = []

  package init(digest: [UInt8]) { self.digest = digest }
}

/// The `http:` of an integration's document: that its source may report over HTTP, in which form
/// and within what.
package struct HTTPEndpoint: Sendable, Equatable {
  /// Addresses that may report; empty takes everyone who has a key.
  package var allowFrom: [AddressRange] = []
  /// SHA-256 of the certificates by which a source is known without a key, on the listener that
  /// asks for one.
  package var pins: [[UInt8]] = []
  /// A file of authorities, PEM, whose certificates are known without a key; nil for none. With
  /// pins as well, a certificate has to be of the authority and pinned.
  package var authority: String?
  /// Names of which a certificate of the authority has to have one; empty takes every one of it.
  package var names: [String] = []
  /// The longest body, in bytes; beyond it 413.
  package var bodyBytes = 1 << 20
  /// What a body may nest.
  package var json = JSONLimits()
  package var format = ReportFormat.native
  /// How its requests are read; empty for the gateway's own form.
  package var rules: [JSONRule] = []

  package init() {}

  /// Whether a source with this certificate is known without a key.
  package func knows(_ shown: ShownCertificate) -> Bool {
    let isPinned = pins.contains(shown.digest)
    guard let authority else { return isPinned }
    return shown.authorities.contains(authority) && (pins.isEmpty || isPinned)
      && (names.isEmpty || names.contains(where: shown.names.contains))
  }

  /// Whether a request from this address is taken.
  ///
  /// - Parameter address: numeric; empty stands for one that is not known.
  package func admits(_ address: String) -> Bool {
    allowFrom.isEmpty || allowFrom.contains { $0.contains(address) }
  }
}
