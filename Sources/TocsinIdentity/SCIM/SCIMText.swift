// Tocsin — Identity: the reading and writing of SCIM's JSON
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// JSON text (RFC 8259), bounded in size and depth before anything is decoded.
package enum SCIMText {
  /// Reads the object that a body is.
  package static func object(_ bytes: [UInt8]) throws(SCIMError) -> SCIMObject {
    guard bytes.count <= SCIMLimits.bodyBytesMax else {
      throw SCIMError(413, .tooMany, "a body has at most \(SCIMLimits.bodyBytesMax) bytes")
    }
    guard depth(of: bytes) <= SCIMLimits.depthMax else {
      throw SCIMError(400, .invalidSyntax, "a body nests at most \(SCIMLimits.depthMax) deep")
    }
    guard let value = try? JSONDecoder().decode(SCIMValue.self, from: Data(bytes)) else {
      throw SCIMError(400, .invalidSyntax, "the body is not JSON")
    }
    guard let object = value.object else {
      throw SCIMError(400, .invalidSyntax, "the body is not an object")
    }
    return object
  }

  /// The UTF-8 bytes, members in their order.
  package static func bytes(_ object: SCIMObject) -> [UInt8] {
    var out: [UInt8] = []
    write(.object(object), to: &out)
    return out
  }

  /// The deepest nesting; brackets in strings do not count.
  private static func depth(of bytes: [UInt8]) -> Int {
    var (depth, deepest) = (0, 0)
    var (isInString, isEscaped) = (false, false)
    for byte in bytes {
      switch (byte, isInString) {
      case _ where isEscaped: isEscaped = false
      case (UInt8(ascii: "\\"), true): isEscaped = true
      case (UInt8(ascii: "\""), _): isInString.toggle()
      case (UInt8(ascii: "{"), false), (UInt8(ascii: "["), false):
        depth += 1
        deepest = max(deepest, depth)
      case (UInt8(ascii: "}"), false), (UInt8(ascii: "]"), false): depth -= 1
      case _: break
      }
    }
    return deepest
  }

  /// Nests no deeper than what was read or what the gateway makes.
  private static func write(_ value: SCIMValue, to out: inout [UInt8]) {
    switch value {
    case .null: out += "null".utf8
    case .flag(let flag): out += (flag ? "true" : "false").utf8
    case .number(let number): out += String(number).utf8
    case .decimal(let decimal): out += String(decimal).utf8
    case .text(let text): write(text, to: &out)
    case .list(let values):
      out.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(value, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let object):
      out.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(member.name, to: &out)
        out.append(UInt8(ascii: ":"))
        write(member.value, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to out: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        out += "\\u00".utf8
        out += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      case _: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}

/// Members that differ in nothing but case are one: which of them counts is not said.
extension SCIMValue: Decodable {
  package init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    if box.decodeNil() {
      self = .null
    } else if let flag = try? box.decode(Bool.self) {
      self = .flag(flag)
    } else if let text = try? box.decode(String.self) {
      self = .text(text)
    } else if let number = try? box.decode(Int64.self) {
      self = .number(number)
    } else if let decimal = try? box.decode(Double.self) {
      self = .decimal(decimal)
    } else if let list = try? box.decode([SCIMValue].self) {
      self = .list(list)
    } else {
      let members = try box.decode([String: SCIMValue].self)
      self = .object(
        SCIMObject(
          members.sorted { $0.key < $1.key }.map {
            SCIMObject.Member(name: $0.key, value: $0.value)
          }))
    }
  }
}
