// Tocsin — Identity: a group as a directory sees one
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
package import TocsinGateway

/// The `meta` of a resource (RFC 7643 §3.1).
enum SCIMMeta {
  static func of(
    _ type: SCIMResourceType, id: String, revision: Int64, changedAt: Timestamp
  ) -> SCIMValue {
    [
      "resourceType": .text(type.name), "lastModified": .text(RFC3339.text(changedAt)),
      "location": .text(place(type, id)),
      "version": .text(tag(revision)),
    ]
  }

  /// Where a resource is.
  static func place(_ type: SCIMResourceType, _ id: String) -> String {
    SCIMRoute.base + type.endpoint + "/" + id
  }

  /// The weak entity tag of a revision.
  static func tag(_ revision: Int64) -> String { "W/\"\(revision)\"" }

  /// Whether a list of entity tags, as in `If-Match`, names a revision; compared weakly.
  static func names(_ list: String, _ revision: Int64) -> Bool {
    list.split(separator: ",").contains { tag in
      let bare = tag.filter { $0 != " " }
      return bare == "*" || bare.trimmingPrefix("W/") == "\"\(revision)\""
    }
  }
}

/// A group of SCIM and the directory's group that it is.
package enum SCIMGroup {
  /// The resource of a group.
  package static func resource(_ group: DirectoryGroup) -> SCIMObject {
    var object: SCIMObject = [
      "schemas": .list([.text(SCIMName.group)]), "id": .text(group.id.text),
    ]
    if let key = group.externalID { object["externalId"] = .text(key) }
    object["meta"] = SCIMMeta.of(
      .group, id: group.id.text, revision: group.revision, changedAt: group.changedAt)
    object["displayName"] = .text(group.name)
    guard !group.members.isEmpty else { return object }
    object["members"] = .list(
      group.members.sorted().map { member in
        ["value": .text(member.text), "$ref": .text(SCIMMeta.place(.person, member.text))]
      })
    return object
  }

  /// The group that a resource wishes for, over what is there.
  package static func group(
    _ wish: SCIMObject, over present: DirectoryGroup
  ) throws(SCIMError) -> DirectoryGroup {
    var group = present
    group.name = wish["displayName"]?.text ?? ""
    group.externalID = wish["externalId"]?.text
    var members: Set<ResponderID> = []
    for element in wish["members"]?.elements ?? [] {
      guard let id = element.object?["value"]?.text else {
        throw SCIMError(400, .invalidValue, "a member is named by the value that is its id")
      }
      members.insert(ResponderID(id))
    }
    group.members = members
    return group
  }
}
