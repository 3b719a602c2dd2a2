// Tocsin — Identity: a person as a directory sees one
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// A person of SCIM and the account that they are.
package enum SCIMPerson {
  /// The resource of an account that a directory keeps.
  package static func resource(
    _ account: Account, groups: [GroupLabel], at now: Timestamp
  ) -> SCIMObject {
    var person: SCIMObject = [
      "schemas": .list([.text(SCIMName.person), .text(SCIMName.account)]),
      "id": .text(account.id.text),
    ]
    if let key = account.externalID { person["externalId"] = .text(key) }
    person["meta"] = SCIMMeta.of(
      .person, id: account.id.text, revision: account.revision, changedAt: account.changedAt)
    person["userName"] = .text(account.userName ?? account.id.text)
    person["displayName"] = .text(account.name)
    person["active"] = .flag(account.endedAt == nil && !account.isOverdue(at: now))
    let numbers = numbers(of: account)
    if !numbers.isEmpty { person["phoneNumbers"] = .list(numbers) }
    if !account.addresses.mail.isEmpty {
      person["emails"] = .list([["value": .text(account.addresses.mail), "type": "work"]])
    }
    if !groups.isEmpty {
      person["groups"] = .list(
        groups.map { ["value": .text($0.id.text), "display": .text($0.name)] })
    }
    person[SCIMName.account] = .object(ownPart(of: account))
    return person
  }

  /// The number at work is left out where it is another one that stands in its place.
  private static func numbers(of account: Account) -> [SCIMValue] {
    let addresses = account.addresses
    let work = account.telephone == addresses.mobile ? "" : account.telephone
    return [("work", work), ("mobile", addresses.mobile), ("pager", addresses.pager)]
      .filter { !$0.1.isEmpty }
      .map { kind, number in ["value": .text(number), "type": .text(kind)] }
  }

  private static func ownPart(of account: Account) -> SCIMObject {
    var part: SCIMObject = ["kind": .text(account.kind.rawValue)]
    if let from = account.validFrom { part["validFrom"] = .text(RFC3339.text(from)) }
    if let until = account.validUntil { part["validUntil"] = .text(RFC3339.text(until)) }
    guard !account.grants.isEmpty else { return part }
    part["grants"] = .list(
      account.grants.map { grant in
        var object: SCIMObject = ["role": .text(grant.role.rawValue)]
        let wards = grant.scope.wards.sorted().map(SCIMValue.text)
        let rotas = grant.scope.rotas.sorted().map { SCIMValue.text($0.text) }
        if !wards.isEmpty { object["wards"] = .list(wards) }
        if !rotas.isEmpty { object["rotas"] = .list(rotas) }
        return .object(object)
      })
    return part
  }

  /// A body with `displayName` made of what else it says of a name, where it has none.
  package static func named(_ body: SCIMObject) -> SCIMObject {
    var body = body
    guard body["displayName"]?.text?.isEmpty ?? true else { return body }
    let name = body["name"]?.object
    let parts = [name?["givenName"]?.text, name?["familyName"]?.text].compactMap { $0 }
    let known: [String?] = [
      name?["formatted"]?.text, parts.joined(separator: " "), body["userName"]?.text,
    ]
    body["displayName"] = known.compactMap { $0 }.first { !$0.isEmpty }.map(SCIMValue.text)
    return body
  }

  /// The id of a new account: the letters, digits, full stops, hyphens and underscores of the user
  /// name up to `@`, in lower case; `number` from 2 tells those apart that would be the same.
  package static func id(for userName: String, number: Int) -> ResponderID {
    let local = userName.lowercased().prefix { $0 != "@" }
    let kept = local.unicodeScalars.filter { scalar in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
        || "._-".unicodeScalars
          .contains(scalar)
    }
    let trimmed = kept.drop { "._-".unicodeScalars.contains($0) }.prefix(58)
    let base = trimmed.isEmpty ? "person" : String(String.UnicodeScalarView(trimmed))
    return ResponderID(number < 2 ? base : "\(base)-\(number)")
  }
}

/// What a directory wishes an account to be.
package struct PersonWish: Hashable, Sendable {
  package let userName: String
  private let name: String
  private let externalID: String?
  package let isActive: Bool
  private let telephone: String
  private let addresses: DirectoryAddresses
  private let kind: AccountKind
  private let validFrom: Timestamp?
  private let validUntil: Timestamp?

  /// Reads a whole resource, as a body or a PATCH has made it.
  package init(_ person: SCIMObject, at now: Timestamp) throws(SCIMError) {
    guard let userName = person["userName"]?.text, !userName.isEmpty,
      userName.utf8.count <= AccountFault.nameBytesMax
    else {
      throw SCIMError(
        400, .invalidValue, "userName has 1 to \(AccountFault.nameBytesMax) bytes")
    }
    self.userName = userName
    name = person["displayName"]?.text ?? userName
    externalID = person["externalId"]?.text
    isActive = person["active"] != .flag(false)
    let numbers = person["phoneNumbers"]?.elements.compactMap(\.object) ?? []
    telephone = Self.telephone(numbers)
    addresses = Self.addresses(numbers, person["emails"]?.elements.compactMap(\.object) ?? [])
    let own = person[SCIMName.account]?.object
    kind = own?["kind"]?.text.flatMap(AccountKind.init) ?? .staff
    validFrom = own?["validFrom"]?.text.flatMap(RFC3339.parse)
    validUntil = own?["validUntil"]?.text.flatMap(RFC3339.parse)
    if isActive, let validUntil, validUntil <= now {
      throw SCIMError(
        400, .invalidValue, "validUntil has passed: send active false, or a later end")
    }
  }

  /// The number at work, else one that rings.
  private static func telephone(_ numbers: [SCIMObject]) -> String {
    let kinds: [String?] = ["work", nil, "mobile", "other"]
    let found = kinds.lazy.compactMap { kind in
      numbers.first { $0["type"]?.text == kind }
    }.first
    return value(of: found)
  }

  private static func addresses(
    _ numbers: [SCIMObject], _ mails: [SCIMObject]
  ) -> DirectoryAddresses {
    func number(_ kind: String) -> String {
      value(of: numbers.first { $0["type"]?.text == kind })
    }
    var addresses = DirectoryAddresses()
    (addresses.mobile, addresses.pager) = (number("mobile"), number("pager"))
    addresses.mail = value(
      of: mails.first { $0["type"]?.text == "work" } ?? mails.first { $0["type"]?.text == nil })
    return addresses
  }

  /// The value in one line, without the scheme and the parameters of RFC 3966; empty for one that
  /// is longer than any can be.
  private static func value(of object: SCIMObject?) -> String {
    let text = object?["value"]?.text ?? ""
    let isURI = text.lowercased().hasPrefix("tel:")
    let number = isURI ? String(text.dropFirst(4).prefix { $0 != ";" }) : text
    let isPlain = number.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return isPlain && number.utf8.count <= DirectoryAddresses.bytesMax ? number : ""
  }

  /// The account that is wished for. What the wish does not speak of stays; an account that has
  /// ended and is active again begins a new life without its old devices and credentials.
  package func apply(to account: inout Account, at now: Timestamp) {
    account.userName = userName
    account.name = name
    account.externalID = externalID
    account.telephone = telephone
    account.addresses = addresses
    account.kind = kind
    account.validFrom = validFrom
    account.validUntil = validUntil
    account.endedAt = isActive ? nil : account.endedAt ?? now
  }
}
