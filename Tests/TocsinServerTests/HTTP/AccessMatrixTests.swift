// Tocsin — ServerTests: who may take which route, all of it
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@testable import TocsinServer

/// What a request shows, in the columns of the matrix.
private enum Shown: String, CaseIterable {
  case nothing
  case device
  case session
  case steppedUp = "session, stepped up"
  case directory = "directory's key"
  case integration = "integration's key"
  case watcher = "watcher's key"

  var title: String {
    self == .nothing ? "Nothing shown" : rawValue.prefix(1).uppercased() + rawValue.dropFirst()
  }
}

@Suite struct `The matrix of access` {
  private static let document = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Documentation/access-matrix.md")

  private static let now = Timestamp(milliseconds: 1_795_500_000_000)
  private static let people: [Role?] = [nil] + Role.allCases

  private static func account(_ role: Role?, _ scope: AccessScope = .everywhere) -> Account {
    Account(
      id: ResponderID("x"), name: "X", grants: role.map { [RoleGrant($0, scope)] } ?? [],
      at: now)
  }

  private static func actor(_ shown: Shown, _ account: Account) -> Actor {
    switch shown {
    case .nothing: .nobody
    case .device: .device(account)
    case .session: .session(account, steppedUpAt: nil)
    case .steppedUp: .session(account, steppedUpAt: now)
    case .directory: .directory("entra")
    case .integration: .integration("freezers")
    case .watcher: .watcher
    }
  }

  private static func may(_ actor: Actor, _ route: WebRoute) -> Bool {
    let object: AccessObject =
      switch route.object {
      case .site: .site
      case .own: .own
      case .account: .account(ResponderID("other"))
      case .rota: .rota(RotaID("medicine"))
      case .alert: .alert(ward: "W1", rotas: [RotaID("medicine")])
      }
    let answer = Access.decide(actor, route.action, object, AccessContext(at: now))
    if case .success = answer { return true }
    return false
  }

  // MARK: - The document

  @Test func `is what the document says`() throws {
    let text = Self.text
    if ProcessInfo.processInfo.environment["TOCSIN_GOLDEN"] != nil {
      try Data(text.utf8).write(to: Self.document)
    }
    #expect(text == (try String(contentsOf: Self.document, encoding: .utf8)), "make golden")
  }

  private static var text: String {
    let head = """
      # Who may take which route

      Written by a test out of the table of routes and `Access.decide` (`make golden`), and held
      against every route of the running server. *All* is everybody with a valid account; a dash
      is nobody.

      | Route | Action | \(Shown.allCases.map(\.title).joined(separator: " | ")) |
      |---|---|\(Shown.allCases.map { _ in "---" }.joined(separator: "|"))|

      """
    let rows = RouteTable.routes.map { route in
      let cells = Shown.allCases.map { cell(route, $0) }.joined(separator: " | ")
      return "| `\(route.method) \(route.pattern)` | `\(route.action.rawValue)` | \(cells) |\n"
    }
    return head + rows.joined() + scopeText
  }

  private static func cell(_ route: WebRoute, _ shown: Shown) -> String {
    let allowed = people.filter { may(actor(shown, account($0)), route) }
    if allowed.isEmpty { return "–" }
    if allowed.count == people.count { return shown == .nothing ? "anybody" : "all" }
    return allowed.compactMap { $0?.rawValue }.joined(separator: ", ")
  }

  private static let questions: [(String, Action, AccessObject)] = [
    ("board, W1 medicine", .readBoard, .alert(ward: "W1", rotas: [RotaID("medicine")])),
    ("board, W2 medicine", .readBoard, .alert(ward: "W2", rotas: [RotaID("medicine")])),
    ("board, W1 surgery", .readBoard, .alert(ward: "W1", rotas: [RotaID("surgery")])),
    ("board, no ward", .readBoard, .alert(ward: "", rotas: [RotaID("medicine")])),
    ("calls by hand, W1", .placeCalls, .alert(ward: "W1", rotas: [RotaID("medicine")])),
    ("calls by hand, W2", .placeCalls, .alert(ward: "W2", rotas: [RotaID("medicine")])),
    ("roll, W1", .watchCalls, .alert(ward: "W1", rotas: [RotaID("medicine")])),
    ("roll, W2", .watchCalls, .alert(ward: "W2", rotas: [RotaID("medicine")])),
    ("who is on call, medicine", .readOnCall, .rota(RotaID("medicine"))),
    ("who is on call, surgery", .readOnCall, .rota(RotaID("surgery"))),
    ("a change of the rota, medicine", .changeRotas, .rota(RotaID("medicine"))),
    ("a change of the rota, surgery", .changeRotas, .rota(RotaID("surgery"))),
  ]

  private static let contents: [(String, String, @Sendable (inout AccessContext) -> Void)] = [
    ("content, a stranger to it, W1", "W1", { _ in }),
    ("content, asked, W1", "W1", { $0.isAddressed = true }),
    ("content, asked, W2", "W2", { $0.isAddressed = true }),
    ("content, on duty, W1", "W1", { $0.lastOnDuty = now }),
    ("content, on duty, W2", "W2", { $0.lastOnDuty = now }),
    ("content, duty over for 1:59, W1", "W1", { $0.lastOnDuty = now - .minutes(119) }),
    ("content, duty over for 2:00, W1", "W1", { $0.lastOnDuty = now - .hours(2) }),
    ("content, break-glass, W2", "W2", { $0.breakGlassUntil = now + Milliseconds(1) }),
    ("content, break-glass over, W2", "W2", { $0.breakGlassUntil = now }),
  ]

  private static var scopeText: String {
    let scopes: [(String, AccessScope)] = [
      ("everywhere", .everywhere), ("W1", AccessScope(wards: ["W1"])),
      ("medicine", AccessScope(rotas: [RotaID("medicine")])),
    ]
    var text = """

      ## By ward and service

      A session of a person with one role, at a scope; the roles that may.

      | Question | \(scopes.map(\.0).joined(separator: " | ")) |
      |---|---|---|---|

      """
    func row(_ name: String, _ may: (Role, AccessScope) -> Bool) {
      let cells = scopes.map { scope in
        let roles = Role.allCases.filter { may($0, scope.1) }.map(\.rawValue)
        return roles.isEmpty ? "–" : roles.joined(separator: ", ")
      }
      text += "| \(name) | \(cells.joined(separator: " | ")) |\n"
    }
    func isLet(_ answer: Result<Permit, Denial>) -> Bool {
      if case .success = answer { true } else { false }
    }
    for (name, action, object) in questions {
      row(name) { role, scope in
        let actor = Actor.session(account(role, scope), steppedUpAt: nil)
        return isLet(Access.decide(actor, action, object, AccessContext(at: now)))
      }
    }
    for (name, ward, edit) in contents {
      row(name) { role, scope in
        let actor = Actor.session(account(role, scope), steppedUpAt: nil)
        var context = AccessContext(at: now)
        edit(&context)
        let object = AccessObject.alert(ward: ward, rotas: [RotaID("medicine")])
        return isLet(Access.decide(actor, .readContent, object, context))
      }
    }
    return text
  }

  // MARK: - The server

  @Test(arguments: [nil] + Role.allCases)
  func `threat 25: holds for each role, credential and route of the running server`(
    role: Role?
  ) async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await ward.deposit(1...1, for: ada.id, ward: "W1")
    let people = try await Credentials(ward, role)
    for route in RouteTable.routes {
      for shown in Shown.allCases {
        let isLet = Self.may(Self.actor(shown, people.account), route)
        let request = people.request(shown, route)
        let outcome: Problem.Kind?
        do {
          let found = try ward.endpoints.route(of: request)
          _ = try await ward.endpoints.gate.admit(request, found)
          outcome = nil
        } catch {
          outcome = error.kind
        }
        let text = "\(route.method) \(route.pattern) with \(shown.rawValue)"
        guard !isLet else {
          #expect(outcome == nil, "\(text)")
          continue
        }
        #expect([.unsigned, .forbidden, .stepUp].contains(outcome), "\(text)")
        let again = people.request(shown, route)
        let code = await ward.endpoints.respond(to: again).code
        #expect(code == .unauthorized || code == .forbidden, "\(text)")
      }
    }
  }
}

/// One person with each kind of credential, and a directory.
private struct Credentials {
  let ward: WebWard
  let account: Account
  let device: WebDevice
  let browsers: [Shown: WebBrowser]
  let key: String
  let integrationKey: String

  init(_ ward: WebWard, _ role: Role?) async throws {
    self.ward = ward
    let now = ward.clock.now()
    let id = ResponderID("person")
    let made = Account(
      id: id, name: "Person", grants: role.map { [RoleGrant($0)] } ?? [], at: now)
    try await ward.store.perform { try $0.upsert(made) }
    try await ward.refresh()
    account = made
    device = try await ward.enrol("person")
    var browsers: [Shown: WebBrowser] = [:]
    for shown in [Shown.session, .steppedUp] {
      let browser = WebBrowser(ward)
      let token = Base64URL.encode(ward.surroundings.sealer.randomBytes(32))
      browser.cookies[Cookie.session.rawValue] = token
      var session = SessionRecord(
        digest: ward.surroundings.sealer.digest(Array(token.utf8)),
        id: ward.surroundings.identifiers.identifier(), account: id, method: .openID,
        key: browser.keys.publicKeys.accept, begunAt: now, idle: .hours(1),
        endsAt: now + .hours(1), providerSession: nil, agent: "")
      session.steppedUpAt = shown == .steppedUp ? now : nil
      try await ward.store.perform { [session] in try $0.insert(session) }
      browsers[shown] = browser
    }
    self.browsers = browsers
    key = try await Accounts(ward.surroundings).makeDirectoryKey("entra", by: .gateway)
    integrationKey = try await ward.key(of: "freezers")
  }

  func request(_ shown: Shown, _ route: WebRoute) -> WebRequest {
    let target = route.pattern.replacing("{device}", with: device.id.text)
      .replacing("{alert}", with: AlertID(high: 8, low: 1).text)
      .replacing("{account}", with: "other").replacing("{integration}", with: "freezers").replacing(
        "*", with: "Users"
      )
      .replacing("{session}", with: "x").replacing("{passkey}", with: "x")
    var headers = WebBrowser.own
    headers[.origin] = nil
    switch shown {
    case .nothing: break
    case .device: headers[.authorization] = device.authorization(route.method, target)
    case .session, .steppedUp:
      headers[.cookie] = browsers[shown]?.cookie
      headers[.authorization] = browsers[shown]?.authorization(route.method, target)
    case .directory: headers[.authorization] = "Bearer \(key)"
    case .integration: headers[.authorization] = "Bearer \(integrationKey)"
    case .watcher: headers[.authorization] = "Bearer \(WebWard.watcherKey)"
    }
    return WebRequest(method: route.method, target: target, headers: headers)
  }
}
