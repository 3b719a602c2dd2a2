// Tocsin — Documents: the return part of an integration
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// Reads `return:`, by which a source is told what became of its alerts.
enum ReturnReading {
  private static let keys = [
    "to", "as", "statuses", "tls", "token", "reply-within", "queue", "keep-for", "record",
  ]

  static func path(_ value: YAMLValue) -> ReturnPath? {
    guard let object = value.object(keys),
      let place = object.required("to", example: "to: 10.20.0.5:2576"),
      let target = target(place, as: object["as"])
    else { return nil }
    var path = ReturnPath(to: target)
    if let list = object["statuses"] {
      if path.isWeb {
        path.news = words(list, none: "is no news of an alert")
      } else {
        path.statuses = words(list, none: "is no status")
      }
    }
    path.token = object["token"]?.text()
    path.tls = object["tls"].flatMap(tls)
    path.replyWithin =
      object["reply-within"]?.duration(in: .seconds(1) ... .seconds(60)) ?? path.replyWithin
    path.waitingMax = object["queue"]?.number(in: 100...1_000_000) ?? path.waitingMax
    path.keepFor = object["keep-for"]?.duration(in: .minutes(1) ... .hours(720)) ?? path.keepFor
    path.record = object["record"].flatMap(record)
    refuseForeign(object, of: path)
    return path
  }

  /// What belongs to the other kind of target is refused where it stands.
  private static func refuseForeign(_ object: YAMLObject, of path: ReturnPath) {
    let foreign = path.isWeb ? ["tls", "record"] : ["token"]
    let kind = path.isWeb ? "a URL" : "HOST:PORT"
    for key in foreign {
      object[key]?.refuse("\"\(key)\" has no meaning where \"to\" is \(kind): leave it out")
    }
  }

  private static func target(_ value: YAMLValue, as form: YAMLValue?) -> ReturnPath.Target? {
    guard let text = value.text() else { return nil }
    if text.contains("://") {
      let form: NewsForm = form.flatMap { word($0) } ?? .webhook
      return url(text, value).map { .web($0, form) }
    }
    let form: StatusForm = form.flatMap { word($0) } ?? .pcd05
    return address(value).map { .mllp(host: $0.0, port: $0.1, form) }
  }

  private static func url(_ text: String, _ value: YAMLValue) -> String? {
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    let host = parts[1].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let isForm =
      ["https", "http"].contains(parts[0]) && !host.isEmpty && !host.contains("@")
      && text.utf8.count <= 2_048 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      && !text.contains("#")
    guard isForm else {
      value.refuse("\(value.label) is no URL: write https://HOST/PATH, without a password")
      return nil
    }
    return text
  }

  private static func address(_ value: YAMLValue) -> (String, Int)? {
    guard let text = value.text() else { return nil }
    let colon = text.lastIndex(of: ":")
    let port = colon.flatMap { UInt16(text[text.index(after: $0)...]) } ?? 0
    var host = colon.map { text[..<$0] } ?? ""
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      host = ""
    }
    guard !host.isEmpty, port > 0, !host.contains(where: { $0 == " " || $0 == "/" }) else {
      value.refuse("\"to\" is \"\(text)\": write HOST:PORT, as in 10.20.0.5:2576")
      return nil
    }
    return (String(host), Int(port))
  }

  private static func word<Word: RawRepresentable & CaseIterable>(
    _ value: YAMLValue
  ) -> Word? where Word.RawValue == String {
    guard let text = value.text() else { return nil }
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      value.refuse("\(value.label) is \"\(text)\": write one of \(known)")
      return nil
    }
    return word
  }

  private static func words<Word: RawRepresentable & CaseIterable & Hashable>(
    _ value: YAMLValue, none: String
  ) -> Set<Word> where Word.RawValue == String {
    Set(
      (value.items(max: Word.allCases.count) ?? []).compactMap { item in
        guard let text = item.text() else { return nil }
        guard let word = Word(rawValue: text) else {
          let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
          item.refuse("\"\(text)\" \(none): write some of \(known)")
          return nil
        }
        return word
      })
  }

  private static func tls(_ value: YAMLValue) -> ReturnTLS? {
    guard let object = value.object(["authority", "pin", "certificate", "key"]) else {
      return nil
    }
    var tls = ReturnTLS()
    let known = object.certificates(pins: "pin", max: 1)
    (tls.authority, tls.pin) = (known.authority, known.pins.first)
    tls.certificate = object["certificate"]?.text()
    tls.key = object["key"]?.text()
    if object["authority"] == nil, object["pin"] == nil {
      value.refuse(
        "\"tls\" says nobody to trust: add authority: FILE, or pin: and the SHA-256 of the"
          + " peer's certificate")
    }
    if (tls.certificate == nil) != (tls.key == nil) {
      value.refuse("\"certificate\" and \"key\" go together: add the other one")
    }
    return tls
  }

  private static func record(_ value: YAMLValue) -> RecordFiling? {
    guard let object = value.object(["receipt", "say-after"]) else { return nil }
    var filing = RecordFiling()
    filing.needsReceipt = object["receipt"]?.flag() ?? filing.needsReceipt
    filing.sayAfter =
      object["say-after"]?.duration(in: .hours(1) ... .hours(2_160)) ?? filing.sayAfter
    return filing
  }
}
