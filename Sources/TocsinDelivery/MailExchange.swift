// Tocsin — Delivery: a mail on its way to a server
// SPDX-License-Identifier: Apache-2.0

/// One message for one recipient (RFC 5321). TLS is demanded unless the server is this machine.
struct MailErrand: Sendable {
  /// `smtp://host:port` (STARTTLS, RFC 3207) or `smtps://host:port` (RFC 8314).
  let url: String
  let sender: String
  let recipient: String
  let account: String
  let secret: String?
  /// RFC 5322, lines ended by CR LF.
  let message: [UInt8]
  let timeoutMilliseconds: Int
}

/// How far the talk with the server has come, by what was said to it last.
enum MailStage: Sendable {
  /// Greeting, EHLO, STARTTLS, AUTH.
  case opening
  case sender
  case recipient
  case content
}

/// A server's answer (RFC 5321 §4.2, RFC 3463).
struct MailReply: Hashable, Sendable {
  let status: Int
  /// Class, subject and detail, as in 5.1.1; nil where the server does not say.
  let enhanced: [Int]?

  /// The last line of an answer; nil for any other.
  init?(_ line: String) {
    let words = line.split(maxSplits: 2) { $0 == " " || $0 == "\r" || $0 == "\r\n" || $0 == "\n" }
    guard let first = words.first, first.utf8.count == 3, let status = Int(first),
      (200...599).contains(status)
    else { return nil }
    self.status = status
    let parts = words.dropFirst().first?.split(separator: ".").map { Int($0) } ?? []
    let numbers = parts.compactMap { $0 }
    enhanced = parts.count == 3 && numbers.count == 3 ? numbers : nil
  }

  /// For a note: codes alone, since what a server says after them may name an address.
  var text: String {
    enhanced.map { "\(status) \($0.map { String($0) }.joined(separator: "."))" } ?? "\(status)"
  }
}

/// What is given to the library of a message, and what the library and the server have said. Lives
/// on the thread of the transfer.
final class MailExchange {
  private(set) var stage = MailStage.opening
  private(set) var reply: MailReply?
  private let message: [UInt8]
  private var given = 0
  private var isOver = false

  init(_ errand: MailErrand) { message = errand.message }

  /// Gives the next bytes of the message.
  func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(room.count, message.count - given)
    room.copyBytes(from: message[given..<given + count])
    given += count
    return count
  }

  /// Takes note of a command; nothing of it is kept.
  func says(_ command: UnsafeRawBufferPointer) {
    let verb = String(decoding: command.prefix(4), as: UTF8.self)
    isOver = isOver || verb == "QUIT"
    if isOver { return }
    reply = nil
    switch verb {
    case "MAIL": stage = .sender
    case "RCPT": stage = .recipient
    case "DATA": stage = .content
    default: break
    }
  }

  func hears(_ line: String) {
    if !isOver, let last = MailReply(line) { reply = last }
  }
}
