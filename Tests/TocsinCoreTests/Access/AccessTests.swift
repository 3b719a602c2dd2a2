// Tocsin — CoreTests: who may do what
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

private let now = Timestamp(milliseconds: 1_790_000_000_000)
private let ward = AccessObject.alert(ward: "ICU2", rotas: [RotaID("intensive-care")])

private func account(_ grants: RoleGrant...) -> Account {
  Account(id: ResponderID("dr.amsel"), name: "Dr Amsel", grants: grants, at: now)
}

private func session(_ account: Account, steppedUp: Bool = false) -> Actor {
  .session(account, steppedUpAt: steppedUp ? now - .minutes(1) : nil)
}

private func answer(
  _ actor: Actor, _ action: Action, _ object: AccessObject = .site,
  _ context: AccessContext = AccessContext(at: now)
) -> Denial? {
  switch Access.decide(actor, action, object, context) {
  case .success: nil
  case .failure(let denial): denial
  }
}

@Suite struct `A decision on access` {
  @Test(arguments: Action.allCases)
  func `lets nobody in without a credential but to what is for anybody`(action: Action) {
    let isOpen = action.requirement.credentials.contains(.none)
    #expect(answer(.nobody, action) == (isOpen ? nil : .notSignedIn))
  }

  @Test(arguments: Role.allCases, Action.allCases)
  func `gives a role exactly what the table says`(role: Role, action: Action) {
    let needs = action.requirement
    let actor = session(account(RoleGrant(role)), steppedUp: true)
    let denial = answer(actor, action)
    if action == .readContent {
      #expect(denial == .notAddressed)
    } else if !needs.credentials.contains(.session) {
      #expect(denial == .wrongCredential)
    } else if needs.roles.isEmpty || needs.roles.contains(role) {
      #expect(denial == nil)
    } else {
      #expect(denial == .noRole)
    }
  }

  @Test(arguments: Action.allCases)
  func `asks for a step-up where it matters, and forgets it after ten minutes`(action: Action) {
    guard action.requirement.needsStepUp else { return }
    let everything = Role.allCases.map { RoleGrant($0) }
    var account = account()
    account.grants = everything
    #expect(answer(session(account), action) == .needsStepUp)
    #expect(answer(.session(account, steppedUpAt: now - .minutes(10)), action) == .needsStepUp)
    let lately = now - .minutes(10) + Milliseconds(1)
    #expect(answer(.session(account, steppedUpAt: lately), action) == nil)
  }

  @Test func `ends with the account, to the millisecond, whatever the role`() {
    var account = account(RoleGrant(.administrator))
    account.validUntil = now
    #expect(answer(session(account), .readAccounts) == .accountEnded)
    #expect(answer(.device(account), .useMailbox) == .accountEnded)
    account.validUntil = now + Milliseconds(1)
    #expect(answer(session(account), .readAccounts) == nil)
    account.endedAt = now - .hours(1)
    #expect(answer(session(account), .readAccounts) == .accountEnded)
  }

  @Test func `begins with the account`() {
    var account = account(RoleGrant(.responder))
    account.validFrom = now + Milliseconds(1)
    #expect(answer(.device(account), .useMailbox) == .accountEnded)
    account.validFrom = now
    #expect(answer(.device(account), .useMailbox) == nil)
  }

  @Test func `leaves what is for anybody open to somebody whose account has ended`() {
    var account = account()
    account.endedAt = now
    #expect(answer(session(account), .useClient) == nil)
  }

  @Test func `gives a device its mailbox and no administration`() {
    let device = Actor.device(account(RoleGrant(.administrator), RoleGrant(.responder)))
    #expect(answer(device, .useMailbox) == nil)
    #expect(answer(device, .readAccounts) == .wrongCredential)
    #expect(answer(device, .readContent, ward) == .wrongCredential)
  }

  @Test func `gives a directory provisioning and nothing else`() {
    for action in Action.allCases where !action.requirement.credentials.contains(.none) {
      #expect(
        answer(.directory("entra"), action) == (action == .provision ? nil : .wrongCredential))
    }
  }
}

@Suite struct `The scope of a role` {
  @Test(arguments: [
    (AccessScope.everywhere, Denial?.none),
    (AccessScope(wards: ["ICU2"]), nil),
    (AccessScope(wards: ["ICU1", "ICU2"], rotas: [RotaID("intensive-care")]), nil),
    (AccessScope(wards: ["ICU1"]), .outOfScope),
    (AccessScope(rotas: [RotaID("surgery")]), .outOfScope),
    (AccessScope(wards: ["ICU2"], rotas: [RotaID("surgery")]), .outOfScope),
  ])
  func `opens the alerts of its wards and services alone`(scope: AccessScope, denial: Denial?) {
    let actor = session(account(RoleGrant(.switchboard, scope)))
    #expect(answer(actor, .readBoard, ward) == denial)
  }

  @Test func `is judged role by role, and never added up`() {
    let actor = session(
      account(
        RoleGrant(.caller, AccessScope(wards: ["ICU2"])),
        RoleGrant(.switchboard, AccessScope(rotas: [RotaID("surgery")]))))
    let other = AccessObject.alert(ward: "A1", rotas: [RotaID("medicine")])
    #expect(answer(actor, .readBoard, ward) == nil)
    #expect(answer(actor, .readBoard, other) == .outOfScope)
  }

  @Test func `of a rota manager covers the rotas that it names`() {
    let actor = session(
      account(RoleGrant(.rotaManager, AccessScope(rotas: [RotaID("medicine")]))))
    #expect(answer(actor, .readOnCall, .rota(RotaID("medicine"))) == nil)
    #expect(answer(actor, .readOnCall, .rota(RotaID("surgery"))) == .outOfScope)
  }

  @Test func `never joins who gives access with who looks after it`() {
    #expect(
      GrantConflict.among([RoleGrant(.administrator), RoleGrant(.auditor)]) == .separationOfDuty)
    #expect(GrantConflict.among([RoleGrant(.administrator), RoleGrant(.responder)]) == nil)
  }
}

@Suite struct `The content of an alert` {
  private func context(_ edit: (inout AccessContext) -> Void) -> AccessContext {
    var context = AccessContext(at: now)
    edit(&context)
    return context
  }

  @Test(arguments: Role.allCases)
  func `opens for whoever is asked about it, and for no managing role`(role: Role) {
    let isClinical = role == .responder || role == .trainee
    let asked = context { $0.isAddressed = true }
    let denial = answer(session(account(RoleGrant(role))), .readContent, ward, asked)
    #expect(denial == (isClinical ? nil : .notAddressed))
  }

  @Test func `stays open for two hours after the duty`() {
    let actor = session(account(RoleGrant(.responder)))
    let last = context { $0.lastOnDuty = now - .hours(2) + Milliseconds(1) }
    let over = context { $0.lastOnDuty = now - .hours(2) }
    #expect(answer(actor, .readContent, ward, last) == nil)
    #expect(answer(actor, .readContent, ward, over) == .notAddressed)
  }

  @Test func `of another ward stays shut for a duty that is scoped`() {
    let actor = session(account(RoleGrant(.responder, AccessScope(wards: ["A1"]))))
    #expect(
      answer(actor, .readContent, ward, context { $0.lastOnDuty = now }) == .notAddressed)
  }

  @Test func `opens by break-glass for thirty minutes, and the permit says so`() throws {
    let actor = session(account(RoleGrant(.responder)))
    let open = context { $0.breakGlassUntil = now + Milliseconds(1) }
    let permit = try Access.decide(actor, .readContent, ward, open).get()
    #expect(permit.isBreakGlass)
    let over = context { $0.breakGlassUntil = now }
    #expect(answer(actor, .readContent, ward, over) == .notAddressed)
    #expect(Access.breakGlassLifetime == .minutes(30))
  }

  @Test func `cannot be opened by an administrator's break-glass`() {
    let actor = session(account(RoleGrant(.administrator)), steppedUp: true)
    #expect(answer(actor, .breakGlass, ward) == .noRole)
  }

  @Test func `can be asked for by break-glass beyond one's own scope`() {
    let elsewhere = RoleGrant(.responder, AccessScope(wards: ["A1"]))
    #expect(answer(session(account(elsewhere), steppedUp: true), .breakGlass, ward) == nil)
  }
}

@Suite struct `An account` {
  @Test(arguments: [
    ("dr.amsel", true), ("a", true), ("9-b_c.d", true), ("", false), (".a", false),
    ("Dr", false), ("dr amsel", false), ("ä", false), (String(repeating: "a", count: 65), false),
  ])
  func `has an id that documents can name`(id: String, isForm: Bool) {
    #expect(NameForm.holds(id) == isForm)
  }

  @Test func `of a locum has an end from the first day`() {
    var locum = Account(id: ResponderID("dr.vogel"), name: "Dr Vogel", kind: .locum, at: now)
    #expect(AccountFault.of(locum) == .locumWithoutEnd)
    locum.validUntil = now + .days(30)
    #expect(AccountFault.of(locum) == nil)
    locum.validFrom = locum.validUntil
    #expect(AccountFault.of(locum) == .endBeforeBeginning)
  }

  @Test(arguments: [("", AccountFault?.some(.nameLength)), ("A", nil)])
  func `has a name`(name: String, fault: AccountFault?) {
    #expect(AccountFault.of(Account(id: ResponderID("a"), name: name, at: now)) == fault)
  }

  @Test func `is seen by the rota with the earlier of its ends`() {
    var account = account(RoleGrant(.trainee), RoleGrant(.rotaManager))
    account.validUntil = now + .days(1)
    account.endedAt = now
    let person = account.responder
    #expect(person.validUntil == now && person.isTrainee && person.isRotaManager)
    #expect(!person.isValid(at: now))
  }
}
