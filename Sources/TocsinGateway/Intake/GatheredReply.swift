// Tocsin — Gateway: what a frame with several messages gets back
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinHL7
internal import TocsinMapping

/// Gathers the replies to the messages of one frame, in the order of the messages, whatever order
/// they come in.
final class GatheredReply: Sendable {
  private struct State {
    var left: Int
    var answers: [IntakeReply?]
  }

  private let state: Mutex<State>
  private let form: BatchReply
  private let reply: @Sendable (IntakeReply) -> Void

  init(count: Int, _ form: BatchReply, reply: @escaping @Sendable (IntakeReply) -> Void) {
    state = Mutex(State(left: count, answers: Array(repeating: nil, count: count)))
    self.form = form
    self.reply = reply
  }

  /// Takes the replies to one message; the last one sends all.
  func take(_ answer: IntakeReply, of index: Int) {
    let all = state.withLock { state -> [IntakeReply]? in
      state.answers[index] = answer
      state.left -= 1
      guard state.left == 0 else { return nil }
      return state.answers.compactMap(\.self)
    }
    if let all { reply(together(all)) }
  }

  private func together(_ all: [IntakeReply]) -> IntakeReply {
    let frames = all.flatMap(\.frames)
    let code = all.first { !Self.isPositive($0.code) }?.code ?? all.first?.code ?? ""
    return IntakeReply(
      frames: form == .each || frames.isEmpty ? frames : [Self.batch(of: frames)], code: code,
      closes: all.contains(where: \.closes), isKept: all.allSatisfy(\.isKept))
  }

  private static func isPositive(_ code: String) -> Bool {
    HL7Reply.Code(rawValue: code)?.isPositive ?? true
  }

  /// HL7 v2.5.1 §2.10.3, as far as it is needed: the number of replies stands in BTS-1.
  private static func batch(of frames: [[UInt8]]) -> [UInt8] {
    Array("BHS|^~\\&|TOCSIN\r".utf8) + frames.joined() + Array("BTS|\(frames.count)\r".utf8)
  }
}
