// Tocsin — Pagers: a page handed to ESPA equipment
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// A station of ESPA 4.4.4 that has one call: it selects the paging equipment at once, as a control
/// station may, or when it is polled; then one block, and EOT.
///
/// | Reply to the block | Outcome |
/// |---|---|
/// | ACK | handed over |
/// | NAK thrice | refused: the equipment does not say why |
/// | silence, EOT, the end of the connection | not now |
package struct ESPACaller: ByteTalk {
  private enum Stage: String {
    case select = "the equipment is ready"
    case block = "the block is answered"
    case over = "nothing"
  }

  private static let triesMax = 3
  private static let answerWithin = Milliseconds.seconds(2)
  /// Ours, unless the first character of the account is another; a control station is 1.
  private static let ownAddress = UInt8(ascii: "1")
  /// The equipment's, unless the second character of the account is another.
  private static let equipmentAddress = UInt8(ascii: "2")

  private let call: OutgoingCall
  private var stage = Stage.select
  private var tries = 1
  private var last: UInt8 = 0

  package init(_ call: OutgoingCall) { self.call = call }

  package mutating func begin() -> [TalkAction] {
    [.send([Control.eot]), .send(selection), .wait(Self.answerWithin)]
  }

  package var isOver: Bool { stage == .over }

  package mutating func lapse() -> [TalkAction] {
    stage == .over ? [] : again(.notNow(wait: nil, note: "ESPA: silence before \(stage.rawValue)"))
  }

  package mutating func breakOff(_ why: String) -> [TalkAction] {
    end(.notNow(wait: nil, note: "ESPA: \(why) before \(stage.rawValue)"))
  }

  package mutating func take(_ byte: UInt8) -> [TalkAction] {
    let byte = byte & 0x7F
    defer { last = byte }
    switch (byte, stage) {
    case (Control.positive, .select):
      (stage, tries) = (.block, 1)
      return [.send(block), .wait(Self.answerWithin)]
    case (Control.positive, .block):
      return end(.handedOver(reference: ""), saying: [.send([Control.eot])])
    case (Control.negative, .select):
      return again(.notNow(wait: nil, note: "ESPA: the equipment is not ready"))
    case (Control.negative, .block):
      return again(.refused(note: "ESPA: NAK to the block"))
    case (Control.enq, .select) where last == address:
      return [.send(selection), .wait(Self.answerWithin)]
    case _: return []
    }
  }

  private mutating func again(_ outcome: ChannelOutcome) -> [TalkAction] {
    guard tries < Self.triesMax else { return end(outcome, saying: [.send([Control.eot])]) }
    tries += 1
    return [.send(stage == .select ? selection : block), .wait(Self.answerWithin)]
  }

  private var address: UInt8 { call.account.first ?? Self.ownAddress }
  private var equipment: UInt8 { call.account.dropFirst().first ?? Self.equipmentAddress }
  private var selection: [UInt8] { [address, Control.enq, equipment, Control.enq] }

  private var block: [UInt8] {
    let urgent = call.priority == .crash ? "1" : call.priority.rings ? "2" : "3"
    return ESPABlock.call(pager: call.pager, text: call.text, priority: Array(urgent.utf8)[0])
  }

  private mutating func end(
    _ outcome: ChannelOutcome, saying actions: [TalkAction] = []
  ) -> [TalkAction] {
    stage = .over
    return actions + [.end(outcome)]
  }
}
