// Tocsin — Identity: why a directory's request is refused
// SPDX-License-Identifier: Apache-2.0

/// A refusal (RFC 7644 §3.12). The detail says what to send instead and holds no value of the
/// request but names of attributes.
package struct SCIMError: Error, Hashable, Sendable {
  /// The words of RFC 7644 table 9 that occur here.
  package enum Kind: String, Sendable, CaseIterable {
    case invalidFilter, tooMany, uniqueness, mutability, invalidSyntax, invalidPath, noTarget
    case invalidValue
  }

  /// The HTTP status.
  package let status: Int
  package let kind: Kind?
  package let detail: String

  package init(_ status: Int, _ kind: Kind? = nil, _ detail: String) {
    self.status = status
    self.kind = kind
    self.detail = detail
  }

  static let schema = "urn:ietf:params:scim:api:messages:2.0:Error"

  /// The body.
  package var body: SCIMObject {
    var body: SCIMObject = [
      "schemas": .list([.text(Self.schema)]), "status": .text(String(status)),
    ]
    if let kind { body["scimType"] = .text(kind.rawValue) }
    body["detail"] = .text(detail)
    return body
  }
}

/// The bounds on what a directory sends.
package enum SCIMLimits {
  /// A body; a group's whole list of members fits.
  package static let bodyBytesMax = 1_048_576
  /// Arrays and objects within each other.
  package static let depthMax = 12
  package static let filterBytesMax = 2_048
  /// Brackets and `not` within each other.
  package static let filterDepthMax = 8
  /// Comparisons in one filter.
  package static let filterTermsMax = 64
  /// Operations in one PATCH.
  package static let operationsMax = 1_000
  /// Resources on one page of a list.
  package static let pageMax = 200
  /// A page's size when nobody says.
  package static let pageUsual = 100
  /// Members of one group.
  package static let membersMax = 20_000
  /// A value of text.
  package static let textBytesMax = 1_024
}
