// Tocsin — Delivery: the places of a channel's templates, filled
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// What fills the places of templates, each escaped for where it stands.
///
/// A place is a word in braces, as `{number}`; braces around anything else are text.
struct TemplateFilling {
  private let values: [ChannelPlaceholder: String]
  private let channel: ChannelSettings

  init(_ order: ChannelOrder) throws(ChannelEnd) {
    let (address, text) = try order.words()
    channel = order.channel
    var values: [ChannelPlaceholder: String] = [
      .number: address, .text: text.line(in: order.language), .priority: text.priority.word,
      .code: text.code, .role: text.role, .call: text.call, .callback: order.callback ?? "",
    ]
    values[.secret] = order.secret
    self.values = values
  }

  /// The URL, each value percent-encoded.
  func url() throws(ChannelEnd) -> String {
    let text = channel.server
    let filled = try fill(text, PercentText.encode)
    // A value must not move the request to another server, whatever it is.
    let places = try [fill(text) { _ in "0" }, fill(text) { _ in "1" }, filled].map {
      URLPlace($0)
    }
    guard let place = places[0] else { throw .noURL }
    guard places.allSatisfy({ $0 == place }) else {
      throw ChannelEnd(.misconfigured(note: "server: no place can be filled in the host of a URL"))
    }
    return filled
  }

  /// The headers, line breaks and other control characters made spaces.
  func headers() throws(ChannelEnd) -> [(name: String, value: String)] {
    var headers: [(name: String, value: String)] = []
    for header in channel.headers {
      let value = try fill(header.text) { value in
        String(
          decoding: value.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
      }
      headers.append((header.name, value))
    }
    if !headers.contains(where: { $0.name.lowercased() == "content-type" }), hasBody {
      headers.append(("Content-Type", contentType))
    }
    return headers
  }

  private var hasBody: Bool { channel.method != "GET" && !channel.body.isEmpty }

  private var contentType: String {
    switch channel.bodyForm {
    case .json: "application/json"
    case .form: "application/x-www-form-urlencoded"
    case .text: "text/plain; charset=utf-8"
    }
  }

  /// The body in the form that the document says; empty for GET.
  func body() throws(ChannelEnd) -> [UInt8] {
    guard hasBody else { return [] }
    switch channel.bodyForm {
    case .json:
      var members: [TemplateMember] = []
      for member in channel.body {
        members.append(TemplateMember(member.name, try fill(member.text) { $0 }))
      }
      var json = JSONText()
      try TemplateMember.write(members, depth: 0, into: &json)
      return json.bytes
    case .form:
      var pairs: [String] = []
      for member in channel.body {
        let value = try fill(member.text) { $0 }
        pairs.append("\(PercentText.encode(member.name))=\(PercentText.encode(value))")
      }
      return Array(pairs.joined(separator: "&").utf8)
    case .text:
      var lines: [String] = []
      for member in channel.body { lines.append(try fill(member.text) { $0 }) }
      return Array(lines.joined(separator: "\n").utf8)
    }
  }

  private func fill(
    _ template: String, _ escape: (String) -> String
  ) throws(ChannelEnd) -> String {
    var filled = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      filled += rest[..<open]
      rest = rest[open...]
      let word = rest.dropFirst().prefix { $0.isASCII && $0.isLetter }
      let after = rest.dropFirst(word.count + 1)
      if word.isEmpty || after.first != "}" {
        filled += "{"
        rest = rest.dropFirst()
      } else {
        filled += escape(try value(word))
        rest = after.dropFirst()
      }
    }
    return filled + rest
  }

  private func value(_ word: Substring) throws(ChannelEnd) -> String {
    guard let place = ChannelPlaceholder(rawValue: String(word)) else {
      throw ChannelEnd(.misconfigured(note: "a template has a place that nothing fills"))
    }
    guard let value = values[place] else {
      throw ChannelEnd(
        .misconfigured(
          note: "a template has {\(place.rawValue)}, and none is kept: tocsin channel-secret"))
    }
    return value
  }
}

/// Text as it may stand in a URL or a form: all but the unreserved characters of RFC 3986 §2.3 are
/// percent-encoded.
enum PercentText {
  static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
      case _: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// A member of a JSON body by its path: `message.to.0` is the first of a list.
struct TemplateMember {
  private let path: ArraySlice<Substring>
  private let value: String

  /// The deepest body.
  private static let depthMax = 8

  init(_ path: String, _ value: String) {
    self.path = path.split(separator: ".", omittingEmptySubsequences: false)[...]
    self.value = value
  }

  private init(_ path: ArraySlice<Substring>, _ value: String) {
    self.path = path
    self.value = value
  }

  /// Writes an object, or a list where every name is a number, in the order of the document. Each
  /// call is a step deeper, so that it ends at `depthMax`.
  static func write(
    _ members: [TemplateMember], depth: Int, into json: inout JSONText
  ) throws(ChannelEnd) {
    let clash = ChannelEnd(
      .misconfigured(note: "body: two members stand in one place, or one has no name"))
    var names: [Substring] = []
    for name in members.compactMap(\.path.first) where !names.contains(name) { names.append(name) }
    guard depth < depthMax, names.allSatisfy({ !$0.isEmpty }) else { throw clash }
    let isList = names.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    json.raw(isList ? "[" : "{")
    for (place, name) in names.enumerated() {
      if place > 0 { json.raw(",") }
      if !isList {
        json.string(String(name))
        json.raw(":")
      }
      let inner = members.filter { $0.path.first == name }.map {
        TemplateMember($0.path.dropFirst(), $0.value)
      }
      if inner.count == 1, inner[0].path.isEmpty {
        json.string(inner[0].value)
      } else {
        guard inner.allSatisfy({ !$0.path.isEmpty }) else { throw clash }
        try write(inner, depth: depth + 1, into: &json)
      }
    }
    json.raw(isList ? "]" : "}")
  }
}
