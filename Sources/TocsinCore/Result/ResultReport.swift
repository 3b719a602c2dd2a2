// Tocsin — Core: one observation as a message reports it
// SPDX-License-Identifier: Apache-2.0

/// When something was so, by the source's own clock; nil where it does not say.
package struct ResultTimes: Hashable, Sendable {
  /// When the specimen was taken or the patient observed (OBX-14, else OBR-7).
  package var collected: Timestamp?
  /// When the laboratory reported it or changed its status (OBR-22).
  package var reported: Timestamp?
  /// When the message was made (MSH-7).
  package var sent: Timestamp?

  package init(collected: Timestamp? = nil, reported: Timestamp? = nil, sent: Timestamp? = nil) {
    self.collected = collected
    self.reported = reported
    self.sent = sent
  }
}

/// What a message says of one observation, critical or not. Never printed by accident.
package struct ResultReport: Hashable, Sendable, CustomStringConvertible {
  /// The order under which it is known, where one report holds results of several (an Observation
  /// of FHIR has a number of its own); empty for that of the message.
  package var order = ""
  /// Which observation of its order: OBX-3 and OBX-4.
  package var observation: String
  package var status: ResultStatus
  /// Whether the site wants it paged, by its flags or its comments.
  package var isCritical: Bool
  /// What was examined, as a responder reads it.
  package var name: String
  /// The value with its unit; what is compared (S17).
  package var value: String
  /// OBX-8, as it came; compared as well.
  package var flags = ""
  /// The value with range, flags and time of collection. Begins with `value` where the mapping
  /// puts the value first (S21).
  package var finding: String
  /// The laboratory's comment, line by line.
  package var comment: [String] = []
  /// Whom it concerns, by the laboratory's number; empty when it does not say.
  package var patient = ""
  package var times = ResultTimes()
  /// Equal for the same result of the same specimen of one patient under another order; empty when
  /// that cannot be known.
  package var likeness = ""

  package init(
    observation: String, status: ResultStatus, isCritical: Bool, name: String, value: String
  ) {
    self.observation = observation
    self.status = status
    self.isCritical = isCritical
    self.name = name
    self.value = value
    finding = value
  }

  package var description: String { "[redacted]" }
}

/// All observations of one order that a message reports.
package struct OrderResults: Hashable, Sendable, CustomStringConvertible {
  /// Which order: the sending facility with the filler's number (OBR-3), or the placer's (OBR-2).
  package let order: String
  /// In the order of the message.
  package var reports: [ResultReport]
  /// Orders that are taken back as a whole: what is known of them is, also when the message does
  /// not name it any more.
  package var takenBack: Set<String> = []
  /// Lines of the page beside those of the results, such as that a document came with them.
  package var beside: [String] = []

  package init(order: String, reports: [ResultReport]) {
    self.order = order
    self.reports = reports
  }

  package var description: String { "[redacted]" }
}

/// What is known of an observation that was critical once: what the last report of it said. Never
/// printed by accident.
package struct KnownResult: Hashable, Sendable, CustomStringConvertible {
  package let observation: String
  package var status: ResultStatus
  package var isCritical: Bool
  package var name: String
  package var value: String
  package var flags: String
  package var comment: [String]
  package var patient: String
  package var times: ResultTimes
  /// The lines that its page shows for it.
  package var shown: [String]

  package init(_ report: ResultReport, shown: [String]) {
    observation = report.observation
    status = report.status
    isCritical = report.isCritical && report.status.isReported
    name = report.name
    value = report.value
    flags = report.flags
    comment = report.comment
    patient = report.patient
    times = report.times
    self.shown = shown
  }

  package var description: String { "[redacted]" }
}
