// Tocsin — tocsin: telling sources over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinDelivery
internal import TocsinGateway
internal import TocsinMapping

/// Reaches sources over MLLP or over HTTP, as their documents say.
struct SourceDialler: ReturnDialler {
  let mllp: MLLPDialler
  let web: WebDialler

  func connect(along path: ReturnPath) async throws(ReturnError) -> any ReturnConnection {
    switch path.target {
    case .mllp: try await mllp.connect(along: path)
    case .web: try await web.connect(along: path)
    }
  }
}

/// Tells sources over HTTP. A document names the URL, so the address rule of the site decides where
/// a request may go: outside over TLS, inside only to hosts that the site lists.
struct WebDialler: ReturnDialler {
  let http: any OutboundHTTP

  /// `peers.insideHosts` and `peers.ca` of the settings.
  ///
  /// - Throws: `Failure` when libcurl cannot be started, or the file of certificates is none.
  static func client(_ settings: Settings) throws -> CurlClient {
    let inside = settings.string("peers", "insideHosts") ?? ""
    let hosts = inside.split { $0 == "," || $0 == " " }.map(String.init)
    var curl = CurlSettings(rule: AddressRule(insideHosts: Set(hosts)))
    if let path = settings.string("peers", "ca") {
      curl.authorities = try OpenIDOption.authorities(at: path, of: "TOCSIN_PEERS_CA")
    }
    return try client(curl)
  }

  private static func client(_ curl: CurlSettings) throws -> CurlClient {
    guard let client = CurlClient(curl) else {
      throw Failure("the HTTP library cannot be started", hint: "install libcurl4", code: 70)
    }
    return client
  }

  /// Asks the servers of channels: each errand says to which host it may go.
  static func channels(_ settings: Settings) throws -> CurlClient {
    try client(settings, rule: AddressRule(hosts: []))
  }

  /// Asks whom the rule lets; `peers.ca` of the settings holds for it.
  static func client(_ settings: Settings, rule: AddressRule) throws -> CurlClient {
    var curl = CurlSettings(rule: rule)
    if let path = settings.string("peers", "ca") {
      curl.authorities = try OpenIDOption.authorities(at: path, of: "TOCSIN_PEERS_CA")
    }
    return try client(curl)
  }

  func connect(along path: ReturnPath) async throws(ReturnError) -> any ReturnConnection {
    guard let file = path.token else { return WebReturn(http: http, token: nil) }
    guard let bytes = try? KeyFile.read(file),
      let token = String(validating: bytes, as: UTF8.self)?
        .trimmingCharacters(in: .whitespacesAndNewlines), !token.isEmpty
    else { throw .unreachable("the file of its token cannot be read, or holds none") }
    return WebReturn(http: http, token: token)
  }
}

/// The way to one peer; libcurl keeps the connections.
private struct WebReturn: ReturnConnection {
  let http: any OutboundHTTP
  let token: String?

  func exchange(
    _ message: ReturnMessage, within length: Milliseconds
  ) async throws(ReturnError) -> ReturnAnswer {
    guard case .request(var request) = message else {
      throw .unreachable("its document names no URL any more")
    }
    if let token { request.headers.append(("Authorization", "Bearer \(token)")) }
    do {
      return .status(try await http.perform(request).status)
    } catch {
      switch error {
      case .unreachable(let text): throw .unreachable(text)
      case .timedOut: throw .noReply
      case .tooLarge: throw .unreachable("its answer is longer than anybody reads")
      case .forbidden:
        throw .unreachable(
          "its address may not be asked: a host inside has to stand in TOCSIN_PEERS_INSIDE_HOSTS")
      case .cancelled: throw .ended
      }
    }
  }

  func close() async {}
}
