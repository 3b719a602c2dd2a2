// Tocsin — Server: the replies of one connection, in its order
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TocsinGateway

/// Frames of one connection that wait for their replies, in the order in which they came.
///
/// Replies arrive in any order and leave in this one. Each frame is answered once: a second reply
/// for the same number is refused.
struct ReplyLine {
  private struct Waiting {
    let byteCount: Int
    var reply: IntakeReply?
  }

  private var waiting = CircularBuffer<Waiting>(initialCapacity: 1)
  private var firstNumber: UInt64 = 0
  /// Bytes of the frames that wait.
  private(set) var byteCount = 0

  /// Frames that wait.
  var count: Int { waiting.count }

  var isEmpty: Bool { waiting.isEmpty }

  /// Puts a frame at the end and gives its number.
  mutating func append(byteCount: Int) -> UInt64 {
    waiting.append(Waiting(byteCount: byteCount))
    self.byteCount += byteCount
    return firstNumber + UInt64(waiting.count - 1)
  }

  /// Notes the reply of a frame; false when that frame has one or has been answered.
  mutating func fill(_ number: UInt64, with reply: IntakeReply) -> Bool {
    guard number >= firstNumber else { return false }
    let offset = Int(number - firstNumber)
    guard offset < waiting.count else { return false }
    let index = waiting.index(waiting.startIndex, offsetBy: offset)
    guard waiting[index].reply == nil else { return false }
    waiting[index].reply = reply
    return true
  }

  /// The reply of the oldest frame, when it is there.
  mutating func takeReady() -> IntakeReply? {
    guard let reply = waiting.first?.reply else { return nil }
    byteCount -= waiting.removeFirst().byteCount
    firstNumber += 1
    return reply
  }

  /// Forgets all; replies that come later are refused.
  mutating func removeAll() {
    firstNumber += UInt64(waiting.count)
    waiting = CircularBuffer(initialCapacity: 1)
    byteCount = 0
  }
}
