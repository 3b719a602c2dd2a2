// Tocsin — Simulation: the end of a laboratory at which it is told what became of its alerts
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinHL7
internal import TocsinMapping

/// A receiver of statuses as they are in the field: down for a while, without a reply in time, busy
/// (AE), refusing (AR), answering something else, or taking a message and ending the connection
/// before its reply is read. The chance is its own.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class StatusReceiver: ReturnDialler, @unchecked Sendable {
  /// What it does with one message.
  enum Mood: CaseIterable {
    case sound, silent, busy, refusing, confused, torn
  }

  /// What it has in its hands, with what it made of it.
  struct Heard {
    let controlID: String
    let bytes: [UInt8]
    /// It will not ask for it again: taken, or refused for good.
    let isSettled: Bool
  }

  private var chance: Chance
  private let time: VirtualTime
  private let misfortune: Misfortune
  /// Messages since the world looked last, in order.
  private var heard: [Heard] = []
  private var downUntil: Timestamp?
  /// Moods of the next messages, in order; for scenarios.
  var script: [Mood] = []
  /// Nothing goes wrong any more.
  var isSound = false

  init(_ chance: Chance, time: VirtualTime, misfortune: Misfortune) {
    self.chance = chance
    self.time = time
    self.misfortune = misfortune
  }

  /// Down from now on.
  func stop(for length: Milliseconds) { downUntil = time.present + length }

  /// What came since the last time, in order.
  func takeHeard() -> [Heard] {
    defer { heard = [] }
    return heard
  }

  private var isDown: Bool { !isSound && downUntil.map { time.present < $0 } ?? false }

  func connect(along path: ReturnPath) async throws(ReturnError) -> any ReturnConnection {
    if !isSound, !isDown, chance.isTrue(misfortune.rates.loss / 4) {
      stop(for: chance.wait(Milliseconds.seconds(10) ... .hours(1)))
    }
    if isDown { throw .unreachable("refused") }
    return StatusConnection(to: self)
  }

  /// What it does with a message, and the reply if there is one.
  fileprivate func take(_ message: [UInt8]) throws(ReturnError) -> [UInt8] {
    if isDown { throw .ended }
    let mood = nextMood()
    let controlID = (try? HL7Message(parsing: message)).map { parsed in
      String(decoding: parsed.first("MSH")?.field(10).raw ?? [], as: UTF8.self)
    }
    let isSettled = [.sound, .refusing, .torn].contains(mood)
    heard.append(Heard(controlID: controlID ?? "", bytes: message, isSettled: isSettled))
    switch mood {
    case .sound: return reply("AA", to: controlID ?? "")
    case .busy: return reply("AE", to: controlID ?? "")
    case .refusing: return reply("AR", to: controlID ?? "")
    case .confused: return reply("AA", to: "another")
    case .silent: throw .noReply
    case .torn: throw .ended
    }
  }

  private func nextMood() -> Mood {
    if isSound { return .sound }
    if !script.isEmpty { return script.removeFirst() }
    return chance.isTrue(misfortune.rates.loss * 2) ? chance.pick(Mood.allCases) : .sound
  }

  private func reply(_ code: String, to controlID: String) -> [UInt8] {
    let header = "MSH|^~\\&|LAB|SITE|TOCSIN|SITE|\(HL7TimeText.text(time.present))||ACK|R|P|2.7"
    return Array("\(header)\rMSA|\(code)|\(controlID)\r".utf8)
  }
}

/// One connection to it.
private final class StatusConnection: ReturnConnection {
  private let receiver: StatusReceiver

  init(to receiver: StatusReceiver) { self.receiver = receiver }

  func exchange(
    _ message: ReturnMessage, within length: Milliseconds
  ) async throws(ReturnError) -> ReturnAnswer {
    guard case .hl7(let bytes) = message else { throw .unreachable("speaks HL7 alone") }
    return .hl7(try receiver.take(bytes))
  }

  func close() async {}
}
