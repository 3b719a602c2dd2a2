// Tocsin — Core: the channels of a site, as its document describes them
// SPDX-License-Identifier: Apache-2.0

/// What a channel speaks.
package enum ChannelKind: String, Hashable, Codable, Sendable, CaseIterable {
  /// The push service of a device's browser (RFC 8030), with the envelope inside.
  case webPush = "web-push"
  /// An ntfy server of the site.
  case ntfy
  /// Mail over SMTP.
  case mail
  /// A provider or a gateway that is asked over HTTP: SMS, voice, anything.
  case http
  /// Simple Network Paging Protocol, RFC 1861.
  case snpp
  /// Telocator Alphanumeric Protocol, over TCP.
  case tap
  /// Wireless Communications Transfer Protocol, over HTTP.
  case wctp
  /// ESPA 4.4.4, over TCP.
  case espa

  /// Reaches a device, with what is sealed for it; the others carry words for a person's address.
  package var carriesEnvelopes: Bool { self == .webPush }

  /// Sounds even when a telephone is silenced, unless the document says otherwise (S24).
  package var isLoud: Bool {
    switch self {
    case .snpp, .tap, .wctp, .espa: true
    case .webPush, .ntfy, .mail, .http: false
    }
  }
}

/// How the body of a request is written.
package enum ChannelBodyForm: String, Hashable, Codable, Sendable, CaseIterable {
  case json, form, text
}

/// A named text with places to fill, as in `{number}`; nothing else can be said with it.
package struct ChannelTemplate: Hashable, Codable, Sendable {
  package let name: String
  package let text: String

  package init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}

/// The places that a template may fill. None of them can hold content of an alert (S5).
package enum ChannelPlaceholder: String, Hashable, Sendable, CaseIterable {
  /// The person's address on this channel.
  case number
  /// All the words in one line.
  case text
  case priority
  /// A one-time code by which a person and the switchboard know that they speak of one page.
  case code
  case role
  /// The number of the switchboard.
  case call
  /// The secret that `tocsin channel-secret` keeps.
  case secret
  /// Where the provider reports what became of it.
  case callback
}

/// One channel of a site.
package struct ChannelSettings: Hashable, Codable, Sendable {
  package let name: String
  package let kind: ChannelKind
  /// The server: a URL for what speaks HTTP or SMTP, else `HOST:PORT`. Empty for Web Push, where
  /// each subscription has its own.
  package var server = ""
  /// Mail: the sender's address. Web Push: a `mailto:` or `https:` contact (RFC 8292 §2.1).
  package var sender = ""
  /// Web Push: hosts of push services beside the well-known ones.
  package var hosts: [String] = []
  /// HTTP: how it is asked.
  package var method = "POST"
  package var headers: [ChannelTemplate] = []
  package var bodyForm = ChannelBodyForm.json
  package var body: [ChannelTemplate] = []
  /// HTTP: the member of the reply that names what was taken, for call-backs.
  package var reference = ""
  /// HTTP: what the person's answer to a call-back may be worth: a key press says no more than that
  /// somebody has it, at most *received* (S3).
  package var takesCallbacks = false
  /// SNPP, WCTP: what became of a message is asked for, as evidence, and at most *received* (S3).
  package var isTwoWay = false
  /// Sounds even when a telephone is silenced (S24).
  package var isLoud: Bool
  /// What of the directory is the address of whoever has none in the document; nil for nothing.
  package var addresses: DirectoryAddress?
  /// From the first byte to the last.
  package var timeout = Milliseconds.seconds(5)
  /// A second name or an account at the server, where the protocol has one.
  package var account = ""

  package init(_ name: String, _ kind: ChannelKind) {
    self.name = name
    self.kind = kind
    isLoud = kind.isLoud
  }
}
