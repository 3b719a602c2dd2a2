// Tocsin — Identity: the schemas of people and groups
// SPDX-License-Identifier: Apache-2.0

/// The URNs that occur.
enum SCIMName {
  static let person = "urn:ietf:params:scim:schemas:core:2.0:User"
  static let group = "urn:ietf:params:scim:schemas:core:2.0:Group"
  /// The gateway's own extension of a person.
  static let account = "urn:tocsin:scim:schemas:1.0:Account"
  static let list = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
  static let schema = "urn:ietf:params:scim:schemas:core:2.0:Schema"
  static let resourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
  static let configuration = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
}

extension SCIMResourceType {
  /// A person: an account of the gateway that a directory keeps.
  package static let person = SCIMResourceType(
    name: "User", endpoint: "/Users", description: "A person who may sign in and be paged.",
    core: .person, extensions: [.account], passedOver: standardOfPerson)

  /// A group: those of `GroupGrant.form` give their members a role.
  package static let group = SCIMResourceType(
    name: "Group", endpoint: "/Groups", description: "A set of people; some give a role.",
    core: .group, extensions: [], passedOver: ["members.type", "description"])

  /// Both kinds, in the order in which they are listed.
  package static let all = [person, group]

  /// What RFC 7643 §4.1 defines and is not kept: less data, and nothing that pages need.
  private static let standardOfPerson: Set<String> = [
    "name", "nickname", "profileurl", "title", "usertype", "preferredlanguage", "locale",
    "timezone", "password", "ims", "photos", "addresses", "entitlements", "roles",
    "x509certificates",
  ]
}

extension SCIMSchema {
  static let person = SCIMSchema(
    id: SCIMName.person, name: "User", description: "A person, as far as the gateway keeps it.",
    attributes: [
      SCIMAttribute("userName", "The name in the directory; compared without case.")
        .with(\.isRequired, true).with(\.uniqueness, .server),
      SCIMAttribute("displayName", "The name by which others know the person.")
        .with(\.isRequired, true),
      SCIMAttribute("active", .flag, "False ends the account with its devices and sessions.")
        .with(\.isRequired, true),
      SCIMAttribute("phoneNumbers", .complex, "The numbers on which the person is reached.")
        .with(\.isMultiple, true)
        .with(
          \.subs,
          [
            SCIMAttribute("value", "The number.").with(\.isRequired, true),
            SCIMAttribute("type", "What is of another kind is not kept.")
              .with(\.canonical, ["work", "mobile", "pager"]).with(\.readsOthers, true),
          ]),
      SCIMAttribute("emails", .complex, "The mail address on which the person is reached.")
        .with(\.isMultiple, true)
        .with(
          \.subs,
          [
            SCIMAttribute("value", "The address.").with(\.isRequired, true),
            SCIMAttribute("type", "What is of another kind is not kept.")
              .with(\.canonical, ["work"]).with(\.readsOthers, true),
          ]),
      SCIMAttribute("groups", .complex, "The groups of which the person is a member.")
        .with(\.isMultiple, true).with(\.mutability, .readOnly)
        .with(
          \.subs,
          [
            SCIMAttribute("value", "The id of the group.").with(\.mutability, .readOnly),
            SCIMAttribute("display", "Its name.").with(\.mutability, .readOnly),
          ]),
    ])

  static let account = SCIMSchema(
    id: SCIMName.account, name: "Account", description: "What an account has beyond the standard.",
    attributes: [
      SCIMAttribute("kind", "A locum has an end from the first day.")
        .with(\.canonical, ["staff", "locum"]),
      SCIMAttribute("validFrom", .dateTime, "The account begins at this instant."),
      SCIMAttribute("validUntil", .dateTime, "The account ends at this instant."),
      SCIMAttribute("grants", .complex, "The roles that the person has now, and where.")
        .with(\.isMultiple, true).with(\.mutability, .readOnly)
        .with(
          \.subs,
          [
            SCIMAttribute("role", "The role.").with(\.mutability, .readOnly),
            SCIMAttribute("wards", "Where it holds; none for everywhere.")
              .with(\.isMultiple, true).with(\.mutability, .readOnly),
            SCIMAttribute("rotas", "The services for which it holds; none for all.")
              .with(\.isMultiple, true).with(\.mutability, .readOnly),
          ]),
    ])

  static let group = SCIMSchema(
    id: SCIMName.group, name: "Group", description: "A set of people.",
    attributes: [
      SCIMAttribute("displayName", "tocsin-ROLE, with @ward:WARD or @rota:ROTA where it is scoped.")
        .with(\.isRequired, true).with(\.uniqueness, .server),
      SCIMAttribute("members", .complex, "The people.")
        .with(\.isMultiple, true)
        .with(
          \.subs,
          [
            SCIMAttribute("value", "The id of the person.").with(\.isCaseExact, true)
              .with(\.isRequired, true).with(\.mutability, .immutable),
            SCIMAttribute("$ref", .reference, "Where the person is.").with(\.isCaseExact, true)
              .with(\.mutability, .immutable).with(\.references, ["User"]),
          ]),
    ])
}
