// Tocsin — Core: everything that somebody can ask to do
// SPDX-License-Identifier: Apache-2.0

/// How a request shows who asks.
package enum CredentialKind: String, Sendable, CaseIterable {
  /// Nothing was shown.
  case none
  /// A signature by an enrolled device's accept key.
  case device
  /// A signed-in session of the web client.
  case session
  /// A directory's key (SCIM).
  case directory
  /// A key of an integration, or what was signed with one.
  case integration
  /// The key of whoever watches the gateway from outside.
  case watcher
}

/// What can be asked for. Every route names one; what each needs is said in `requirement`.
package enum Action: String, Codable, Sendable, CaseIterable {
  // For anybody
  case useClient = "use-client"
  case enrolDevice = "enrol-device"
  case signIn = "sign-in"
  case reportViolation = "report-violation"
  case readCheckpoint = "read-checkpoint"
  /// Whether a sender may report at all, before it has shown who it is.
  case askToReport = "ask-to-report"
  /// The calendar of a secret link.
  case readCalendar = "read-calendar"
  /// What a channel reports of one hand-over, by its token.
  case reportHandOver = "report-hand-over"
  // A device, for its own person
  case useMailbox = "use-mailbox"
  case answerPages = "answer-pages"
  /// Documents that came with the pages of its person.
  case readDocuments = "read-documents"
  // A person, about themselves
  case readProfile = "read-profile"
  /// The devices of the person, and by which channels they are reached.
  case readOwnReach = "read-own-reach"
  /// Has the person paged for a test.
  case testOwnReach = "test-own-reach"
  /// A device of the person is lost.
  case endOwnDevices = "end-own-devices"
  /// Enrols one more device of the person.
  case linkOwnDevices = "link-own-devices"
  case manageOwnSessions = "manage-own-sessions"
  case manageOwnPasskeys = "manage-own-passkeys"
  case readOwnAccess = "read-own-access"
  /// Links to calendars of one's own, and of what one manages.
  case manageOwnCalendars = "manage-own-calendars"
  // Work
  case readOnCall = "read-on-call"
  /// Who is on call with the numbers to ring, for whoever is paged or calls.
  case readContacts = "read-contacts"
  /// A rota with its document, its calendar and its revisions.
  case readRotas = "read-rotas"
  case changeRotas = "change-rotas"
  /// How alerts were answered, in figures by team (S29).
  case readFigures = "read-figures"
  /// Duties that are offered: those of a person, and those that the person may take.
  case readOffers = "read-offers"
  /// A person says that they cannot come, or takes what is offered.
  case changeOwnDuties = "change-own-duties"
  case readBoard = "read-board"
  case readContent = "read-content"
  case breakGlass = "break-glass"
  /// How an alert goes on, without its content.
  case readProgress = "read-progress"
  // What sources do over HTTP
  case reportAlerts = "report-alerts"
  // Paging by hand
  /// What can be called for.
  case readCalls = "read-calls"
  case placeCalls = "place-calls"
  /// Who comes to a call.
  case watchCalls = "watch-calls"
  /// Words, stand-down, over: by the switchboard and by who called.
  case changeCalls = "change-calls"
  /// Call next now, reassign, accepted by telephone.
  case steerCalls = "steer-calls"
  /// The loud queue.
  case readSwitchboard = "read-switchboard"
  /// What roll-calls came to.
  case readRollCalls = "read-roll-calls"
  // Sources
  case readIntegrations = "read-integrations"
  case changeMaintenance = "change-maintenance"
  /// The site's word that it has read what Tocsin is meant for (S33).
  case acceptIntendedUse = "accept-intended-use"
  // Messages of sources
  case readMessages = "read-messages"
  case tryMappings = "try-mappings"
  /// Another document of an integration holds from then on.
  case activateMappings = "activate-mappings"
  case replayMessages = "replay-messages"
  /// A replay that pages people.
  case pageByReplay = "page-by-replay"
  /// The patient fields of one message, by break-glass.
  case openMessages = "open-messages"
  // Administration
  case readAccounts = "read-accounts"
  case changeAccounts = "change-accounts"
  case endAccounts = "end-accounts"
  case provision
  // The gateway itself
  /// How much waits and how long everything takes, in numbers alone.
  case readMetrics = "read-metrics"
  // Privacy and the trail
  case readTrail = "read-trail"
  case exportTrail = "export-trail"
  case readReports = "read-reports"
  case exportSubject = "export-subject"
  case eraseSubject = "erase-subject"
}

/// What an action needs.
package struct Requirement: Hashable, Sendable {
  package let credentials: Set<CredentialKind>
  /// Any of these; empty for everybody who has a valid account.
  package let roles: Set<Role>
  /// Whether the person must have shown a second time, and lately, who they are.
  package let needsStepUp: Bool

  init(_ credentials: Set<CredentialKind>, _ roles: Set<Role> = [], stepUp: Bool = false) {
    self.credentials = credentials
    self.roles = roles
    needsStepUp = stepUp
  }
}

extension Action {
  /// The one table of who may do what; scope and content are judged in `Access.decide`.
  package var requirement: Requirement {
    switch self {
    case .useClient, .enrolDevice, .signIn, .reportViolation, .readCheckpoint,
      .askToReport, .readCalendar, .reportHandOver:
      Requirement(Set(CredentialKind.allCases))
    case .useMailbox, .answerPages, .readDocuments: Requirement([.device])
    case .readProfile, .manageOwnCalendars, .readOwnReach, .endOwnDevices:
      Requirement([.device, .session])
    case .testOwnReach, .linkOwnDevices: Requirement([.device])
    case .manageOwnSessions, .readOwnAccess: Requirement([.session])
    case .manageOwnPasskeys: Requirement([.session], stepUp: true)
    case .readOnCall: Requirement([.device, .session], [.rotaManager, .switchboard])
    case .readContacts:
      Requirement(
        [.device, .session], [.responder, .trainee, .caller, .switchboard, .rotaManager])
    case .readRotas: Requirement([.session], [.rotaManager, .switchboard])
    case .changeRotas: Requirement([.session], [.rotaManager])
    case .readFigures: Requirement([.session], [.rotaManager, .auditor, .switchboard])
    case .readOffers: Requirement([.device, .session], [.responder, .rotaManager, .switchboard])
    case .changeOwnDuties: Requirement([.device, .session], [.responder, .rotaManager])
    case .readBoard, .readProgress:
      Requirement(
        [.session, .integration], [.responder, .trainee, .caller, .switchboard, .rotaManager])
    case .reportAlerts: Requirement([.integration])
    case .readContent: Requirement([.session])
    case .breakGlass:
      Requirement(
        [.session], [.responder, .switchboard, .integrationEngineer, .auditor], stepUp: true)
    case .readCalls, .placeCalls, .watchCalls, .changeCalls:
      Requirement([.device, .session], [.caller, .switchboard])
    case .steerCalls, .readSwitchboard: Requirement([.session], [.switchboard])
    case .readRollCalls: Requirement([.session], [.switchboard, .rotaManager, .auditor])
    case .readIntegrations:
      Requirement(
        [.session], [.integrationEngineer, .administrator, .switchboard, .serviceOperator])
    case .changeMaintenance: Requirement([.session], [.integrationEngineer, .administrator])
    case .readMessages, .tryMappings, .replayMessages:
      Requirement([.session], [.integrationEngineer])
    case .pageByReplay, .openMessages, .activateMappings:
      Requirement([.session], [.integrationEngineer], stepUp: true)
    case .acceptIntendedUse: Requirement([.session], [.administrator], stepUp: true)
    case .readAccounts: Requirement([.session], [.administrator])
    case .changeAccounts: Requirement([.session], [.administrator], stepUp: true)
    case .endAccounts: Requirement([.session], [.administrator])
    case .provision: Requirement([.directory])
    case .readMetrics: Requirement([.watcher])
    case .readTrail, .readReports: Requirement([.session], [.auditor])
    case .exportTrail, .exportSubject, .eraseSubject:
      Requirement([.session], [.auditor], stepUp: true)
    }
  }
}
