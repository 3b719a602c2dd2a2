// Tocsin — Gateway: whether a browser's push endpoint may be asked
// SPDX-License-Identifier: Apache-2.0

/// Why an endpoint is not taken. Says nothing of the endpoint itself, which is a capability.
package enum PushEndpointFault: Error, Hashable, Sendable {
  case tooLong
  /// No `https://host/path` of visible ASCII, or one with an account, a fragment or a backslash.
  case malformed
  case notHTTPS
  /// Another port than 443 at a host that the channel does not list itself.
  case port
  /// Neither a well-known push service nor a host that the channel lists.
  case host

  /// What is wrong and what to do.
  package var reason: String {
    switch self {
    case .tooLong: "the endpoint is longer than \(PushLimits.endpointBytesMax) bytes"
    case .malformed: "the endpoint is no plain https: URL with a host and a path"
    case .notHTTPS: "the endpoint is not an https: URL"
    case .port: "only a host that the channel lists under hosts may have another port than 443"
    case .host: "the push service is none that is known, and the channel does not list its host"
    }
  }
}

/// Where a push endpoint leads. The endpoint comes from a browser, so that anybody with a device
/// can have the gateway knock where they like: it is asked only in one strict form that no two
/// readers read differently, and only at hosts that are listed.
package struct PushEndpoint: Hashable, Sendable {
  /// In lower case; a name or an IPv4 address.
  package let host: String
  /// `https://host`, with a port where it is not 443 (RFC 6454 §6.2).
  package let origin: String
  /// The channel lists the host, so that it may have a private address.
  package let isListed: Bool

  /// The push services of the browsers; `*.` covers every name below.
  package static let knownHosts = [
    "fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com",
    "*.notify.windows.com",
  ]

  /// Reads an endpoint against the well-known services and the `hosts` of the channel.
  package init(_ text: String, hosts: [String]) throws(PushEndpointFault) {
    guard text.utf8.count <= PushLimits.endpointBytesMax else { throw .tooLong }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .malformed }
    guard text.prefix(8).lowercased() == "https://" else { throw .notHTTPS }
    let rest = text.dropFirst(8)
    guard let slash = rest.firstIndex(of: "/"), !rest.contains(where: { "\\#@".contains($0) })
    else { throw .malformed }
    let parts = rest[..<slash].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let name = parts.first, Self.isName(name) else { throw .malformed }
    let port = try Self.port(parts.dropFirst().first)
    let host = name.lowercased()
    let isListed = hosts.contains { Self.covers($0.lowercased(), host) }
    guard isListed || Self.knownHosts.contains(where: { Self.covers($0, host) }) else {
      throw .host
    }
    guard isListed || port == 443 else { throw .port }
    self.host = host
    self.isListed = isListed
    origin = "https://" + host + (port == 443 ? "" : ":\(port)")
  }

  private static func isName(_ name: Substring) -> Bool {
    name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-"
        && label.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D
        }
    }
  }

  private static func port(_ text: Substring?) throws(PushEndpointFault) -> Int {
    guard let text else { return 443 }
    guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(text), (1...65_535).contains(port)
    else { throw .malformed }
    return port
  }

  private static func covers(_ pattern: String, _ host: String) -> Bool {
    pattern.hasPrefix("*.") ? host.hasSuffix(pattern.dropFirst()) : pattern == host
  }
}

extension PushEndpoint: CustomStringConvertible {
  package var description: String { "[redacted]" }
}
