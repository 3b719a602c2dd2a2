// Tocsin — Gateway: why an account is not kept as asked
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Why a change of accounts is refused; nothing was written. The caller shows it beside the field
/// that `field` names.
package enum AccountError: Error, Hashable, Sendable {
  /// The account cannot be as it is asked for.
  case fault(AccountFault)
  /// There is no such account, or no live key of that name.
  case unknown
  /// Another account has this id; ids are never given twice.
  case idTaken
  /// Another account has this user name, compared without case, or this key of the directory; or a
  /// live directory key has this name.
  case nameTaken
  /// The account has moved on to this revision since the caller read it: read it again.
  case revision(Int64)
  /// Without this account nobody could administer the site: make another administrator first.
  case lastAdministrator
  /// The account has ended and cannot be used for this.
  case ended
  /// The store cannot take it now: try again.
  case notNow

  /// The field of the account that is at fault; nil when it is none in particular.
  package var field: String? {
    switch self {
    case .fault(let fault): fault.field
    case .unknown, .idTaken: "id"
    case .nameTaken: "userName"
    case .lastAdministrator: "roles"
    case .revision, .ended, .notNow: nil
    }
  }

  /// The refusal in a few words, for a line of a table or a command; names nobody.
  package var words: String {
    switch self {
    case .fault(.locumWithoutEnd): "a locum has an end from the first day"
    case .fault(.endBeforeBeginning): "the end is not after the beginning"
    case .fault(.nameLength): "a name has 1 to \(AccountFault.nameBytesMax) bytes"
    case .fault(.idForm): "an id has 1 to 64 of a-z, 0-9, '.', '-', '_'"
    case .fault(.identifiers):
      "at most \(AccountFault.identifiersMax) identifiers, each of at most"
        + " \(AccountFault.identifierBytesMax) bytes"
    case .fault(.conflict(.separationOfDuty)): "who administers is no auditor"
    case .unknown: "there is no such person"
    case .idTaken: "the id is taken"
    case .nameTaken: "the user name or external id belongs to another person"
    case .revision: "changed by somebody else meanwhile"
    case .lastAdministrator: "the last administrator stays"
    case .ended: "the account has ended"
    case .notNow: "the store cannot take it now"
    }
  }
}

extension AccountFault {
  /// The field that the fault is about.
  package var field: String {
    switch self {
    case .idForm: "id"
    case .nameLength: "name"
    case .locumWithoutEnd: "until"
    case .endBeforeBeginning: "from"
    case .conflict: "roles"
    case .identifiers: "identifiers"
    }
  }
}

/// What ending an account came to.
package struct Departure: Sendable {
  package let account: ResponderID
  /// Devices that were ended now.
  package var devices: [DeviceID] = []
  /// Sessions that were ended now.
  package var sessionCount = 0
  /// Alerts that were passed on to the next responder.
  package var releasedCount = 0
}
