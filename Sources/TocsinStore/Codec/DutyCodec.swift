// Tocsin — Store: a duty and its people as bytes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The parts of `AlertCodec` that repeat for each duty and each person of it.
enum DutyCodec {
  static func write(_ duty: Duty, to writer: inout ByteWriter) {
    writer.text(duty.role)
    write(duty.phase, to: &writer)
    writer.list(duty.people) { write($1, to: &$0) }
    writer.time(duty.stepEnteredAt)
    write(duty.resume, to: &writer)
    writer.flag(duty.reminded)
    writer.time(duty.readBackDue)
    writer.int(duty.wrongReadBacks)
    writer.flag(duty.awaitsOpening)
    writer.optional(duty.offeredTo) { $0.text($1.text) }
  }

  static func read(_ reader: inout ByteReader) throws(StoreError) -> Duty {
    var duty = Duty(role: try reader.text(), at: Timestamp(milliseconds: 0))
    duty.phase = try readPhase(&reader)
    duty.people = try reader.list(readPerson)
    duty.stepEnteredAt = try reader.time()
    duty.resume = try readPosition(&reader)
    duty.reminded = try reader.flag()
    duty.readBackDue = try reader.optionalTime()
    duty.wrongReadBacks = try reader.int()
    duty.awaitsOpening = try reader.flag()
    if try reader.flag() { duty.offeredTo = ResponderID(try reader.text()) }
    return duty
  }

  // MARK: - How it was answered

  /// How a duty was answered: by telephone, and when the person arrived.
  struct Answer {
    let telephone: TelephoneAcceptance?
    let arrivedAt: Timestamp?
  }

  static func writeAnswer(_ duty: Duty, to writer: inout ByteWriter) {
    writer.optional(duty.telephone) { writer, heard in
      writer.text(heard.takenBy)
      writer.flag(heard.isReadBack)
    }
    writer.time(duty.arrivedAt)
  }

  static func readAnswer(_ reader: inout ByteReader) throws(StoreError) -> Answer {
    var heard: TelephoneAcceptance?
    if try reader.flag() {
      heard = TelephoneAcceptance(takenBy: try reader.text(), isReadBack: try reader.flag())
    }
    return Answer(telephone: heard, arrivedAt: try reader.optionalTime())
  }

  // MARK: - Who is owed news

  /// The places of the people who are to be told late.
  static func writeOwed(_ duty: Duty, to writer: inout ByteWriter) {
    let slots = duty.people.indices.filter { duty.people[$0].isOwedNews }
    writer.list(slots) { $0.int($1) }
  }

  static func readOwed(_ reader: inout ByteReader) throws(StoreError) -> [Int] {
    try reader.list { (reader: inout ByteReader) throws(StoreError) in try reader.int() }
  }

  // MARK: - Who asked to be rung

  /// The places of the people who wait to be rung, and since when.
  static func writeCallMes(_ duty: Duty, to writer: inout ByteWriter) {
    let slots = duty.people.indices.filter { duty.people[$0].callMeSince != nil }
    writer.list(slots) { writer, slot in
      writer.int(slot)
      writer.time(duty.people[slot].callMeSince)
    }
  }

  static func readCallMes(
    _ reader: inout ByteReader, of duty: inout Duty
  ) throws(StoreError) {
    let asked = try reader.list { (reader: inout ByteReader) throws(StoreError) in
      (slot: try reader.int(), since: try reader.optionalTime())
    }
    for one in asked {
      guard duty.people.indices.contains(one.slot) else { throw reader.damaged }
      duty.people[one.slot].callMeSince = one.since
    }
  }

  // MARK: - Who found it not useful

  /// The places of the people who said that it was not useful.
  static func writeMarks(_ duty: Duty, to writer: inout ByteWriter) {
    let slots = duty.people.indices.filter { duty.people[$0].saidNotUseful }
    writer.list(slots) { $0.int($1) }
  }

  static func readMarks(
    _ reader: inout ByteReader, of duty: inout Duty
  ) throws(StoreError) {
    for slot in try readOwed(&reader) {
      guard duty.people.indices.contains(slot) else { throw reader.damaged }
      duty.people[slot].saidNotUseful = true
    }
  }

  // MARK: - Phase

  private static func write(_ phase: DutyPhase, to writer: inout ByteWriter) {
    switch phase {
    case .escalating(let position, let deadline):
      writer.byte(0)
      write(position, to: &writer)
      writer.time(deadline)
    case .exhausted(let deadline):
      writer.byte(1)
      writer.time(deadline)
    case .acknowledged(let responder, let at, let deadline):
      writer.byte(2)
      writer.text(responder.text)
      writer.time(at)
      writer.time(deadline)
    case .resolved(let reason, let at):
      writer.byte(3)
      writer.byte(Codes.code(reason, in: Codes.resolutions))
      writer.time(at)
    }
  }

  private static func readPhase(_ reader: inout ByteReader) throws(StoreError) -> DutyPhase {
    switch try reader.byte() {
    case 0:
      return .escalating(position: try readPosition(&reader), nextDeadline: try reader.time())
    case 1:
      return .exhausted(nextDeadline: try reader.time())
    case 2:
      return .acknowledged(
        by: ResponderID(try reader.text()), at: try reader.time(),
        nextDeadline: try reader.time())
    case 3:
      return .resolved(reason: try reader.code(Codes.resolutions), at: try reader.time())
    default:
      throw reader.damaged
    }
  }

  private static func write(_ position: StepPosition, to writer: inout ByteWriter) {
    writer.int(position.step)
    writer.int(position.cycle)
  }

  private static func readPosition(
    _ reader: inout ByteReader
  ) throws(StoreError) -> StepPosition {
    StepPosition(step: try reader.int(), cycle: try reader.int())
  }

  // MARK: - People

  private static func write(_ person: PagedResponder, to writer: inout ByteWriter) {
    writer.text(person.responder.text)
    writer.words(person.page.high, person.page.low)
    write(person.position, to: &writer)
    writer.int(person.attempt)
    writer.byte(Codes.code(person.standing, in: Codes.standings))
    writer.time(person.soundsAt)
    let flags = [
      person.isDelivered, person.isDisplayed, person.isCopy, person.isFallback, person.hasLeft,
      person.isTold, person.hadBefore, person.hadTaken,
    ]
    writer.byte(flags.enumerated().reduce(0) { $0 | ($1.element ? 1 << UInt8($1.offset) : 0) })
    writer.text(person.why)
  }

  private static func readPerson(_ reader: inout ByteReader) throws(StoreError) -> PagedResponder {
    let responder = ResponderID(try reader.text())
    let (high, low) = try reader.words()
    let position = try readPosition(&reader)
    let attempt = try reader.int()
    let standing = try reader.code(Codes.standings)
    let soundsAt = try reader.optionalTime()
    let flags = try reader.byte()
    var person = PagedResponder(
      responder, page: PageID(high: high, low: low), at: position, isCopy: flags & 4 != 0)
    person.attempt = attempt
    person.standing = standing
    person.soundsAt = soundsAt
    person.isDelivered = flags & 1 != 0
    person.isDisplayed = flags & 2 != 0
    person.isFallback = flags & 8 != 0
    person.hasLeft = flags & 16 != 0
    person.isTold = flags & 32 != 0
    person.hadBefore = flags & 64 != 0
    person.hadTaken = flags & 128 != 0
    person.why = try reader.text()
    return person
  }
}
