// Tocsin — Mapping: where the messages of an integration come in, and how they are answered
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinHL7

/// The `endpoint:` of an integration's document: one MLLP listener and what it takes.
///
/// Without such a section an integration has `standard`: no listener of its own, every source and
/// every type taken, AA in reply.
package struct Endpoint: Sendable, Equatable {
  /// Where it listens; nil where the document names no endpoint.
  package var listen: EndpointAddress?
  /// Nil speaks plain MLLP.
  package var tls: EndpointTLS?
  /// Addresses that may connect; empty lets everyone who reaches the listener.
  package var allowFrom: [AddressRange] = []
  /// Sources that are taken; empty takes every one.
  package var sources: [EndpointSource] = []
  /// Types that are taken; empty takes every one.
  package var messages: [MessageTypePattern] = []
  /// What is known about the source's text.
  package var characterSets = HL7CharacterSetRule.standard
  /// How the source is answered.
  package var reply = HL7ReplyRule.standard
  /// How a batch is answered.
  package var batchReply = BatchReply.each
  /// Whether commit blocks are exchanged (MLLP release 2).
  package var usesCommitBlocks = false
  /// What one connection, and all of them, may take.
  package var limits = EndpointLimits()

  /// What holds for an integration whose document has no `endpoint:`.
  package static let standard = Endpoint()

  package init() {}

  /// Why a message is not taken here at all; nil when it is.
  package func refusal(of message: HL7Message) -> HL7Fault? {
    guard sources.isEmpty || sources.contains(where: { $0.matches(message) }) else {
      return .sourceRefused
    }
    let (code, event) = (message.messageCode, message.triggerEvent)
    guard !messages.isEmpty, !messages.contains(where: { $0.matches(code: code, event: event) })
    else { return nil }
    return messages.contains { $0.code.matches(code) } ? .eventRefused : .typeRefused
  }
}

/// A host and a port.
package struct EndpointAddress: Sendable, Hashable, CustomStringConvertible {
  /// A name or a numeric address, without brackets.
  package let host: String
  /// 0 asks the system for a free port.
  package let port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Whether only this machine reaches it.
  package var isLoopback: Bool {
    let isNumeric = host.allSatisfy { $0.isNumber || $0 == "." }
    return host == "localhost" || host == "::1" || (isNumeric && host.hasPrefix("127."))
  }

  /// `HOST:PORT`, with brackets around IPv6.
  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// TLS of an endpoint. The names in certificates are never looked at: nodes are known by their
/// authority or by the certificate itself (IHE ITI-19).
package struct EndpointTLS: Sendable, Equatable {
  /// A file of authorities, PEM; nil when sources are known by their pins alone.
  package var authority: String?
  /// SHA-256 of the certificates that sources may show, as 32 bytes each; empty takes every one of
  /// the authority.
  package var pins: [[UInt8]] = []
  /// Whether a source has to show a certificate at all.
  package var demandsCertificate = true

  package init() {}
}

/// What MSH-3 and MSH-4 of a message must say in their first component; nil says nothing about it.
package struct EndpointSource: Sendable, Hashable {
  package let application: String?
  package let facility: String?

  package init(application: String?, facility: String?) {
    self.application = application
    self.facility = facility
  }

  func matches(_ message: HL7Message) -> Bool {
    func says(_ field: Int, _ wanted: String?) -> Bool {
      wanted == nil || message.segments[0].field(field).component(1).text() == wanted
    }
    return says(3, application) && says(4, facility)
  }
}

/// How a batch is answered.
package enum BatchReply: String, Sendable, CaseIterable {
  /// One reply for each message, each in a frame of its own.
  case each
  /// The replies of its messages in one frame, between BHS and BTS.
  case batch
}

/// The bounds of one endpoint. Frames of all endpoints together have one budget besides.
package struct EndpointLimits: Sendable, Hashable {
  /// The longest frame, in bytes.
  package var frameBytes = HL7Limits.frameBytesMax
  /// How long a frame that has begun may stand still.
  package var stall = Milliseconds.seconds(30)
  /// Connections at the same time.
  package var connections = 256

  package init() {}
}
