// Tocsin — Delivery: which servers may be asked
// SPDX-License-Identifier: Apache-2.0

/// Which servers may be asked, by name and by the address that the name leads to.
///
/// A URL that comes from outside (a browser's push service, a provider's own document) must not
/// make the gateway knock at doors inside the hospital. The name is checked before a request
/// begins; the address is checked when its socket is opened, on the very address that is connected
/// to, so that a name which leads elsewhere a second time gains nothing.
///
/// - `https:` may go to any host that `hosts` allows; `http:` only to hosts that are listed inside,
///   and only to a loopback address.
/// - Private and loopback addresses are for hosts that are listed inside.
/// - Link-local, multicast and reserved addresses, among them the metadata services of clouds, are
///   for nobody.
package struct AddressRule: Hashable, Sendable {
  /// Hosts that may be asked; `*.example.org` covers every name below it. Nil allows any.
  package var hosts: Set<String>?
  /// Hosts that may have private and loopback addresses. They need not stand in `hosts`.
  package var insideHosts: Set<String>

  package init(hosts: Set<String>? = nil, insideHosts: Set<String> = []) {
    self.hosts = hosts.map { Set($0.map { $0.lowercased() }) }
    self.insideHosts = Set(insideHosts.map { $0.lowercased() })
  }

  /// Whether a request may begin. `host` as it stands in a URL, an IPv6 address in brackets.
  package func allows(scheme: String, host: String) -> Bool {
    let host = host.lowercased()
    switch scheme.lowercased() {
    case "https": return isInside(host) || hosts.map { Self.covers($0, host) } ?? true
    case "http": return isInside(host)
    default: return false
    }
  }

  /// Whether a socket may be opened to an address, for a host that `allows` has let pass.
  package func allows(_ address: InternetAddress, scheme: String, host: String) -> Bool {
    switch address.reach {
    case .outside: scheme == "https"
    case .inside: scheme == "https" && isInside(host.lowercased())
    case .loopback: isInside(host.lowercased())
    case .never: false
    }
  }

  private func isInside(_ host: String) -> Bool { Self.covers(insideHosts, host) }

  private static func covers(_ hosts: Set<String>, _ host: String) -> Bool {
    if hosts.contains(host) { return true }
    guard let dot = host.firstIndex(of: ".") else { return false }
    var rest = host[dot...]
    while !rest.isEmpty {
      if hosts.contains("*" + rest) { return true }
      rest = rest.dropFirst().drop { $0 != "." }
    }
    return false
  }
}
