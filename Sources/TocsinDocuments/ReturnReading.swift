// Tocsin — Documents: the return part of an integration
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// Reads `return:`, by which a source is told what became of its alerts.
enum ReturnReading {
  private static let keys = [
    "to", "as", "statuses", "tls", "reply-within", "queue", "keep-for", "record",
  ]

  static func path(_ value: YAMLValue) -> ReturnPath? {
    guard let object = value.object(keys),
      let place = object.required("to", example: "to: 10.20.0.5:2576"),
      let (host, port) = address(place)
    else { return nil }
    var path = ReturnPath(host: host, port: port)
    if let form = object["as"] { path.form = self.form(form) ?? path.form }
    if let list = object["statuses"] { path.statuses = statuses(list) }
    path.tls = object["tls"].flatMap(tls)
    path.replyWithin =
      object["reply-within"]?.duration(in: .seconds(1) ... .seconds(60)) ?? path.replyWithin
    path.waitingMax = object["queue"]?.number(in: 100...1_000_000) ?? path.waitingMax
    path.keepFor = object["keep-for"]?.duration(in: .minutes(1) ... .hours(720)) ?? path.keepFor
    path.record = object["record"].flatMap(record)
    return path
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

  private static func form(_ value: YAMLValue) -> ReturnPath.Form? {
    guard let text = value.text() else { return nil }
    guard let form = ReturnPath.Form(rawValue: text) else {
      let known = ReturnPath.Form.allCases.map(\.rawValue).joined(separator: ", ")
      value.refuse("\(value.label) is \"\(text)\": write one of \(known)")
      return nil
    }
    return form
  }

  private static func statuses(_ value: YAMLValue) -> Set<PageStatus> {
    Set(
      (value.items(max: PageStatus.allCases.count) ?? []).compactMap { item in
        guard let text = item.text() else { return nil }
        guard let status = PageStatus(rawValue: text) else {
          let known = PageStatus.allCases.map(\.rawValue).joined(separator: ", ")
          item.refuse("\"\(text)\" is no status: write some of \(known)")
          return nil
        }
        return status
      })
  }

  private static func tls(_ value: YAMLValue) -> ReturnTLS? {
    guard let object = value.object(["authority", "pin", "certificate", "key"]) else {
      return nil
    }
    var tls = ReturnTLS()
    tls.authority = object["authority"]?.text()
    tls.pin = object["pin"].flatMap { $0.certificatePin() }
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
