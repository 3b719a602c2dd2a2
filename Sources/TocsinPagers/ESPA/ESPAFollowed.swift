// Tocsin — Pagers: calls of which an ESPA control station is told how far they have come
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The calls of one connection that can still change, the newest last. A station is told when it
/// polls, once of each change, and of whatever it asked about by a status request.
///
/// | How far the call has come | Call status (record 7) |
/// |---|---|
/// | no device has it | 2, in the queue |
/// | a device has it | 3, paged |
/// | a person took it, or it is over | 5, ended, with the words as the display message |
struct ESPAFollowed: Hashable, Sendable {
  /// Calls that are followed at once; the oldest goes first.
  static let callsMax = 32

  private struct Call: Hashable {
    let pager: [UInt8]
    let tag: PagerTag
    var told: UInt8?
  }

  private var calls: [Call] = []

  mutating func add(pager: [UInt8], _ tag: PagerTag) {
    calls.removeAll { $0.tag == tag }
    calls.append(Call(pager: pager, tag: tag))
    if calls.count > Self.callsMax { calls.removeFirst() }
  }

  /// The station asks about a pager: it is told of it again, whatever it was told.
  mutating func ask(pager: [UInt8]) {
    guard let index = calls.lastIndex(where: { $0.pager == pager }) else { return }
    var call = calls.remove(at: index)
    call.told = nil
    calls.insert(call, at: 0)
  }

  /// The call to look at next, each in turn.
  mutating func next() -> PagerTag? {
    guard let call = calls.first else { return nil }
    calls.removeFirst()
    calls.append(call)
    return call.tag
  }

  /// The block that tells of the call that is looked at; nil where it was told.
  func block(of tag: PagerTag, _ standing: PagerStanding) -> [UInt8]? {
    guard let call = calls.first(where: { $0.tag == tag }) else { return nil }
    let status = Self.status(of: standing.stage)
    guard call.told != status else { return nil }
    let words = Self.isOver(standing.stage) ? PagerAlphabet.plain(standing.text) : []
    return ESPABlock.status(pager: call.pager, status, words: words)
  }

  /// The station has it.
  mutating func wasTold(of tag: PagerTag, _ stage: PagerStage) {
    guard let index = calls.firstIndex(where: { $0.tag == tag }) else { return }
    calls[index].told = Self.status(of: stage)
    if Self.isOver(stage) { calls.remove(at: index) }
  }

  mutating func drop(_ tag: PagerTag) { calls.removeAll { $0.tag == tag } }

  private static func isOver(_ stage: PagerStage) -> Bool {
    switch stage {
    case .answered, .lost: true
    case .waiting, .delivered, .read: false
    }
  }

  private static func status(of stage: PagerStage) -> UInt8 {
    switch stage {
    case .waiting: UInt8(ascii: "2")
    case .delivered, .read: UInt8(ascii: "3")
    case .answered, .lost: UInt8(ascii: "5")
    }
  }
}
