// Tocsin — Identity: the part of a resource that was asked for
// SPDX-License-Identifier: Apache-2.0

/// Which attributes a reply has (RFC 7644 §3.9): those named, or all but those named; never without
/// what is always returned.
package struct SCIMProjection: Hashable, Sendable {
  /// Empty for all.
  package let wanted: [SCIMAttributePath]
  package let unwanted: [SCIMAttributePath]

  package static let all = SCIMProjection()

  private init() {
    wanted = []
    unwanted = []
  }

  /// Reads the names of both parameters; only one of them may be used.
  package init(wanted: [String], unwanted: [String]) throws(SCIMError) {
    guard wanted.isEmpty || unwanted.isEmpty else {
      throw SCIMError(400, .invalidValue, "use attributes or excludedAttributes, not both")
    }
    self.wanted = try Self.names(wanted)
    self.unwanted = try Self.names(unwanted)
  }

  private static func names(_ texts: [String]) throws(SCIMError) -> [SCIMAttributePath] {
    var names: [SCIMAttributePath] = []
    for text in texts {
      do {
        names.append(try SCIMFilterParser.attribute(text))
      } catch {
        throw SCIMError(400, .invalidValue, "attributes are names such as userName or meta.version")
      }
    }
    return names
  }

  /// The resource with what was asked for.
  package func of(_ resource: SCIMObject, _ type: SCIMResourceType) -> SCIMObject {
    guard self != .all else { return resource }
    let rest = wanted.isEmpty ? unwanted : wanted
    var kept: [SCIMObject.Member] = []
    let always = ["schemas", "id"]
    for member in resource.members {
      let owner = type.extensions.first { $0.id == member.name }
      if always.contains(member.name) {
        kept.append(member)
      } else if let owner, let part = member.value.object {
        let inner = part.members.compactMap { chosen($0, rest, type, owner: owner) }
        if !inner.isEmpty {
          kept.append(.init(name: member.name, value: .object(SCIMObject(inner))))
        }
      } else if let member = chosen(member, rest, type, owner: nil) {
        kept.append(member)
      }
    }
    return SCIMObject(kept)
  }

  /// The member, a part of it, or nil.
  private func chosen(
    _ member: SCIMObject.Member, _ paths: [SCIMAttributePath], _ type: SCIMResourceType,
    owner: SCIMSchema?
  ) -> SCIMObject.Member? {
    var subs: Set<String> = []
    for path in paths {
      switch type.meaning(of: path) {
      case .whole(let schema) where schema == owner: return wanted.isEmpty ? nil : member
      case .attribute(let attribute, let sub, let home)
      where home == owner?.id && attribute.name == member.name:
        guard let sub else { return wanted.isEmpty ? nil : member }
        subs.insert(sub.name)
      case .attribute, .whole, .passedOver, nil: break
      }
    }
    guard !subs.isEmpty else { return wanted.isEmpty ? member : nil }
    return .init(name: member.name, value: parts(of: member.value, subs))
  }

  private func parts(of value: SCIMValue, _ subs: Set<String>) -> SCIMValue {
    switch value {
    case .object(let object):
      .object(
        SCIMObject(object.members.filter { subs.contains($0.name) != wanted.isEmpty }))
    case .list(let values): .list(values.map { parts(of: $0, subs) })
    case .null, .flag, .number, .decimal, .text: value
    }
  }
}
