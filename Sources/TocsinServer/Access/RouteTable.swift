// Tocsin — Server: every route, and what taking it means
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a route does.
package enum RouteName: Hashable, Sendable {
  case health, readiness, metrics, client, asset, release, openAPI, securityText, violation
  case figures(FigureRoute)
  case enrol, stream, envelopes, more, answers, documents, document, me, access, onCall, trail
  case onCallSheet, checkpoint, detail, unlock
  case board, content, attachment, breakGlass, breakGlasses, provision
  case report(ReportRoute)
  case messages(MessageRoute)
  case proof(ProofRoute)
  case own(OwnRoute)
  case account(AccountRoute)
  case source(SourceRoute)
  case call(CallRoute)
  case rota(RotaRoute)
  case policy(PolicyRoute)
  case absence(AbsenceRoute)
  case duty(DutyRoute)
  case swap(SwapRoute)
  case calendar(CalendarRoute)
  case channel(ChannelRoute)
  case reach(ReachRoute)
}

/// The routes of channels beside the stream.
package enum ChannelRoute: Sendable, CaseIterable {
  case subscription, subscribe, unsubscribe, report
}

/// The routes of calendars and wall boards.
package enum CalendarRoute: Sendable, CaseIterable {
  case feed, list, make, end, wallBoard
}

/// The routes of rotas.
package enum RotaRoute: Sendable, CaseIterable {
  case list, one, revisions, revision, preview, hindsight, change, importShifts, review
}

/// The routes of policies, and of rehearsals.
package enum PolicyRoute: Sendable, CaseIterable {
  case list, one, rehearse, hindsight
}

/// The routes of paging by hand.
package enum CallRoute: Sendable, CaseIterable {
  case types, place, roll, resolve, words, standDown, callNext, reassign, byTelephone, rung, queue
  case rollCalls
}

/// The routes of sources and of what is worked on.
package enum SourceRoute: Sendable, CaseIterable {
  case list, maintenances, add, end, intendedUse, accept
}

/// The routes by which somebody shows who they are, and begins a session with it.
package enum ProofRoute: Sendable, CaseIterable {
  case ways, password, invitation
  case openIDBegin, openIDReturn, openIDLogout
  case passkeyOptions, passkey
  case session
}

/// The routes of a person's own sessions and credentials.
package enum OwnRoute: Sendable, CaseIterable {
  case endSession, stepUp, sessions, endOtherSessions, endOneSession
  case passkeys, passkeyRegistration, addPasskey, removePasskey, setPassword
}

/// The routes of the message browser.
package enum MessageRoute: Sendable, CaseIterable {
  case list, search, one, open, replay, document, revisions, activate, tryMapping
}

/// The routes by which sources report alerts, and learn how they go on.
package enum ReportRoute: Sendable, CaseIterable {
  case raise, raiseAs, enqueue, message, fhir, fhirCreate, fhirUpdate, resolve, progress, changes
  case heartbeat, handshake
}

/// The routes of accounts.
package enum AccountRoute: Sendable, CaseIterable {
  case list, one, add, change, end, endSessions, invite, linkDevice
}

/// What a route is about, and where the gate finds it.
package enum RouteObject: String, Sendable {
  /// Nothing in particular; a handler that gives several things asks for each.
  case site
  /// The person's own account.
  case own
  /// The account that `{account}` names.
  case account
  /// The alert that `{alert}` names, as the store has it.
  case alert
  /// The rota that `{rota}` names, whether there is one or not.
  case rota
}

/// One line of the table.
package struct WebRoute: Sendable {
  package let method: String
  /// Segments between slashes; `{name}` stands for any one segment, a last `*` for any rest.
  package let pattern: String
  /// What `Access.decide` is asked before the handler runs.
  package let action: Action
  package let name: RouteName
  package let object: RouteObject

  let segments: [Substring]
  /// The kinds of credential that it takes.
  let credentials: Set<CredentialKind>
  /// Whether it answers without a credential.
  package let isOpen: Bool

  init(
    _ method: String, _ pattern: String, _ action: Action, _ name: RouteName,
    on object: RouteObject = .site
  ) {
    self.method = method
    self.pattern = pattern
    self.action = action
    self.name = name
    self.object = object
    segments = Self.split(pattern)
    credentials = action.requirement.credentials
    isOpen = credentials.contains(.none)
  }

  /// The texts that the pattern leaves open in a path that it matches, by their names.
  func parameters(of path: [Substring]) -> [Substring: Substring] {
    var found: [Substring: Substring] = [:]
    for (segment, text) in zip(segments, path) where segment.utf8.first == 0x7B {
      found[segment.dropFirst().dropLast()] = text
    }
    return found
  }

  static func split(_ path: some StringProtocol) -> [Substring] {
    Substring(path).split(separator: "/", omittingEmptySubsequences: false)
  }
}

/// A route with what its path leaves open.
struct FoundRoute: Sendable {
  let route: WebRoute
  let parameters: [Substring: Substring]
}

/// The routes as data: nothing is served that does not stand here.
package enum RouteTable {
  package static let routes: [WebRoute] =
    open + watch + device + locks + signIn + own + administration + alerts + calls + calendars
    + sources + messages + rotas + duties + reach + directory

  /// The addresses of the web client: it shows the screen that its own address names.
  private static let screens = [
    "/", "/enrol", "/page", "/page/*", "/duty", "/devices", "/call", "/contacts", "/history",
    "/settings", "/rota", "/rotas", "/policies", "/reports", "/sign-in", "/welcome", "/account",
    "/administration", "/board", "/alert", "/switchboard", "/integrations", "/messages",
    "/message", "/try", "/intended-use",
  ].map { WebRoute("GET", $0, .useClient, .client) }

  private static let open: [WebRoute] =
    [
      WebRoute("GET", "/healthz", .useClient, .health),
      WebRoute("GET", "/readyz", .useClient, .readiness),
    ] + screens + [
      WebRoute("GET", "/web/*", .useClient, .asset),
      WebRoute("GET", "/release.json", .useClient, .release),
      WebRoute("GET", "/openapi.yaml", .useClient, .openAPI),
      WebRoute("GET", "/.well-known/security.txt", .useClient, .securityText),
      WebRoute("POST", "/v1/violations", .reportViolation, .violation),
      WebRoute("POST", "/v1/devices", .enrolDevice, .enrol),
    ]

  private static let watch = [WebRoute("GET", "/metrics", .readMetrics, .metrics)]

  private static let device = [
    WebRoute("GET", "/v1/devices/{device}/stream", .useMailbox, .stream, on: .own),
    WebRoute("GET", "/v1/devices/{device}/envelopes", .useMailbox, .envelopes, on: .own),
    WebRoute("POST", "/v1/devices/{device}/more", .useMailbox, .more, on: .own),
    WebRoute("GET", "/v1/devices/{device}/push", .useMailbox, .channel(.subscription), on: .own),
    WebRoute("PUT", "/v1/devices/{device}/push", .useMailbox, .channel(.subscribe), on: .own),
    WebRoute(
      "DELETE", "/v1/devices/{device}/push", .useMailbox, .channel(.unsubscribe), on: .own),
    WebRoute("POST", "/v1/hand-overs/{token}", .reportHandOver, .channel(.report)),
    WebRoute("POST", "/v1/devices/{device}/answers", .answerPages, .answers, on: .own),
    WebRoute(
      "GET", "/v1/devices/{device}/pages/{page}/attachments", .readDocuments, .documents, on: .own),
    WebRoute(
      "GET", "/v1/devices/{device}/pages/{page}/attachments/{number}", .readDocuments, .document,
      on: .own),
    WebRoute("GET", "/v1/me", .readProfile, .me, on: .own),
    WebRoute("GET", "/v1/on-call", .readOnCall, .onCall),
    WebRoute("GET", "/v1/on-call-sheet", .readOnCall, .onCallSheet),
  ]

  private static let signIn = [
    WebRoute("GET", "/v1/sign-in", .signIn, .proof(.ways)),
    WebRoute("POST", "/v1/sign-in/password", .signIn, .proof(.password)),
    WebRoute("POST", "/v1/sign-in/invitation", .signIn, .proof(.invitation)),
    WebRoute("GET", "/v1/sign-in/openid", .signIn, .proof(.openIDBegin)),
    WebRoute("GET", "/v1/sign-in/openid/return", .signIn, .proof(.openIDReturn)),
    WebRoute("POST", "/v1/sign-in/openid/logout", .signIn, .proof(.openIDLogout)),
    WebRoute("POST", "/v1/sign-in/passkey/options", .signIn, .proof(.passkeyOptions)),
    WebRoute("POST", "/v1/sign-in/passkey", .signIn, .proof(.passkey)),
    WebRoute("POST", "/v1/session", .signIn, .proof(.session)),
  ]

  private static let own = [
    WebRoute("GET", "/v1/me/access", .readOwnAccess, .access, on: .own),
    WebRoute("GET", "/v1/trail", .readTrail, .trail),
    WebRoute("GET", "/v1/checkpoint", .readCheckpoint, .checkpoint),
    WebRoute("DELETE", "/v1/session", .manageOwnSessions, .own(.endSession), on: .own),
    WebRoute("POST", "/v1/session/step-up", .manageOwnSessions, .own(.stepUp), on: .own),
    WebRoute("GET", "/v1/sessions", .manageOwnSessions, .own(.sessions), on: .own),
    WebRoute("DELETE", "/v1/sessions", .manageOwnSessions, .own(.endOtherSessions), on: .own),
    WebRoute(
      "DELETE", "/v1/sessions/{session}", .manageOwnSessions, .own(.endOneSession), on: .own),
    WebRoute("GET", "/v1/passkeys", .manageOwnSessions, .own(.passkeys), on: .own),
    WebRoute(
      "POST", "/v1/passkeys/options", .manageOwnPasskeys, .own(.passkeyRegistration), on: .own),
    WebRoute("POST", "/v1/passkeys", .manageOwnPasskeys, .own(.addPasskey), on: .own),
    WebRoute(
      "DELETE", "/v1/passkeys/{passkey}", .manageOwnPasskeys, .own(.removePasskey), on: .own),
    WebRoute("PUT", "/v1/password", .manageOwnPasskeys, .own(.setPassword), on: .own),
  ]

  private static let administration = [
    WebRoute("GET", "/v1/accounts", .readAccounts, .account(.list)),
    WebRoute("GET", "/v1/accounts/{account}", .readAccounts, .account(.one), on: .account),
    WebRoute("POST", "/v1/accounts", .changeAccounts, .account(.add)),
    WebRoute("PATCH", "/v1/accounts/{account}", .changeAccounts, .account(.change), on: .account),
    WebRoute("POST", "/v1/accounts/{account}/end", .endAccounts, .account(.end), on: .account),
    WebRoute(
      "POST", "/v1/accounts/{account}/end-sessions", .endAccounts, .account(.endSessions),
      on: .account),
    WebRoute(
      "POST", "/v1/accounts/{account}/invitation", .changeAccounts, .account(.invite),
      on: .account),
    WebRoute(
      "POST", "/v1/accounts/{account}/device-link", .changeAccounts, .account(.linkDevice),
      on: .account),
  ]

  private static let alerts = [
    WebRoute("GET", "/v1/alerts", .readBoard, .board),
    WebRoute("GET", "/v1/alerts/{alert}", .readContent, .content, on: .alert),
    WebRoute("POST", "/v1/alerts", .reportAlerts, .report(.raise)),
    WebRoute("POST", "/v1/integrations/{integration}/alerts", .reportAlerts, .report(.raiseAs)),
    WebRoute(
      "OPTIONS", "/v1/integrations/{integration}/alerts", .askToReport, .report(.handshake)),
    WebRoute("POST", "/v1/integrations/{integration}/hl7", .reportAlerts, .report(.message)),
    WebRoute("POST", "/v1/integrations/{integration}/fhir", .reportAlerts, .report(.fhir)),
    WebRoute(
      "POST", "/v1/integrations/{integration}/fhir/{type}", .reportAlerts, .report(.fhirCreate)),
    WebRoute(
      "PUT", "/v1/integrations/{integration}/fhir/{type}/{id}", .reportAlerts,
      .report(.fhirUpdate)),
    WebRoute("POST", EventsForm.path, .reportAlerts, .report(.enqueue)),
    WebRoute("POST", "/v1/heartbeats/{integration}", .reportAlerts, .report(.heartbeat)),
    WebRoute("GET", "/v1/alert-changes", .readBoard, .report(.changes)),
    WebRoute(
      "POST", "/v1/alerts/{alert}/resolve", .reportAlerts, .report(.resolve), on: .alert),
    WebRoute(
      "GET", "/v1/alerts/{alert}/progress", .readProgress, .report(.progress), on: .alert),
    WebRoute(
      "GET", "/v1/alerts/{alert}/attachments/{number}", .readContent, .attachment, on: .alert),
    WebRoute("POST", "/v1/break-glass", .breakGlass, .breakGlass),
    WebRoute("GET", "/v1/break-glass", .readReports, .breakGlasses),
    WebRoute("GET", "/v1/reports", .readFigures, .figures(.answers)),
    WebRoute("GET", "/v1/reports/noise", .readFigures, .figures(.noise)),
    WebRoute("GET", "/v1/reports/arrivals", .readFigures, .figures(.arrivals)),
  ]

  private static let calls = [
    WebRoute("GET", "/v1/call-types", .readCalls, .call(.types)),
    WebRoute("POST", "/v1/calls", .placeCalls, .call(.place)),
    WebRoute("GET", "/v1/calls/{alert}", .watchCalls, .call(.roll), on: .alert),
    WebRoute("POST", "/v1/calls/{alert}/resolve", .changeCalls, .call(.resolve), on: .alert),
    WebRoute("POST", "/v1/calls/{alert}/words", .changeCalls, .call(.words), on: .alert),
    WebRoute("POST", "/v1/calls/{alert}/stand-down", .changeCalls, .call(.standDown), on: .alert),
    WebRoute("POST", "/v1/calls/{alert}/call-next", .steerCalls, .call(.callNext), on: .alert),
    WebRoute("POST", "/v1/calls/{alert}/reassign", .steerCalls, .call(.reassign), on: .alert),
    WebRoute(
      "POST", "/v1/calls/{alert}/accepted-by-telephone", .steerCalls, .call(.byTelephone),
      on: .alert),
    WebRoute("POST", "/v1/calls/{alert}/rung", .steerCalls, .call(.rung), on: .alert),
    WebRoute("GET", "/v1/switchboard", .readSwitchboard, .call(.queue)),
    WebRoute("GET", "/v1/roll-calls", .readRollCalls, .call(.rollCalls)),
  ]

  private static let calendars = [
    WebRoute("GET", "/calendars/{secret}", .readCalendar, .calendar(.feed)),
    WebRoute("GET", "/wall-boards/{secret}", .readCalendar, .calendar(.wallBoard)),
    WebRoute("GET", "/v1/calendar-links", .manageOwnCalendars, .calendar(.list), on: .own),
    WebRoute("POST", "/v1/calendar-links", .manageOwnCalendars, .calendar(.make), on: .own),
    WebRoute(
      "DELETE", "/v1/calendar-links/{link}", .manageOwnCalendars, .calendar(.end), on: .own),
  ]

  private static let sources = [
    WebRoute("GET", "/v1/integrations", .readIntegrations, .source(.list)),
    WebRoute("GET", "/v1/maintenance", .readIntegrations, .source(.maintenances)),
    WebRoute("POST", "/v1/maintenance", .changeMaintenance, .source(.add)),
    WebRoute("POST", "/v1/maintenance/{maintenance}/end", .changeMaintenance, .source(.end)),
    WebRoute("GET", "/v1/intended-use", .readIntegrations, .source(.intendedUse)),
    WebRoute("POST", "/v1/intended-use/acceptance", .acceptIntendedUse, .source(.accept)),
  ]

  private static let messages = [
    WebRoute("GET", "/v1/messages", .readMessages, .messages(.list)),
    WebRoute("POST", "/v1/messages/search", .readMessages, .messages(.search)),
    WebRoute("POST", "/v1/messages/replay", .replayMessages, .messages(.replay)),
    WebRoute("GET", "/v1/messages/{message}", .readMessages, .messages(.one)),
    WebRoute("POST", "/v1/messages/{message}/content", .openMessages, .messages(.open)),
    WebRoute(
      "GET", "/v1/integrations/{integration}/document", .readMessages, .messages(.document)),
    WebRoute(
      "PUT", "/v1/integrations/{integration}/document", .activateMappings, .messages(.activate)),
    WebRoute(
      "GET", "/v1/integrations/{integration}/revisions", .readMessages, .messages(.revisions)),
    WebRoute("POST", "/v1/integrations/{integration}/try", .tryMappings, .messages(.tryMapping)),
  ]

  private static let rotas = [
    WebRoute("GET", "/v1/rotas", .readRotas, .rota(.list)),
    WebRoute("GET", "/v1/rotas/{rota}", .readRotas, .rota(.one), on: .rota),
    WebRoute("GET", "/v1/rotas/{rota}/revisions", .readRotas, .rota(.revisions), on: .rota),
    WebRoute(
      "GET", "/v1/rotas/{rota}/revisions/{revision}", .readRotas, .rota(.revision), on: .rota),
    WebRoute("POST", "/v1/rotas/{rota}/preview", .changeRotas, .rota(.preview), on: .rota),
    WebRoute("POST", "/v1/rotas/{rota}/hindsight", .changeRotas, .rota(.hindsight), on: .rota),
    WebRoute("POST", "/v1/rotas/{rota}/changes", .changeRotas, .rota(.change), on: .rota),
    WebRoute("GET", "/v1/rotas/{rota}/review", .readRotas, .rota(.review), on: .rota),
    WebRoute("POST", "/v1/rotas/{rota}/import", .changeRotas, .rota(.importShifts), on: .rota),
    WebRoute("GET", "/v1/policies", .readRotas, .policy(.list)),
    WebRoute("GET", "/v1/policies/{policy}", .readRotas, .policy(.one)),
    WebRoute("POST", "/v1/policies/{policy}/hindsight", .changeRotas, .policy(.hindsight)),
    WebRoute("POST", "/v1/rehearsals", .readRotas, .policy(.rehearse)),
  ]

  private static let directory = ["GET", "POST", "PUT", "PATCH", "DELETE"].map {
    WebRoute($0, "/scim/v2/*", .provision, .provision)
  }

  private static let tree = RouteTree(routes)

  /// The route of a request and what its path leaves open.
  ///
  /// HEAD is answered where anybody may GET.
  static func find(_ method: String, _ path: Substring) throws(Problem) -> FoundRoute {
    if let known = whole[path], known.route.method == method { return known }
    return try search(method, path)
  }

  /// What the search finds for the paths of reports that leave nothing open: the busiest ones.
  private static let whole: [Substring: FoundRoute] = {
    let paths: [Substring] = ["/v1/alerts", EventsForm.path[...]]
    return paths.reduce(into: [:]) { $0[$1] = try? search("POST", $1) }
  }()

  private static func search(_ method: String, _ path: Substring) throws(Problem) -> FoundRoute {
    let segments = WebRoute.split(path)
    var methods: [String] = []
    for index in tree.routes(of: segments) {
      let route = routes[index]
      let isHead = method == "HEAD" && route.method == "GET" && route.isOpen
      if route.method == method || isHead {
        return FoundRoute(route: route, parameters: route.parameters(of: segments))
      }
      methods.append(route.method)
      if route.method == "GET", route.isOpen { methods.append("HEAD") }
    }
    guard methods.isEmpty else {
      var problem = Problem(
        .wrongMethod, "this target takes \(methods.joined(separator: " and "))",
        hint: "see Allow")
      problem.methods = methods
      throw problem
    }
    throw Problem(
      .notFound, "no route has this path", hint: "/openapi.yaml has them all")
  }
}
