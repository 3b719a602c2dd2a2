// Tocsin — Mapping: an alert in the gateway's own form
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What `POST /v1/alerts` takes: an alert as its source would have it, without any mapping between.
///
/// ```json
/// {"key": "freezer-7", "priority": "high", "kind": "temperature", "what": "-61.0 °C",
///  "where": "Biobank, cold room 2", "ward": "BIO", "callBack": "4711"}
/// ```
package struct NativeReport: Hashable, Sendable {
  /// What it becomes; its world is production, its integration the one that is given.
  package let draft: AlertDraft
  /// Whom it concerns, for the location table; nil for nobody.
  package let subject: SubjectIdentifier?
  /// The visit that it names; empty when it names none.
  package let visit: String
  /// Whether the source asks for the world of tests (S22).
  package let isTest: Bool

  /// The members that are known.
  package static let members = [
    "key", "priority", "kind", "what", "where", "ward", "service", "who", "subject", "specimen",
    "callBack", "since", "reportedAt", "hold", "staleAfter", "signal", "test",
  ]

  /// The longest `what`, in bytes: it is shown whole or not taken (S21).
  package static let whatBytesMax = MappingLimits.reportBytesMax
  /// The longest of the other texts.
  package static let textBytesMax = MappingLimits.textBytesMax
  private static let signals = SourceSignal.allCases.map { ($0.rawValue, $0) }
  private static let priorities = Priority.allCases.map { ($0.word, $0) }

  /// Reads a report. Without `key` the draft's `dedupKey` is empty: it repeats nothing.
  ///
  /// - Throws: `JSONFieldFault` for the first member that cannot be used; the caller refuses the
  ///   report and keeps its bytes.
  package init(_ tree: JSONTree, integration: String) throws(JSONFieldFault) {
    let fields = try JSONFields(tree, known: Self.members)
    let signal = try fields.word("signal", Self.signals) ?? .active
    let key = try fields.line("key", bytes: Self.textBytesMax) ?? ""
    let opens = [.active, .alive, .attended].contains(signal)
    if !opens, key.isEmpty {
      throw fields.fault(
        "key", "the signal says what became of a condition, and none is named",
        hint: "write the key that was given with the report of it")
    }
    let priority = try Self.needed(fields, "priority", opens) { (name) throws(JSONFieldFault) in
      try fields.word(name, Self.priorities)
    }
    let kind = try Self.needed(fields, "kind", opens) { (name) throws(JSONFieldFault) in
      try Self.kind(fields, name)
    }
    let what = try Self.needed(fields, "what", opens) { (name) throws(JSONFieldFault) in
      let text = try fields.text(name, bytes: Self.whatBytesMax)
      return text?.isEmpty == true ? nil : text
    }
    var draft = AlertDraft(
      integration: integration, dedupKey: key, priority: priority ?? .low, kind: kind ?? "",
      content: try Self.content(fields, what: what ?? ""))
    draft.signal = signal
    draft.service = try fields.line("service", bytes: 64) ?? ""
    draft.reportedAt = try fields.time("reportedAt")
    draft.staleAfter = try fields.seconds("staleAfter", in: MappingLimits.staleAfter)
    if let hold = try fields.seconds("hold", in: MappingLimits.holdFor) {
      guard !draft.priority.rings else {
        throw fields.fault(
          "hold", "only medium and low alerts may wait (S20)", hint: "leave it out")
      }
      draft.holdFor = hold
    }
    self.draft = draft
    (subject, visit) = try Self.subject(fields)
    isTest = try fields.flag("test") ?? false
  }

  /// A member that a report which opens an alert must have.
  private static func needed<Value>(
    _ fields: JSONFields, _ name: String, _ isNeeded: Bool,
    _ read: (String) throws(JSONFieldFault) -> Value?
  ) throws(JSONFieldFault) -> Value? {
    let found = try read(name)
    guard found != nil || !isNeeded else {
      throw fields.fault(name, "the member is missing, or empty", hint: "add \(name)")
    }
    return found
  }

  private static func kind(
    _ fields: JSONFields, _ name: String
  ) throws(JSONFieldFault) -> String? {
    guard let kind = try fields.line(name, bytes: 64) else { return nil }
    guard !kind.isEmpty, kind.utf8.allSatisfy(NameForm.isPart) else {
      throw fields.fault(
        name, "it is no word of the routes",
        hint: "use a-z, 0-9, dot, dash and underscore, at most 64")
    }
    return kind
  }

  private static func content(
    _ fields: JSONFields, what: String
  ) throws(JSONFieldFault) -> AlertContent {
    var content = AlertContent(what: what)
    content.location = try fields.line("where", bytes: textBytesMax) ?? ""
    content.ward = try fields.line("ward", bytes: 64) ?? ""
    content.specimen = try fields.line("specimen", bytes: textBytesMax) ?? ""
    content.callBack = try fields.line("callBack", bytes: 64) ?? ""
    content.since = try fields.time("since")
    content.who = try who(fields)
    return content
  }

  /// Two lines at least, or none: one identifier alone can show the wrong patient (S21).
  private static func who(_ fields: JSONFields) throws(JSONFieldFault) -> [ContentField] {
    guard let found = fields.value("who") else { return [] }
    guard case .object(let members) = found else {
      throw fields.fault("who", "\(found.kind) stands here", hint: "write an object of strings")
    }
    guard (2...MappingLimits.alternativesMax).contains(members.count) else {
      throw fields.fault(
        "who", "it has \(members.count) lines",
        hint: "name two at least, such as name and born (S21), or leave it out")
    }
    let names = members.map(\.name)
    guard Set(names).count == names.count, names.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 64 })
    else {
      throw fields.fault(
        "who", "a name is empty, too long, or stands twice", hint: "give each line its own")
    }
    let lines = try JSONFields(found, at: "who", known: names)
    var who: [ContentField] = []
    for name in names {
      guard let value = try lines.line(name, bytes: textBytesMax), !value.isEmpty else {
        throw fields.fault("who", "a line has no value", hint: "give each line a string")
      }
      who.append(ContentField(name: name, value: value))
    }
    return who
  }

  private static func subject(
    _ fields: JSONFields
  ) throws(JSONFieldFault) -> (SubjectIdentifier?, visit: String) {
    guard let found = fields.value("subject") else { return (nil, "") }
    let subject = try JSONFields(
      found, at: "subject", known: ["identifier", "authority", "visit"])
    guard let identifier = try subject.line("identifier", bytes: 128), !identifier.isEmpty else {
      throw subject.fault("identifier", "the member is missing, or empty", hint: "add it")
    }
    let authority = try subject.line("authority", bytes: 128) ?? ""
    let visit = try subject.line("visit", bytes: 128) ?? ""
    return (SubjectIdentifier(identifier: identifier, authority: authority), visit)
  }
}

extension MappedRequest {
  /// A request in the gateway's own form: one report.
  ///
  /// - Throws: as `NativeReport`.
  package init(_ tree: JSONTree, native integration: String) throws(JSONFieldFault) {
    let native = try NativeReport(tree, integration: integration)
    var report = MappedReport(native.draft)
    report.draft.world = native.isTest ? .test : .production
    (report.subject, report.visit) = (native.subject, native.visit)
    self.init([report], rule: "")
  }
}
