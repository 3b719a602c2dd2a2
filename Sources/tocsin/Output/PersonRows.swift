// Tocsin — tocsin: persons and keys as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// A person as JSON.
struct PersonRow: Encodable {
  let id: String
  let name: String
  let kind: String
  let roles: [String]
  let telephone: String
  /// What the directory has beside it, for channels with `addresses`; null for what it has not.
  @OrNull var mobile: String?
  @OrNull var pager: String?
  @OrNull var mail: String?
  /// `AUTHORITY/ID` each, as clinical systems name the person.
  let identifiers: [String]
  @OrNull var userName: String?
  @OrNull var from: String?
  /// When the account ends, or has ended by a date or by somebody.
  @OrNull var until: String?
  @OrNull var endedAt: String?
  let revision: Int64

  init(_ account: Account) {
    id = account.id.text
    name = account.name
    kind = account.kind.rawValue
    roles = account.grants.map { GrantText.write([$0]) }
    telephone = account.telephone
    let addresses = account.addresses
    mobile = addresses.mobile.isEmpty ? nil : addresses.mobile
    pager = addresses.pager.isEmpty ? nil : addresses.pager
    mail = addresses.mail.isEmpty ? nil : addresses.mail
    identifiers = account.identifiers.map(\.text)
    userName = account.userName
    from = account.validFrom.map { RFC3339.text($0) }
    until = account.responder.validUntil.map { RFC3339.text($0) }
    endedAt = account.endedAt.map { RFC3339.text($0) }
    revision = account.revision
  }
}

/// A person with what they can sign in and be paged by.
struct PersonView: Encodable {
  let person: PersonRow
  let devices: [DeviceRow]
  let sessions: Int
  let passkeys: Int
  let hasPassword: Bool
}

/// What ending an account came to.
struct DepartureRow: Encodable {
  let id: String
  let devices: Int
  let sessions: Int
  let passedOn: Int

  init(_ departure: Departure) {
    id = departure.account.text
    devices = departure.devices.count
    sessions = departure.sessionCount
    passedOn = departure.releasedCount
  }
}

/// A directory's key as JSON, without the key.
struct DirectoryKeyRow: Encodable {
  let name: String
  let madeAt: String
  @OrNull var endedAt: String?

  init(_ key: DirectoryKeyRecord) {
    name = key.name
    madeAt = RFC3339.text(key.madeAt)
    endedAt = key.endedAt.map { RFC3339.text($0) }
  }
}
