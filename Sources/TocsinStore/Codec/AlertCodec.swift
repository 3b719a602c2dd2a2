// Tocsin — Store: an alert as bytes
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// The stored form of an alert, version 8: a byte 8, then the fields in the order in which `encode`
/// writes them, in the forms of `ByteWriter`. Words are the numbers of `Codes`.
///
/// What a page says comes first, so that the outbox reads no further than the policy. Version 1
/// ends with the duties, version 2 before how each duty was answered, version 3 before the alerts
/// on which it follows, version 4 before who has asked to be rung, version 5 before who goes off
/// duty, version 6 before who acknowledged the last alert like it and before its route, version 7
/// before who said that it was not useful; all are still read.
package enum AlertCodec {
  static let version: UInt8 = 8
  private static let operation = "read alert"

  /// What the Courier needs of an alert.
  struct Head {
    let id: AlertID
    let world: World
    let priority: Priority
    let openedAt: Timestamp
    let content: AlertContent
    var integration = ""
    var kind = ""
    var policy: PolicyReference?
  }

  package static func encode(_ alert: Alert) -> [UInt8] {
    var writer = ByteWriter(reserving: 640)
    writer.byte(version)
    writer.words(alert.id.high, alert.id.low)
    writer.byte(UInt8(Codes.world(alert.world)))
    writer.byte(alert.priority.rawValue)
    writer.time(alert.openedAt)
    write(alert.content, to: &writer)
    writer.signed(alert.revision)
    writer.text(alert.integration)
    writer.text(alert.dedupKey)
    writer.text(alert.kind)
    writer.text(alert.controlID)
    writer.int(alert.contentRevision)
    writer.text(alert.policy.name)
    writer.int(alert.policy.revision)
    writer.int(alert.pageCount)
    writer.int(alert.repeats)
    writer.signed(alert.held.count)
    writer.time(alert.endedAt)
    writer.time(alert.retractedAt)
    writer.flag(alert.isStale)
    writer.list(alert.duties) { DutyCodec.write($1, to: &$0) }
    writer.list(alert.addressed) { $0.text($1.text) }
    writer.list(alert.copied) { $0.text($1.text) }
    writer.optional(alert.staleAfter) { $0.signed($1.count) }
    writer.time(alert.aliveAt)
    writer.optional(alert.content.reportedLocation) { $0.text($1) }
    writer.list(alert.duties) { DutyCodec.writeAnswer($1, to: &$0) }
    writer.list(alert.follows) { $0.words($1.high, $1.low) }
    writer.list(alert.duties) { DutyCodec.writeOwed($1, to: &$0) }
    for duty in alert.duties { DutyCodec.writeCallMes(duty, to: &writer) }
    writer.optional(alert.stoodDownBy) { $0.text($1) }
    writer.list(alert.outgoing) { $0.text($1.text) }
    writer.list(alert.lastAcknowledged) { $0.text($1.text) }
    writer.optional(alert.route) { RouteCodec.write($1, to: &$0) }
    for duty in alert.duties { DutyCodec.writeMarks(duty, to: &writer) }
    return writer.bytes
  }

  package static func decode(_ bytes: [UInt8]) throws(StoreError) -> Alert {
    var reader = ByteReader(bytes, operation: operation)
    let head = try readHead(&reader)
    let revision = try reader.signed()
    var draft = AlertDraft(
      integration: try reader.text(), dedupKey: try reader.text(), priority: head.priority,
      kind: try reader.text(), content: head.content)
    draft.world = head.world
    let controlID = try reader.text()
    let contentRevision = try reader.int()
    let policy = PolicyReference(name: try reader.text(), revision: try reader.int())
    var alert = Alert(draft, as: head.id, under: policy, at: head.openedAt)
    alert.revision = revision
    alert.controlID = controlID
    alert.contentRevision = contentRevision
    alert.pageCount = try reader.int()
    alert.repeats = try reader.int()
    alert.held = Milliseconds(try reader.signed())
    alert.endedAt = try reader.optionalTime()
    alert.retractedAt = try reader.optionalTime()
    alert.isStale = try reader.flag()
    alert.duties = try reader.list(DutyCodec.read)
    if bytes.first != 1 {
      alert.addressed = try reader.list(person)
      alert.copied = try reader.list(person)
      alert.staleAfter = try reader.flag() ? Milliseconds(try reader.signed()) : nil
      alert.aliveAt = try reader.optionalTime()
      alert.content.reportedLocation = try reader.flag() ? try reader.text() : nil
    }
    let version = bytes.first ?? 0
    if version > 2 { try readAnswers(of: &alert, &reader) }
    if version > 3 { try readFollowed(of: &alert, &reader) }
    if version > 4 { try readDesk(of: &alert, &reader) }
    if version > 5 { alert.outgoing = try reader.list(person) }
    if version > 6 {
      alert.lastAcknowledged = try reader.list(person)
      alert.route = try reader.flag() ? try RouteCodec.read(&reader) : nil
    }
    if version > 7 {
      for index in alert.duties.indices {
        try DutyCodec.readMarks(&reader, of: &alert.duties[index])
      }
    }
    try reader.finish()
    return alert
  }

  private static func readAnswers(
    of alert: inout Alert, _ reader: inout ByteReader
  ) throws(StoreError) {
    let answers = try reader.list(DutyCodec.readAnswer)
    guard answers.count == alert.duties.count else { throw reader.damaged }
    for (index, answer) in answers.enumerated() {
      alert.duties[index].telephone = answer.telephone
      alert.duties[index].arrivedAt = answer.arrivedAt
    }
  }

  private static func readFollowed(
    of alert: inout Alert, _ reader: inout ByteReader
  ) throws(StoreError) {
    alert.follows = try reader.list { (reader: inout ByteReader) throws(StoreError) in
      let (high, low) = try reader.words()
      return AlertID(high: high, low: low)
    }
    let owed = try reader.list(DutyCodec.readOwed)
    guard owed.count == alert.duties.count else { throw reader.damaged }
    for (index, slots) in owed.enumerated() {
      for slot in slots {
        guard alert.duties[index].people.indices.contains(slot) else { throw reader.damaged }
        alert.duties[index].people[slot].isOwedNews = true
      }
    }
  }

  /// What the switchboard has to do with it.
  private static func readDesk(
    of alert: inout Alert, _ reader: inout ByteReader
  ) throws(StoreError) {
    for index in alert.duties.indices {
      try DutyCodec.readCallMes(&reader, of: &alert.duties[index])
    }
    if try reader.flag() { alert.stoodDownBy = try reader.text() }
  }

  private static func person(_ reader: inout ByteReader) throws(StoreError) -> ResponderID {
    ResponderID(try reader.text())
  }

  /// Only what a page says, and the policy that ordered it.
  static func decodeHead(_ bytes: [UInt8]) throws(StoreError) -> Head {
    var reader = ByteReader(bytes, operation: operation)
    var head = try readHead(&reader)
    _ = try reader.signed()
    head.integration = try reader.text()
    _ = try reader.text()
    head.kind = try reader.text()
    _ = try reader.text()
    _ = try reader.int()
    head.policy = PolicyReference(name: try reader.text(), revision: try reader.int())
    return head
  }

  private static func readHead(_ reader: inout ByteReader) throws(StoreError) -> Head {
    guard (1...version).contains(try reader.byte()) else { throw reader.damaged }
    let (high, low) = try reader.words()
    let world = try reader.code(Codes.worlds)
    guard let priority = Priority(rawValue: try reader.byte()) else { throw reader.damaged }
    let openedAt = try reader.time()
    return Head(
      id: AlertID(high: high, low: low), world: world, priority: priority, openedAt: openedAt,
      content: try readContent(&reader))
  }

  private static func write(_ content: AlertContent, to writer: inout ByteWriter) {
    writer.list(content.who) { writer, field in
      writer.text(field.name)
      writer.text(field.value)
    }
    writer.text(content.location)
    writer.text(content.ward)
    writer.text(content.what)
    writer.text(content.specimen)
    writer.text(content.callBack)
    writer.time(content.since)
    writer.text(content.before)
  }

  private static func readContent(_ reader: inout ByteReader) throws(StoreError) -> AlertContent {
    let who = try reader.list { (reader: inout ByteReader) throws(StoreError) in
      ContentField(name: try reader.text(), value: try reader.text())
    }
    let location = try reader.text()
    let ward = try reader.text()
    var content = AlertContent(
      who: who, location: location, ward: ward, what: try reader.text(),
      specimen: try reader.text())
    content.callBack = try reader.text()
    content.since = try reader.optionalTime()
    content.before = try reader.text()
    return content
  }
}
