// Tocsin — Core: where the hospital's directory says that a person is reached
// SPDX-License-Identifier: Apache-2.0

/// Which address of a person a channel takes from the directory.
package enum DirectoryAddress: String, Hashable, Codable, Sendable, CaseIterable {
  /// The number at work.
  case work
  case mobile
  /// The number of a pager.
  case pager
  /// The mail address at work.
  case mail
}

/// What the directory has for a person beside the number at work; empty for nothing.
package struct DirectoryAddresses: Hashable, Codable, Sendable {
  package var mobile = ""
  package var pager = ""
  package var mail = ""

  /// The longest that one may be, in bytes.
  package static let bytesMax = 254

  package init() {}

  package var isEmpty: Bool { mobile.isEmpty && pager.isEmpty && mail.isEmpty }
}

extension Responder {
  /// An address by its kind; empty where the directory has none.
  package func address(_ kind: DirectoryAddress) -> String {
    switch kind {
    case .work: telephone
    case .mobile: addresses.mobile
    case .pager: addresses.pager
    case .mail: addresses.mail
    }
  }
}

extension ChannelKind {
  /// Whether a text can be an address on a channel of this kind: what a server, a header and a
  /// terminal's line have no sign of their own in.
  package func canReach(_ address: String) -> Bool {
    if self == .mail { return Self.isMailAddress(address) }
    let extra = self == .ntfy ? "-_" : "+-/(). #*@_:"
    return !address.isEmpty && address.utf8.count <= 100
      && address.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || extra.contains($0))
      }
  }

  /// `local@host` of printable ASCII without what a header or an envelope reads as its own.
  package static func isMailAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && text.utf8.count <= DirectoryAddresses.bytesMax
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "@.-_+".contains($0)) }
  }
}

extension ContactTable {
  /// Channels that take a person's address from the directory, which has none that they can take.
  package func channelsWithout(_ person: ResponderID) -> [ChannelSettings] {
    channels.filter { $0.addresses != nil && address(of: person, on: $0.name) == nil }
  }

  /// The same with what the directory has for those for whom the document has no address: what the
  /// document says wins. An address that the channel cannot take is none.
  package func withAddresses(of people: some Collection<Responder>) -> ContactTable {
    var table = self
    table.directory = [:]
    for channel in channels {
      guard let kind = channel.addresses else { continue }
      for person in people {
        let address = person.address(kind)
        guard channel.kind.canReach(address) else { continue }
        table.directory[person.id, default: [:]][channel.name] = address
      }
    }
    return table
  }
}
