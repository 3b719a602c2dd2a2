// Tocsin — Delivery: a page as a mail
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// A message of RFC 5322: the words as subject and as text, UTF-8 in base64, and the headers by
/// which programs know it for what it is.
///
/// `Message-ID` comes of the page and of why the text is sent, so that a mail handed over twice is
/// known as one, and what comes after it stands beneath it (`References`).
struct MailText {
  let sender: String
  let recipient: String
  let page: PageID
  let text: PageText
  let language: SiteLanguage
  /// Where the web client is; empty for none.
  let site: String

  func bytes(at now: Timestamp) -> [UInt8] {
    let line = text.line(in: language)
    var headers = [
      "From: <\(sender)>", "To: <\(recipient)>", "Date: \(MailDate.text(now))",
      "Message-ID: \(messageID(text.kind))",
    ]
    if text.kind != .asks { headers.append("References: \(messageID(.asks))") }
    headers += [
      "Subject: \(Self.words(line))", "Auto-Submitted: auto-generated",
      "Importance: \(importance)", "X-Priority: \(priority)",
      "Content-Language: \(language.rawValue)", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
    ]
    let body = site.isEmpty ? line + "\r\n" : "\(line)\r\n\r\n\(site)/\r\n"
    let lines = headers + [""] + Self.lines(Base64Text.encode(Array(body.utf8)))
    return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  private func messageID(_ kind: PageTextKind) -> String {
    let domain = sender.split(separator: "@").last ?? ""
    return "<\(page.text).\(kind.rawValue)@\(domain)>"
  }

  private var importance: String {
    switch (text.kind, text.priority) {
    case (.asks, .crash), (.asks, .high), (.stoodDown, _): "high"
    case (.asks, .medium): "normal"
    case (.asks, .low), (.over, _): "low"
    }
  }

  /// 1 to 5, as mail programs have it that know no `Importance`.
  private var priority: Int {
    switch importance {
    case "high": 1
    case "low": 5
    default: 3
    }
  }

  /// Encoded words (RFC 2047 §2), each within 75 characters, on lines of their own.
  static func words(_ text: String) -> String {
    if text.utf8.count <= 60, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var parts: [String] = [""]
    for character in text {
      let isFull = parts[parts.count - 1].utf8.count + character.utf8.count > 42
      if isFull { parts.append("") }
      parts[parts.count - 1].append(character)
    }
    return parts.map { "=?utf-8?B?\(Base64Text.encode(Array($0.utf8)))?=" }
      .joined(separator: "\r\n ")
  }

  private static func lines(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: 76).map {
      String(decoding: bytes[$0..<min($0 + 76, bytes.count)], as: UTF8.self)
    }
  }

  /// One address in the plain form, of ASCII: nothing that could end it or begin another.
  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
      && text.utf8.allSatisfy {
        $0 > 0x20 && $0 < 0x7F && !Array("<>()[]\\,;:\"".utf8).contains($0)
      }
  }
}

/// Base64 with padding (RFC 4648 §4).
enum Base64Text {
  static func encode(_ bytes: [UInt8]) -> String {
    let text = Base64URL.encode(bytes)
    let plain = text.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      case _: byte
      }
    }
    let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
    return String(decoding: plain, as: UTF8.self) + padding
  }
}
