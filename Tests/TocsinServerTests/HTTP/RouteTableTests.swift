// Tocsin — ServerTests: every route and who may take it
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore

@testable import TocsinServer

@Suite struct `The table of routes` {
  private static let guarded = RouteTable.routes.filter { !$0.isOpen }

  @Test func `opens to anybody only signs of life, the client, checkpoints and ways in`() {
    let open = RouteTable.routes.filter(\.isOpen)
    #expect(
      open.map { "\($0.method) \($0.pattern)" } == [
        "GET /healthz", "GET /readyz", "GET /", "GET /enrol", "GET /page", "GET /page/*",
        "GET /duty", "GET /devices", "GET /call", "GET /contacts", "GET /history", "GET /settings",
        "GET /rota", "GET /rotas", "GET /policies", "GET /reports", "GET /sign-in",
        "GET /welcome",
        "GET /account",
        "GET /administration",
        "GET /board", "GET /alert", "GET /switchboard", "GET /integrations", "GET /messages",
        "GET /message", "GET /try", "GET /intended-use", "GET /web/*", "GET /release.json",
        "GET /openapi.yaml",
        "GET /.well-known/security.txt", "POST /v1/violations", "POST /v1/devices",
        "POST /v1/hand-overs/{token}",
        "GET /v1/sign-in", "POST /v1/sign-in/password", "POST /v1/sign-in/invitation",
        "GET /v1/sign-in/openid", "GET /v1/sign-in/openid/return",
        "POST /v1/sign-in/openid/logout", "POST /v1/sign-in/passkey/options",
        "POST /v1/sign-in/passkey", "POST /v1/session", "GET /v1/checkpoint",
        "OPTIONS /v1/integrations/{integration}/alerts", "GET /calendars/{secret}",
        "GET /wall-boards/{secret}",
      ])
  }

  @Test func `has each name and each method and path once, but for the client and directories`() {
    let names = RouteTable.routes.map(\.name).filter { $0 != .client && $0 != .provision }
    #expect(names.count == Set(names).count)
    let groups =
      ProofRoute.allCases.map(RouteName.proof) + OwnRoute.allCases.map(RouteName.own)
      + AccountRoute.allCases.map(RouteName.account) + ReportRoute.allCases.map(RouteName.report)
      + CallRoute.allCases.map(RouteName.call) + RotaRoute.allCases.map(RouteName.rota)
      + AbsenceRoute.allCases.map(RouteName.absence) + PolicyRoute.allCases.map(RouteName.policy)
      + CalendarRoute.allCases.map(RouteName.calendar) + ReachRoute.allCases.map(RouteName.reach)
    #expect(Set(names).isSuperset(of: groups))
    let targets = RouteTable.routes.map { "\($0.method) \($0.pattern)" }
    #expect(targets.count == Set(targets).count)
  }

  @Test(arguments: guarded.indices)
  func `answers 401 without a signature`(index: Int) async throws {
    let route = Self.guarded[index]
    let ward = try await WebWard()
    let challenges: [CredentialKind: String] = [
      .device: "Tocsin-Device", .session: "Tocsin-Session", .directory: "Bearer",
      .integration: "Bearer", .watcher: "Bearer",
    ]
    let path = Self.path(of: route, DeviceID(high: 1, low: 2).text)
    for authorization in [nil, "", "Tocsin-Device", "Basic YTpi"] as [String?] {
      var headers: HTTPFields = [:]
      headers[.authorization] = authorization
      let reply = await ward.send(route.method, path, headers: headers)
      #expect(reply.code == .unauthorized)
      #expect(reply.problem == "unsigned")
      let kinds: [CredentialKind] = [.device, .session, .directory, .integration, .watcher]
      let first = kinds.first(where: route.action.requirement.credentials.contains)
      #expect(reply.headers[.wwwAuthenticate] == first.flatMap { challenges[$0] })
      #expect(reply.headers[.date] == HTTPDate.text(ward.clock.now()))
    }
  }

  @Test(arguments: guarded.indices)
  func `answers 401 to a signature over another request`(index: Int) async throws {
    let route = Self.guarded[index]
    let ward = try await WebWard()
    let device = try await ward.enrol("bo")
    let path = Self.path(of: route, device.id.text)
    let wrong = device.authorization(route.method, path + "?other")
    let reply = await ward.send(route.method, path, headers: [.authorization: wrong])
    #expect(reply.code == .unauthorized)
    #expect(reply.problem == "refused")
  }

  /// A path that the route takes.
  private static func path(of route: WebRoute, _ device: String) -> String {
    route.pattern.replacing("{device}", with: device)
      .replacing("*", with: "Users").split(separator: "/")
      .reduce("") { $0 + "/" + ($1.first == "{" ? "x" : $1) }
  }

  @Test(arguments: [
    ("POST", "/healthz", "GET, HEAD"), ("DELETE", "/v1/me", "GET"), ("GET", "/v1/devices", "POST"),
    ("HEAD", "/v1/me", "GET"),
  ])
  func `answers 405 with what it takes`(
    method: String, target: String, allow: String
  ) async throws {
    let reply = await (try WebWard()).send(method, target)
    #expect(reply.code == .methodNotAllowed)
    #expect(reply.headers[.allow] == allow)
    #expect(reply.headers[.contentType] == "application/problem+json")
  }

  @Test(arguments: [
    "/nothing", "/v1", "/v1/devices/", "/healthz/", "/web/../Package.swift", "/web/%2e%2e/x",
    "/web//etc/passwd", "//healthz", "",
  ])
  func `answers 404 to every other path`(target: String) async throws {
    let reply = await (try WebWard()).send("GET", target)
    #expect(reply.code == .notFound)
    #expect(reply.problem == "not-found")
  }

  @Test func `answers 414 to an endless target`() async throws {
    let target = "/healthz?" + String(repeating: "x", count: 5_000)
    let reply = await (try WebWard()).send("GET", target)
    #expect(reply.code == .uriTooLong)
  }

  @Test(arguments: ["/healthz", "/nothing", "/v1/me", "/readyz"])
  func `sets the security headers on every reply`(target: String) async throws {
    let reply = await (try WebWard()).send("GET", target)
    let policy = reply.header("Content-Security-Policy")
    #expect(policy == SecurityHeaders.contentSecurityPolicy)
    #expect(policy?.hasPrefix("default-src 'none'; script-src 'self'; ") == true)
    #expect(reply.header("X-Content-Type-Options") == "nosniff")
    #expect(reply.header("Referrer-Policy") == "no-referrer")
    #expect(reply.header("Cross-Origin-Opener-Policy") == "same-origin")
    #expect(reply.header("Cross-Origin-Resource-Policy") == "same-origin")
    #expect(reply.header("Permissions-Policy")?.isEmpty == false)
    #expect(reply.headers[.cacheControl] == "no-store")
  }

  @Test func `writes problems with all six members`() async throws {
    let problem = try await WebWard().send("GET", "/v1/me").json()
    #expect(Set(problem.keys) == ["type", "title", "status", "detail", "field", "hint"])
    #expect(problem["status"] as? Int == 401)
    #expect(problem["field"] as? String == "Authorization")
  }
}

@Suite struct `Signs of life` {
  @Test func `are given to anybody`() async throws {
    let ward = try await WebWard()
    let alive = await ward.send("GET", "/healthz")
    #expect(alive.code == .ok)
    #expect(String(decoding: alive.bytes, as: UTF8.self) == #"{"status":"alive"}"#)
    let ready = await ward.send("GET", "/readyz")
    #expect(ready.code == .ok)
    #expect(String(decoding: ready.bytes, as: UTF8.self) == #"{"status":"ready"}"#)
    let head = await ward.send("HEAD", "/healthz")
    #expect(head.code == .ok)
    #expect(head.bytes.isEmpty)
    #expect(head.headers[.contentLength] == "18")
  }

  @Test func `say why the gateway is not ready`() async throws {
    let reply = await (try WebWard(reasons: ["the store is full"])).send("GET", "/readyz")
    #expect(reply.code == .serviceUnavailable)
    #expect(
      String(decoding: reply.bytes, as: UTF8.self)
        == #"{"status":"not ready","reasons":["the store is full"]}"#)
    #expect(reply.headers[.retryAfter] != nil)
  }
}
