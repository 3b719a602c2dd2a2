// Tocsin — Gateway: what a source gets back
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// All that answers one frame.
package struct IntakeReply: Sendable {
  /// HL7 bytes, not framed, each for a frame of its own; empty when nothing is answered.
  package let frames: [[UInt8]]
  /// The code of the first reply, such as `AA`; empty when nothing is answered.
  package let code: String
  /// Whether the connection is to be closed after the reply.
  package let closes: Bool
  /// Whether the frame is in safe storage; MLLP release 2 says so by itself.
  package let isKept: Bool

  package init(bytes: [UInt8], code: String, closes: Bool = false) {
    self.init(frames: bytes.isEmpty ? [] : [bytes], code: code, closes: closes)
  }

  package init(frames: [[UInt8]], code: String, closes: Bool = false, isKept: Bool = true) {
    self.frames = frames
    self.code = code
    self.closes = closes
    self.isKept = isKept
  }

  init(_ replies: [HL7Reply], closes: Bool = false, isKept: Bool = true) {
    self.init(
      frames: replies.map(\.bytes), code: replies.first?.code.rawValue ?? "", closes: closes,
      isKept: isKept)
  }

  /// What was answered before, as it lies in the store.
  init(stored: [UInt8], code: String) {
    self.init(frames: stored.isEmpty ? [] : HL7Batch.split(stored).messages, code: code)
  }

  /// The frames one after another, as they are stored.
  package var bytes: [UInt8] { frames.count == 1 ? frames[0] : Array(frames.joined()) }
}
