// Tocsin — Identity: what a request asks for
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// The target of a request below `/scim/v2` (RFC 7644 §3.2).
enum SCIMRoute: Hashable, Sendable {
  case configuration
  case resourceTypes(String?)
  case schemas(String?)
  case resources(SCIMResourceType)
  case resource(SCIMResourceType, id: String)
  /// A search over one kind, or over all.
  case search([SCIMResourceType])

  /// Where it all is; locations begin with it.
  static let base = "/scim/v2"
  static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

  /// Reads a path; nil when nothing is there.
  init?(path: String) {
    var parts: [String] = []
    for part in path.split(separator: "/") {
      guard let text = Self.decoded(part), parts.count < 2 else { return nil }
      parts.append(text)
    }
    let rest = parts.count > 1 ? parts[1] : nil
    switch (parts.first, rest) {
    case ("ServiceProviderConfig", nil): self = .configuration
    case ("ResourceTypes", _): self = .resourceTypes(rest)
    case ("Schemas", _): self = .schemas(rest)
    case (".search", nil): self = .search(SCIMResourceType.all)
    case (let first?, _):
      guard let type = SCIMResourceType.all.first(where: { $0.endpoint == "/" + first }) else {
        return nil
      }
      switch rest {
      case nil: self = .resources(type)
      case ".search": self = .search([type])
      case let id?: self = .resource(type, id: id)
      }
    case (nil, _): return nil
    }
  }

  /// The methods that it takes.
  var allowed: [String] {
    switch self {
    case .configuration, .resourceTypes, .schemas: ["GET"]
    case .resources: ["GET", "POST"]
    case .resource: ["GET", "PUT", "PATCH", "DELETE"]
    case .search: ["POST"]
    }
  }

  /// Percent-decoded text; nil when it is no UTF-8 or a percent sign has no digits.
  static func decoded(_ text: Substring, isQuery: Bool = false) -> String? {
    PercentEncoding.decode(text.utf8, plusIsSpace: isQuery)
  }
}
