// Tocsin — Documents: the kinds of documents, and where each lies
// SPDX-License-Identifier: Apache-2.0

/// The kinds of documents; the raw value is the kind of a stored revision.
package enum DocumentKind: String, Hashable, Sendable, CaseIterable {
  case routes, people, calls, channels, networks, policy, rota, holidays, integration
}

/// A document as the file system has it.
package struct DocumentFile: Hashable, Sendable {
  /// As findings are to show it, with `/` between its parts.
  package let path: String
  package let text: String

  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// Where a document belongs, read from its path alone: `routes.yaml`, `people.yaml`, `calls.yaml`,
/// `channels.yaml`, `networks.yaml`, `policies/NAME.yaml`, `rotas/NAME.yaml`, `holidays/NAME.yaml`,
/// and `NAME/mapping.yaml`.
package struct DocumentPlace: Hashable, Sendable {
  package let kind: DocumentKind
  /// The name under which others refer to it; that of the kind for routes, people,
  /// calls, channels and networks.
  package let name: String

  /// Nil when the path is not one of a document.
  package init?(path: String) {
    let parts = path.split(separator: "/").map(String.init)
    guard let file = parts.last, file.hasSuffix(".yaml") else { return nil }
    let stem = String(file.dropLast(5))
    let folder = parts.dropLast().last ?? ""
    switch (folder, file) {
    case ("policies", _): (kind, name) = (.policy, stem)
    case ("rotas", _): (kind, name) = (.rota, stem)
    case ("holidays", _): (kind, name) = (.holidays, stem)
    case (_, "routes.yaml"): (kind, name) = (.routes, "routes")
    case (_, "people.yaml"): (kind, name) = (.people, "people")
    case (_, "calls.yaml"): (kind, name) = (.calls, "calls")
    case (_, "channels.yaml"): (kind, name) = (.channels, "channels")
    case (_, "networks.yaml"): (kind, name) = (.networks, "networks")
    case (_, "mapping.yaml") where !folder.isEmpty: (kind, name) = (.integration, folder)
    default: return nil
    }
  }

  /// Whether a path looks as if it were meant to be a document: files that end so and are none are
  /// worth a finding.
  package static func looksLikeDocument(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml")
  }
}
