// Tocsin — Core: grants as text
// SPDX-License-Identifier: Apache-2.0

/// An account's grants as they are stored, listed and typed: `role|ward,ward|rota,rota` joined by
/// `;`, empty lists and trailing bars left out. In names, `%`, `;`, `|` and `,` are written `%25`
/// and so on.
package enum GrantText {
  /// The text of grants, sorted by role.
  package static func write(_ grants: [RoleGrant]) -> String {
    grants.sorted { $0.role < $1.role }.map { grant in
      let wards = grant.scope.wards.sorted().map(escape).joined(separator: ",")
      let rotas = grant.scope.rotas.sorted().map { escape($0.text) }.joined(separator: ",")
      var text = grant.role.rawValue
      if !wards.isEmpty || !rotas.isEmpty { text += "|" + wards }
      if !rotas.isEmpty { text += "|" + rotas }
      return text
    }.joined(separator: ";")
  }

  /// Nil when the text has another form: a role that is not known grants nothing by accident.
  package static func read(_ text: String) -> [RoleGrant]? {
    var grants: [RoleGrant] = []
    for part in text.split(separator: ";") {
      let fields = part.split(separator: "|", omittingEmptySubsequences: false)
      guard fields.count <= 3, let role = Role(rawValue: String(fields[0])) else { return nil }
      let wards = fields.count > 1 ? names(fields[1]) : []
      let rotas = fields.count > 2 ? names(fields[2]) : []
      guard let wards, let rotas else { return nil }
      grants.append(
        RoleGrant(role, AccessScope(wards: Set(wards), rotas: Set(rotas.map(RotaID.init)))))
    }
    return grants
  }

  private static let escapes: [Character: String] = [
    "%": "%25", ";": "%3B", "|": "%7C", ",": "%2C",
  ]

  private static func escape(_ name: String) -> String {
    name.map { escapes[$0] ?? String($0) }.joined()
  }

  private static func names(_ list: Substring) -> [String]? {
    var names: [String] = []
    for name in list.split(separator: ",") {
      guard let plain = plain(name) else { return nil }
      names.append(plain)
    }
    return names
  }

  private static func plain(_ name: Substring) -> String? {
    var plain = ""
    var rest = name
    while let character = rest.popFirst() {
      guard character == "%" else {
        plain.append(character)
        continue
      }
      let code = "%" + rest.prefix(2)
      guard let found = escapes.first(where: { $0.value == code })?.key else { return nil }
      plain.append(found)
      rest = rest.dropFirst(2)
    }
    return plain
  }
}
