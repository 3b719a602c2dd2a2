// Tocsin — Documents: the `endpoint:` of an integration
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

/// Reads `endpoint:` into an `Endpoint`, logging what is wrong.
struct EndpointReading {
  static let keys = [
    "listen", "tls", "allow-from", "senders", "messages", "character-set", "acknowledge",
    "not-now", "alert-reply", "batch-reply", "sequence", "mllp", "limits",
  ]

  /// Frames from 4 KiB, so that a header and its reply always fit.
  private static let frameBytes = 4 << 10...HL7Limits.frameBytesMax
  private static let stall = Milliseconds.seconds(1)...Milliseconds.minutes(10)

  let log: FindingLog

  /// Nil after logging what is wrong.
  func endpoint(_ value: YAMLValue) -> Endpoint? {
    guard let object = value.object(Self.keys) else { return nil }
    var endpoint = Endpoint()
    endpoint.listen = object.required("listen", example: "listen: 127.0.0.1:2576")
      .flatMap(address)
    endpoint.tls = object["tls"].flatMap(tls)
    endpoint.allowFrom = object["allow-from"]?.items()?.compactMap { $0.addressRange() } ?? []
    endpoint.sources = object["senders"]?.items()?.compactMap(source) ?? []
    endpoint.messages = object["messages"]?.items()?.compactMap(messageType) ?? []
    if let set = object["character-set"] { endpoint.characterSets = characterSets(set) }
    endpoint.reply = reply(object)
    endpoint.batchReply =
      object["batch-reply"].flatMap { word($0, BatchReply.allCases, \.rawValue) } ?? .each
    endpoint.usesCommitBlocks = object["mllp"]?.number(in: 1...2) == 2
    if let limits = object["limits"] { endpoint.limits = self.limits(limits) }
    checkReach(endpoint, object)
    return endpoint
  }

  /// What listens on the network says who may come.
  private func checkReach(_ endpoint: Endpoint, _ object: YAMLObject) {
    guard let listen = endpoint.listen, !listen.isLoopback, object["tls"] == nil,
      object["allow-from"] == nil
    else { return }
    log.error(
      object["listen"]?.line ?? object.line,
      "\(listen) is open to the network and to everyone on it: add tls, or allow-from with the"
        + " addresses of the source")
  }

  private func reply(_ object: YAMLObject) -> HL7ReplyRule {
    var rule = HL7ReplyRule()
    if let value = object["acknowledge"] {
      rule.dialect = word(value, HL7Dialect.allCases, \.rawValue) ?? .alwaysAA
    }
    if let value = object["not-now"] {
      rule.notNow = word(value, [.error, .rejected, .commitError, .commitRejected], \.rawValue)
    }
    if let value = object["alert-reply"] {
      rule.answersAlertsByR41 = word(value, ["ack", "ora-r41"], \.self) == "ora-r41"
    }
    rule.tellsExpectedNumber = object["sequence"]?.flag() ?? false
    return rule
  }

  private func tls(_ value: YAMLValue) -> EndpointTLS? {
    guard let object = value.object(["authority", "pins", "client-certificate"]) else {
      return nil
    }
    var tls = EndpointTLS()
    (tls.authority, tls.pins) = object.certificates(pins: "pins", max: 1_000)
    if let value = object["client-certificate"] {
      tls.demandsCertificate = word(value, ["required", "none"], \.self) != "none"
    }
    let isKnown = object["authority"] != nil || object["pins"] != nil
    if tls.demandsCertificate, !isKnown {
      value.refuse(
        "\"tls\" does not say which certificates count: add authority: FILE, or pins, or"
          + " client-certificate: none")
    }
    if !tls.demandsCertificate, isKnown {
      value.refuse(
        "no certificate is asked for, so that authority and pins have no effect: remove them, or"
          + " write client-certificate: required")
    }
    return tls
  }

  private func address(_ value: YAMLValue) -> EndpointAddress? {
    guard let text = value.text() else { return nil }
    var host = Substring("127.0.0.1")
    var port = text[...]
    if let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
      if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    }
    let isHost = !host.isEmpty && !host.contains { $0.isWhitespace || $0 == "/" }
    guard isHost, let number = UInt16(port) else {
      value.refuse(
        "\(value.label) is \"\(text)\": write HOST:PORT, as in 127.0.0.1:2576 or \"[::1]:2576\"")
      return nil
    }
    return EndpointAddress(host: String(host), port: Int(number))
  }

  private func source(_ value: YAMLValue) -> EndpointSource? {
    guard let object = value.object(["application", "facility"]) else { return nil }
    let source = EndpointSource(
      application: object["application"]?.text(), facility: object["facility"]?.text())
    guard object["application"] != nil || object["facility"] != nil else {
      value.refuse("the item names nothing: add application: MSH-3, facility: MSH-4 or both")
      return nil
    }
    return source
  }

  private func messageType(_ value: YAMLValue) -> MessageTypePattern? {
    guard let text = value.text() else { return nil }
    do throws(MappingSyntaxError) {
      return try MessageTypePattern(parsing: text)
    } catch {
      value.refuse(error.text)
      return nil
    }
  }

  private func characterSets(_ value: YAMLValue) -> HL7CharacterSetRule {
    var rule = HL7CharacterSetRule.standard
    guard let object = value.object(["default", "force"]) else { return rule }
    if let value = object["default"] { rule.fallback = characterSet(value) ?? rule.fallback }
    rule.forced = object["force"].flatMap(characterSet)
    return rule
  }

  private func characterSet(_ value: YAMLValue) -> HL7CharacterSet? {
    guard let text = value.text() else { return nil }
    guard let set = HL7CharacterSet(named: text) else {
      value.refuse(
        "the character set \"\(text)\" is not decoded here: write UTF-8, windows-1252, ASCII or"
          + " 8859/1 to 8859/15")
      return nil
    }
    return set
  }

  private func limits(_ value: YAMLValue) -> EndpointLimits {
    var limits = EndpointLimits()
    guard let object = value.object(["frame-bytes", "stall", "connections"]) else { return limits }
    if let bytes = object["frame-bytes"]?.number(in: Self.frameBytes) { limits.frameBytes = bytes }
    if let stall = object["stall"]?.duration(in: Self.stall) { limits.stall = stall }
    if let count = object["connections"]?.number(in: 1...4_096) { limits.connections = count }
    return limits
  }

  /// One of some words.
  private func word<Word>(
    _ value: YAMLValue, _ words: [Word], _ spelling: KeyPath<Word, String>
  ) -> Word? {
    guard let text = value.text() else { return nil }
    guard let found = words.first(where: { $0[keyPath: spelling] == text }) else {
      let all = words.map { $0[keyPath: spelling] }
      value.refuse(
        "\(value.label) is \"\(text)\": write \(all.dropLast().joined(separator: ", ")) or"
          + " \(all.last ?? "")")
      return nil
    }
    return found
  }
}
