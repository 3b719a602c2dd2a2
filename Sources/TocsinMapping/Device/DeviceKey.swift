// Tocsin — Mapping: what all messages about one device's alert have in common
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// The alert's id: OBR-29.2 (parent filler) in every message but the first, whose own id is OBR-3.
///
/// Some devices put a counter in front and the id into the namespace (`3^UUID^…`); then the
/// namespace alone is the id.
enum DeviceKey {
  /// Nil when the message gives none.
  static func text(_ order: HL7Segment?) -> String? {
    guard let order else { return nil }
    let parent = order.field(29).component(2)
    let own = order.field(3)
    return text((1...3).map { parent.subcomponent($0).text().trimmed })
      ?? text((1...3).map { own.component($0).text().trimmed })
  }

  /// From the parts of an entity identifier: id, namespace, universal id.
  static func text(_ parts: [String]) -> String? {
    let (id, namespace, universal) = (parts[0], parts[1], parts[2])
    if id.isEmpty || id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      for part in [namespace, universal] where isUUID(part) { return part.lowercased() }
    }
    guard !id.isEmpty else { return nil }
    return [id, namespace.isEmpty ? universal : namespace].filter { !$0.isEmpty }
      .joined(separator: "@")
  }

  /// 32 hexadecimal digits, whatever stands between them.
  static func isUUID(_ text: String) -> Bool {
    let bare = text.utf8.filter { !"-{}".utf8.contains($0) }
    guard bare.count == 32 else { return false }
    return bare.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
    }
  }
}
