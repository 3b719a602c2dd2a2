// Tocsin — Documents: one channel of channels.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Reads one item of `channels:`.
enum ChannelReading {
  private static let common = ["channel", "kind", "loud", "timeout", "addresses"]
  private static let timeouts = Milliseconds.seconds(1) ... .seconds(30)
  private static let membersMax = 20

  /// The keys of a kind beside those that every channel has.
  private static func keys(of kind: ChannelKind) -> [String] {
    switch kind {
    case .webPush: ["contact", "hosts"]
    case .ntfy: ["server", "callbacks"]
    case .mail: ["server", "from", "account"]
    case .http: ["server", "method", "headers", "body", "members", "reference", "callbacks"]
    case .snpp: ["server", "account", "two-way"]
    case .tap, .espa: ["server", "account"]
    case .wctp: ["server", "account", "callbacks", "two-way"]
    }
  }

  private static var allKeys: [String] {
    ChannelKind.allCases.reduce(into: common) { keys, kind in
      keys += Self.keys(of: kind).filter { !keys.contains($0) }
    }
  }

  /// Nil after logging what is wrong.
  static func settings(_ value: YAMLValue) -> ChannelSettings? {
    guard let object = value.object(allKeys),
      let name = object.required("channel", example: "channel: sms")?.name(),
      let kind = object.required("kind", example: "kind: http").flatMap(kind)
    else { return nil }
    if ["person", "contact"].contains(name) {
      value.refuse("a channel cannot be called \"\(name)\": choose another name")
    }
    let known = common + keys(of: kind)
    for key in allKeys where !known.contains(key) {
      object[key]?.refuse("\"\(key)\" has no meaning for a channel of the kind \(kind.rawValue)")
    }
    var settings = ChannelSettings(name, kind)
    settings.isLoud = object["loud"]?.flag() ?? settings.isLoud
    settings.timeout = object["timeout"]?.duration(in: timeouts) ?? settings.timeout
    settings.account = object["account"]?.text() ?? ""
    settings.takesCallbacks = object["callbacks"]?.flag() ?? false
    settings.addresses = object["addresses"].flatMap { addresses($0, kind) }
    settings.isTwoWay = object["two-way"]?.flag() ?? false
    settings.hosts = object["hosts"]?.items(max: 20)?.compactMap(host) ?? []
    readServer(object, into: &settings)
    if kind == .http { readRequest(object, into: &settings) }
    return settings
  }

  /// What of the directory is the address of whoever has none under `people`.
  private static func addresses(_ value: YAMLValue, _ kind: ChannelKind) -> DirectoryAddress? {
    guard let text = value.text() else { return nil }
    let known: [DirectoryAddress] =
      switch kind {
      case .webPush, .ntfy: []
      case .mail: [.mail]
      case .http: DirectoryAddress.allCases
      case .snpp, .tap, .wctp, .espa: [.pager, .mobile, .work]
      }
    if known.isEmpty {
      value.refuse("the directory has no addresses for a channel of the kind \(kind.rawValue)")
      return nil
    }
    guard let address = known.first(where: { $0.rawValue == text }) else {
      let words = known.map(\.rawValue).joined(separator: ", ")
      value.refuse("\(value.label) is \"\(text)\": write one of \(words)")
      return nil
    }
    return address
  }

  private static func kind(_ value: YAMLValue) -> ChannelKind? {
    guard let text = value.text() else { return nil }
    guard let kind = ChannelKind(rawValue: text) else {
      let known = ChannelKind.allCases.map(\.rawValue).joined(separator: ", ")
      value.refuse("\(value.label) is \"\(text)\": write one of \(known)")
      return nil
    }
    return kind
  }

  private static func readServer(_ object: YAMLObject, into settings: inout ChannelSettings) {
    switch settings.kind {
    case .webPush:
      let example = "contact: mailto:pager@hospital.example"
      settings.sender =
        object.required("contact", example: example)
        .flatMap { text($0, ["mailto:", "https://"]) } ?? ""
    case .mail:
      let example = "server: smtps://mail.hospital.example"
      settings.server =
        object.required("server", example: example)
        .flatMap { text($0, ["smtp://", "smtps://"]) } ?? ""
      settings.sender =
        object.required("from", example: "from: pager@hospital.example").flatMap(mailAddress) ?? ""
    case .ntfy, .http, .wctp:
      settings.server =
        object.required("server", example: "server: https://gateway.hospital.example/send")
        .flatMap { text($0, ["https://", "http://"]) } ?? ""
    case .snpp, .tap, .espa:
      settings.server =
        object.required("server", example: "server: pagers.hospital.example:444")
        .flatMap { terminal($0, settings.kind) } ?? ""
    }
  }

  private static func readRequest(_ object: YAMLObject, into settings: inout ChannelSettings) {
    if let place = object["method"], let method = place.text() {
      if ["GET", "POST", "PUT"].contains(method) {
        settings.method = method
      } else {
        place.refuse("\(place.label) is \"\(method)\": write GET, POST or PUT")
      }
    }
    if let place = object["body"], let word = place.text() {
      if let form = ChannelBodyForm(rawValue: word) {
        settings.bodyForm = form
      } else {
        place.refuse("\(place.label) is \"\(word)\": write json, form or text")
      }
    }
    settings.headers = object["headers"].map(templates) ?? []
    settings.body = object["members"].map(templates) ?? []
    settings.reference = object["reference"]?.text() ?? ""
    let all = [settings.server] + (settings.headers + settings.body).map(\.text)
    if !all.contains(where: { $0.contains("{number}") }) {
      object["channel"]?.refuse(
        "nothing of this channel says whom it is for: put {number} into the server or a member")
    }
    if !all.contains(where: { $0.contains("{text}") || $0.contains("{code}") }) {
      object["channel"]?.refuse(
        "nothing of this channel says what it is about: put {text} or {code} into a member")
    }
    refuseUnknownPlaces(in: settings.server, object["server"])
  }

  private static func templates(_ value: YAMLValue) -> [ChannelTemplate] {
    let entries = value.entries() ?? []
    if entries.count > membersMax {
      value.refuse("\(value.label) has \(entries.count) members: at most \(membersMax) are read")
    }
    return entries.prefix(membersMax).compactMap { entry in
      guard let text = entry.value.text() else { return nil }
      refuseUnknownPlaces(in: text, entry.value)
      return ChannelTemplate(entry.key, text)
    }
  }

  /// A place that nothing fills would reach the provider as it stands.
  private static func refuseUnknownPlaces(in text: String, _ value: YAMLValue?) {
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      let inside = rest[rest.index(after: open)...]
      guard let close = inside.firstIndex(of: "}") else { break }
      let name = String(inside[..<close])
      if NameForm.holds(name), ChannelPlaceholder(rawValue: name) == nil {
        let known = ChannelPlaceholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
        value?.refuse("{\(name)} is no place that can be filled: use \(known)")
      }
      rest = rest[rest.index(after: close)...]
    }
  }

  // MARK: - Words

  private static func text(_ value: YAMLValue, _ prefixes: [String]) -> String? {
    guard let text = value.text() else { return nil }
    let start = prefixes.first { text.hasPrefix($0) }
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard let start, isPlain, text.utf8.count > start.utf8.count else {
      value.refuse(
        "\(value.label) is \"\(text)\": write it with"
          + " \(prefixes.joined(separator: " or ")) at its beginning and without spaces")
      return nil
    }
    let place = text.dropFirst(start.utf8.count).prefix { $0 != "/" }
    guard start == "mailto:" || !place.contains("@") else {
      value.refuse("\(value.label) holds an account: keep it with tocsin channel-secret")
      return nil
    }
    return text
  }

  private static func mailAddress(_ value: YAMLValue) -> String? {
    guard let text = value.text() else { return nil }
    guard ChannelKind.isMailAddress(text) else {
      value.refuse("\(value.label) is \"\(text)\", which is no mail address: write NAME@HOST")
      return nil
    }
    return text
  }

  private static func host(_ value: YAMLValue) -> String? {
    guard let text = value.text() else { return nil }
    let isHost =
      text.utf8.count <= 253
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-:".contains($0)) }
    guard isHost else {
      value.refuse("\(value.label) is \"\(text)\": write a host's name, as in push.example")
      return nil
    }
    return text.lowercased()
  }

  /// `HOST:PORT`; for what is spoken over a serial line, `/dev/ttyS0?baud=1200&bits=7E1` as well.
  private static func terminal(_ value: YAMLValue, _ kind: ChannelKind) -> String? {
    guard kind != .snpp, let text = value.text(), text.hasPrefix("/") else {
      return hostAndPort(value)
    }
    guard isSerialLine(text) else {
      value.refuse(
        "\(value.label) is \"\(text)\": write a line as in /dev/ttyS0?baud=1200&bits=7E1, with a"
          + " rate from 300 to 38400, and 7 or 8 bits, N, E or O, 1 or 2")
      return nil
    }
    return text
  }

  private static func isSerialLine(_ text: String) -> Bool {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].hasPrefix("/dev/"), !parts[0].contains("..") else { return false }
    let rates = ["300", "600", "1200", "2400", "4800", "9600", "19200", "38400"]
    return parts.dropFirst().joined().split(separator: "&").allSatisfy { pair in
      let words = pair.split(separator: "=", maxSplits: 1)
      guard words.count == 2 else { return false }
      let bits = Array(words[1])
      return words[0] == "baud" && rates.contains(String(words[1]))
        || words[0] == "bits" && bits.count == 3 && "78".contains(bits[0])
          && "NEO".contains(bits[1]) && "12".contains(bits[2])
    }
  }

  private static func hostAndPort(_ value: YAMLValue) -> String? {
    guard let text = value.text() else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let port = parts.count == 2 ? UInt16(parts[1]) : nil
    guard let port, port > 0, !parts[0].isEmpty, !text.contains(" "), !text.contains("/") else {
      value.refuse("\(value.label) is \"\(text)\": write HOST:PORT, as in 10.20.0.5:444")
      return nil
    }
    return text
  }

  /// What a person's address on a channel may be.
  static func address(_ value: YAMLValue, on channel: ChannelSettings) -> String? {
    if channel.kind == .mail { return mailAddress(value) }
    guard let text = value.text() else { return nil }
    guard channel.kind.canReach(text) else {
      value.refuse("\(value.label) is no address on \(channel.name): write letters and digits")
      return nil
    }
    if channel.kind == .ntfy, text.utf8.count < 16 {
      value.log.warning(
        value.line, "whoever knows a topic can listen to it: take 22 random letters and digits")
    }
    return text
  }
}
