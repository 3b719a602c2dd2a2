// Tocsin — TocsinHL7: the writing of a reply, byte by byte
// SPDX-License-Identifier: Apache-2.0

/// Writes the segments of one reply in the delimiters of the message.
struct ReplyWriter {
  private(set) var out: [UInt8] = []
  private let message: HL7Message?
  private let delimiters: HL7Delimiters
  private let version: HL7Version?

  init(_ message: HL7Message?) {
    self.message = message
    delimiters = message?.delimiters ?? .standard
    version = message.map(\.version) ?? HL7Version("2.5.1".utf8)
    out.reserveCapacity(512)
  }

  /// MSH.
  mutating func header(_ stamp: HL7ReplyStamp, isR41: Bool) {
    literal("MSH")
    guard let message else { return ownHeader(stamp) }
    separator()
    echo(message.msh(2))
    for field in [5, 6, 3, 4] {
      separator()
      echo(message.storage.rawHeaderField(field))
    }
    separator()
    text(stamp.time)
    separator(2)
    if isR41, message.isDeviceAlert {
      components(["ORA", "R41", "ORA_R41"])
    } else {
      messageType(message)
    }
    separator()
    text(stamp.controlID)
    separator()
    echo(message.processingID)
    separator()
    echo(message.versionID)
    if out.contains(where: { $0 > 0x7F || $0 == MultibyteText.escape }), !message.msh(18).isEmpty {
      separator(6)
      echo(message.msh(18))
    }
    endSegment()
  }

  /// MSA: the code, MSH-10 byte for byte, up to v2.6 the text of a negative reply, and the number
  /// that is expected next.
  mutating func verdict(_ code: HL7Reply.Code, _ fault: HL7Fault?, expected: Int64?) {
    literal("MSA")
    separator()
    literal(code.rawValue)
    separator()
    if let message { echo(message.controlID) }
    let hasText = version.map { !$0.isAtLeast(2, 7) } ?? true
    if let fault, hasText {
      separator()
      text(fault.diagnostic)
    }
    if let expected {
      separator(fault != nil && hasText ? 1 : 2)
      literal(String(expected))
    }
    endSegment()
  }

  /// ERR: fields 2, 3, 4, 7 and 8 from v2.5, field 1 before.
  mutating func fault(_ fault: HL7Fault) {
    literal("ERR")
    separator()
    guard version?.isAtLeast(2, 5) == true else {
      components([
        fault.segment ?? "", "1", fault.field.map(String.init) ?? "",
        String(fault.code.rawValue),
      ])
      return endSegment()
    }
    separator()
    if let segment = fault.segment {
      components([segment, "1"] + (fault.field.map { [String($0)] } ?? []))
    }
    separator()
    components([String(fault.code.rawValue), fault.code.text, "HL70357"])
    separator()
    literal("E")
    separator(3)
    text(fault.diagnostic)
    separator()
    text(fault.advice)
    endSegment()
  }

  private mutating func ownHeader(_ stamp: HL7ReplyStamp) {
    literal("|^~\\&|TOCSIN||||")
    text(stamp.time)
    literal("||ACK|")
    text(stamp.controlID)
    literal("|P|2.5.1")
    endSegment()
  }

  private mutating func messageType(_ message: HL7Message) {
    literal("ACK")
    guard version?.isAtLeast(2, 4) == true, let component = delimiters.component,
      !message.triggerEvent.isEmpty
    else { return }
    out.append(component)
    echo(message.triggerEvent)
    out.append(component)
    literal("ACK")
  }

  private mutating func components(_ parts: [String]) {
    for (index, part) in parts.enumerated() {
      if index > 0 {
        guard let component = delimiters.component else { return }
        out.append(component)
      }
      text(part)
    }
  }

  private mutating func separator(_ count: Int = 1) {
    for _ in 0..<count { out.append(delimiters.field) }
  }

  private mutating func endSegment() { out.append(Byte.carriageReturn) }

  private mutating func literal(_ text: String) { out.append(contentsOf: text.utf8) }

  private mutating func echo(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes where byte != Byte.startOfBlock && byte != Byte.endOfBlock {
      out.append(byte)
    }
  }

  /// Our own words, with the delimiters of the message escaped; a delimiter that the message
  /// gives no way to escape becomes a blank.
  private mutating func text(_ text: String) {
    for byte in text.utf8 {
      guard let letter = escapeLetter(byte) else {
        out.append(byte < Byte.space ? Byte.space : byte)
        continue
      }
      if let escape = delimiters.escape {
        out.append(contentsOf: [escape, letter, escape])
      } else {
        out.append(Byte.space)
      }
    }
  }

  private func escapeLetter(_ byte: UInt8) -> UInt8? {
    if byte == delimiters.field { return 0x46 }
    if byte == delimiters.component { return 0x53 }
    if byte == delimiters.subcomponent { return 0x54 }
    if byte == delimiters.repetition { return 0x52 }
    return byte == delimiters.escape ? 0x45 : nil
  }
}
