// Tocsin — Server: keeps other sites' pages from speaking in a person's name
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// Judges whether a request that changes something was sent by the site's own pages: the `X-Tocsin`
/// field, which no form and no foreign script can send without asking, and what the browser itself
/// says in `Sec-Fetch-Site` and `Origin` (ASVS 5.0 V3.5). Cookies are SameSite=Strict besides.
enum CrossSite {
  /// Throws 403 unless the request is one of the site's own pages, or of no browser at all.
  ///
  /// - Parameter site: the site's origin, such as `https://tocsin.example`; nil takes what the
  ///   request's `Host` says.
  static func refuse(_ request: WebRequest, site: String?) throws(Problem) {
    guard request.method != "GET", request.method != "HEAD" else { return }
    guard header("X-Tocsin", of: request) == "1" else {
      throw Problem(
        .crossSite, "the request does not say that it is meant", field: "X-Tocsin",
        hint: "send X-Tocsin: 1")
    }
    if let place = header("Sec-Fetch-Site", of: request), place != "same-origin" {
      throw Problem(
        .crossSite, "the browser says that another site sent it", field: "Sec-Fetch-Site",
        hint: "use the site's own pages")
    }
    if let origin = request.headers[.origin], !isOwn(origin, request, site: site) {
      throw Problem(
        .crossSite, "the origin is not this site", field: "Origin",
        hint: "use the site's own pages; an operator sets --origin")
    }
  }

  /// The origin that a page of this site says it is of; nil when the request is of none.
  static func ownOrigin(of request: WebRequest) -> String? {
    guard let origin = request.headers[.origin], isOwn(origin, request, site: nil) else {
      return nil
    }
    return origin
  }

  private static func isOwn(_ origin: String, _ request: WebRequest, site: String?) -> Bool {
    if let site { return origin == site }
    guard let authority = request.authority else { return false }
    return origin == "https://\(authority)" || origin == "http://\(authority)"
  }

  private static func header(_ name: String, of request: WebRequest) -> String? {
    HTTPField.Name(name).flatMap { request.headers[$0] }
  }
}
