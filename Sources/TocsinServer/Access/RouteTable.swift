// Tocsin — Server: every route, and who may take it
// SPDX-License-Identifier: Apache-2.0

/// Who may take a route.
package enum RouteAccess: String, Sendable, CaseIterable {
  /// Anybody: signs of life, the web client's files, and enrolment, which the link's token guards.
  case anyone
  /// A device whose request is signed, for itself alone.
  case device
  /// A signed device whose person manages rotas.
  case rotaManager
}

/// What a route does.
package enum RouteName: String, Sendable, CaseIterable {
  case health, readiness, client, asset, securityText, violation
  case enrol, stream, envelopes, answers, me, onCall
}

/// One line of the table.
package struct WebRoute: Sendable {
  package let method: String
  /// Segments between slashes; `{device}` stands for a device's id, a last `*` for any rest.
  package let pattern: String
  package let access: RouteAccess
  package let name: RouteName

  private let segments: [Substring]

  init(_ method: String, _ pattern: String, _ access: RouteAccess, _ name: RouteName) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.name = name
    segments = Self.split(pattern)
  }

  /// The device's text in the path, or an empty text where the pattern names none; nil when the
  /// path is another.
  func match(_ path: [Substring]) -> Substring? {
    var device: Substring = ""
    for (index, segment) in segments.enumerated() {
      if segment == "*", index == segments.count - 1 { return path.count > index ? device : nil }
      guard index < path.count else { return nil }
      if segment == "{device}" {
        device = path[index]
      } else if segment != path[index] {
        return nil
      }
    }
    return path.count == segments.count ? device : nil
  }

  static func split(_ path: some StringProtocol) -> [Substring] {
    Substring(path).split(separator: "/", omittingEmptySubsequences: false)
  }
}

/// The routes as data: nothing is served that does not stand here.
package enum RouteTable {
  package static let routes: [WebRoute] = [
    WebRoute("GET", "/healthz", .anyone, .health),
    WebRoute("GET", "/readyz", .anyone, .readiness),
    WebRoute("GET", "/", .anyone, .client),
    WebRoute("GET", "/enrol", .anyone, .client),
    WebRoute("GET", "/page", .anyone, .client),
    WebRoute("GET", "/page/*", .anyone, .client),
    WebRoute("GET", "/rota", .anyone, .client),
    WebRoute("GET", "/web/*", .anyone, .asset),
    WebRoute("GET", "/.well-known/security.txt", .anyone, .securityText),
    WebRoute("POST", "/v1/violations", .anyone, .violation),
    WebRoute("POST", "/v1/devices", .anyone, .enrol),
    WebRoute("GET", "/v1/devices/{device}/stream", .device, .stream),
    WebRoute("GET", "/v1/devices/{device}/envelopes", .device, .envelopes),
    WebRoute("POST", "/v1/devices/{device}/answers", .device, .answers),
    WebRoute("GET", "/v1/me", .device, .me),
    WebRoute("GET", "/v1/on-call", .rotaManager, .onCall),
  ]

  /// The route of a request and the device that its path names.
  ///
  /// HEAD is answered where anybody may GET.
  static func find(
    _ method: String, _ path: Substring
  ) throws(Problem) -> (route: WebRoute, device: Substring) {
    let segments = WebRoute.split(path)
    var methods: [String] = []
    for route in routes {
      guard let device = route.match(segments) else { continue }
      let isHead = method == "HEAD" && route.method == "GET" && route.access == .anyone
      if route.method == method || isHead { return (route, device) }
      methods.append(route.method)
      if route.method == "GET", route.access == .anyone { methods.append("HEAD") }
    }
    guard methods.isEmpty else {
      var problem = Problem(
        .wrongMethod, "this target takes \(methods.joined(separator: " and "))",
        hint: "see Allow")
      problem.methods = methods
      throw problem
    }
    throw Problem(
      .notFound, "no route has this path", hint: "Documentation/device-protocol.md has them all")
  }
}
