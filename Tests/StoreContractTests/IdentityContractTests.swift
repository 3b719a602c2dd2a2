// Tocsin — StoreContract: accounts, sessions and credentials
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

private let token = [UInt8](repeating: 7, count: 32)

private func session(_ number: UInt64, of account: ResponderID = okafor) -> SessionRecord {
  SessionRecord(
    digest: [UInt8](repeating: UInt8(number), count: 32),
    id: SessionID(high: 0x5E, low: number), account: account, method: .openID,
    key: [UInt8](repeating: 9, count: 32), begunAt: start + Milliseconds(Int64(number)),
    idle: .minutes(15), endsAt: start + .hours(12), providerSession: "sid-\(number % 2)",
    agent: "Firefox")
}

@Suite struct `Accounts in a store` {
  @Test(arguments: StoreKind.allCases)
  func `come back as they were, a revision higher with each change`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      var account = Account(
        id: okafor, name: "R. Okafor", kind: .locum,
        grants: [
          RoleGrant(.caller, AccessScope(wards: ["W7"])),
          RoleGrant(.responder, AccessScope(wards: ["W7"], rotas: [RotaID("medicine")])),
        ], at: start)
      account.userName = "R.Okafor@Hospital.example"
      account.externalID = "8c1f"
      account.telephone = "4711"
      account.addresses.mobile = "+49 170 1"
      account.addresses.mail = "okafor@hospital.example"
      account.validFrom = start - .days(1)
      account.validUntil = start + .days(1)
      try await store.perform { [account] in try $0.upsert(account) }
      account.revision = 1
      #expect(try await store.read { try $0.account(okafor) } == account)
      #expect(
        try await store.read { try $0.account(userName: "r.okafor@hospital.EXAMPLE") } == account)
      #expect(try await store.read { try $0.account(externalID: "8c1f") } == account)
      account.endedAt = start
      try await store.perform { [account] in try $0.upsert(account) }
      account.revision = 2
      #expect(try await store.read { try $0.accounts() } == [account])
      #expect(try await store.read { try $0.account(ferrand) } == nil)
      #expect(try await store.read { try $0.account(externalID: "8C1F") } == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `refuse a directory name that another has`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      var first = Account(id: okafor, name: "R. Okafor", at: start)
      first.userName = "ok"
      var second = Account(id: ferrand, name: "M. Ferrand", at: start)
      second.userName = "OK"
      try await store.perform { [first] in try $0.upsert(first) }
      await #expect(throws: StoreError.self) {
        try await store.perform { [second] in try $0.upsert(second) }
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are overdue from their end on, until they are ended`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      var account = Account(id: okafor, name: "R. Okafor", at: start)
      account.validUntil = start
      try await store.perform { [account] in
        try $0.upsert(account)
        try $0.upsert(Account(id: ferrand, name: "M. Ferrand", at: start))
      }
      let before = start - Milliseconds(1)
      #expect(try await store.read { try $0.overdueAccounts(at: before, limit: 9) } == [])
      #expect(try await store.read { try $0.overdueAccounts(at: start, limit: 9) } == [okafor])
      account.endedAt = start
      try await store.perform { [account] in try $0.upsert(account) }
      #expect(try await store.read { try $0.overdueAccounts(at: start, limit: 9) } == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keep the grants that a document says nothing about`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let scope = AccessScope(wards: ["W7"])
      let account = Account(
        id: okafor, name: "R. Okafor",
        grants: [RoleGrant(.auditor), RoleGrant(.responder, scope)], at: start)
      try await store.perform {
        try $0.upsert(account)
        try $0.upsert(Responder(id: okafor, name: "Dr R. Okafor"))
      }
      let found = try await store.read { try $0.account(okafor) }
      #expect(found?.name == "Dr R. Okafor")
      #expect(found?.grants == [RoleGrant(.auditor), RoleGrant(.responder, scope)])
    }
  }
}

@Suite struct `Sessions in a store` {
  @Test(arguments: StoreKind.allCases)
  func `are found by their token's digest and end one by one, by person or by provider`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      try await store.perform { store in
        for number in 1...4 { try store.insert(session(UInt64(number))) }
        try store.insert(session(5, of: ferrand))
        try store.touchSession(digest: session(1).digest, at: start + .minutes(5))
        try store.stepUpSession(digest: session(1).digest, at: start + .minutes(6))
      }
      var first = session(1)
      first.seenAt = start + .minutes(5)
      first.steppedUpAt = start + .minutes(6)
      #expect(try await store.read { try $0.session(digest: session(1).digest) } == first)
      let ids = { try await store.read { try $0.sessions(of: okafor).map(\.id.low) } }
      #expect(try await ids() == [4, 3, 2, 1])
      try await store.perform { try $0.endSession(session(4).id, of: ferrand) }
      #expect(try await ids() == [4, 3, 2, 1])
      try await store.perform { try $0.endSession(session(4).id, of: okafor) }
      #expect(try await ids() == [3, 2, 1])
      #expect(try await store.perform { try $0.endSessions(providerSession: "sid-0") } == 1)
      #expect(try await ids() == [3, 1])
      #expect(try await store.perform { try $0.endSessions(of: okafor) } == 2)
      #expect(try await ids() == [])
      #expect(try await store.read { try $0.sessions(of: ferrand).count } == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are swept once they are idle or over`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { store in
        try store.insert(session(1))
        try store.touchSession(digest: session(1).digest, at: start + .minutes(10))
      }
      let idle = start + .minutes(25)
      for (now, count) in [(idle - Milliseconds(1), 1), (idle, 0)] {
        try await store.perform { try $0.endSessions(deadBefore: now) }
        #expect(try await store.read { try $0.sessions(of: okafor).count } == count)
      }
    }
  }
}

@Suite struct `Credentials in a store` {
  @Test(arguments: StoreKind.allCases)
  func `are kept, used and taken away as a whole`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let passkey = PasskeyRecord(
        id: [1, 2, 3], account: okafor, publicKey: [0xA5], signCount: 4, name: "key ring",
        addedAt: start)
      try await store.perform { store in
        try store.setPasswordHash("$argon2id$1", of: okafor, at: start)
        try store.setPasswordHash("$argon2id$2", of: okafor, at: start)
        try store.insert(passkey)
        try store.usePasskey([1, 2, 3], signCount: 5, at: start + .minutes(1))
        try store.insert(
          InvitationRecord(digest: token, account: okafor, expiresAt: start + .hours(1)))
      }
      var used = passkey
      used.signCount = 5
      used.usedAt = start + .minutes(1)
      #expect(try await store.read { try $0.passwordHash(of: okafor) } == "$argon2id$2")
      #expect(try await store.read { try $0.passkeys(of: okafor) } == [used])
      #expect(try await store.read { try $0.passkey([1, 2, 3]) } == used)
      try await store.perform { try $0.deletePasskey([1, 2, 3], of: ferrand) }
      #expect(try await store.read { try $0.passkey([1, 2, 3]) } == used)
      try await store.perform { try $0.clearCredentials(of: okafor, at: start + .minutes(2)) }
      #expect(try await store.read { try $0.passwordHash(of: okafor) } == nil)
      #expect(try await store.read { try $0.passkeys(of: okafor) } == [])
      let spent = try await store.read { try $0.invitation(digest: token) }
      #expect(spent?.spentAt == start + .minutes(2))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `of an invitation count once`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { store in
        try store.insert(
          InvitationRecord(digest: token, account: okafor, expiresAt: start + .hours(1)))
        try store.spendInvitation(digest: token, at: start)
      }
      await #expect(throws: StoreError.self) {
        try await store.perform { try $0.spendInvitation(digest: token, at: start) }
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `of a directory end by name, and the name may be given again`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let other = [UInt8](repeating: 8, count: 32)
      try await store.perform { store in
        try store.insert(DirectoryKeyRecord(digest: token, name: "entra", madeAt: start))
        try store.endDirectoryKey(named: "entra", at: start + .hours(1))
        try store.insert(
          DirectoryKeyRecord(digest: other, name: "entra", madeAt: start + .hours(1)))
      }
      let keys = try await store.read { try $0.directoryKeys() }
      #expect(keys.map(\.endedAt) == [start + .hours(1), nil])
      #expect(try await store.read { try $0.directoryKey(digest: other)?.endedAt } == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `by break-glass are found by person and alert, the last end first`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let alert = AlertID(high: 1, low: 2)
      @Sendable func opening(_ minutes: Int64) -> BreakGlassRecord {
        BreakGlassRecord(
          account: okafor, alert: alert, begunAt: start + .minutes(minutes),
          endsAt: start + .minutes(minutes + 30))
      }
      try await store.perform { store in
        try store.insert(opening(0))
        try store.insert(opening(10))
      }
      #expect(try await store.read { try $0.breakGlass(of: okafor, to: alert) } == opening(10))
      #expect(try await store.read { try $0.breakGlass(of: ferrand, to: alert) } == nil)
      let since = start + .minutes(1)
      #expect(try await store.read { try $0.breakGlasses(since: since) } == [opening(10)])
    }
  }
}

@Suite struct `A person who leaves a store` {
  @Test(arguments: StoreKind.allCases)
  func `leaves no key, no envelope and nothing that waits`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { store in
        for (id, person) in [(phone, okafor), (ferrandPhone, ferrand)] {
          let keys = (1...4).map { [UInt8](repeating: UInt8($0), count: 32) }
          try store.insert(
            DeviceRecord(id: id, responder: person, name: "phone", keys: keys, enrolledAt: start))
        }
        try store.insert(
          EnrolmentToken(digest: token, responder: okafor, expiresAt: start + .hours(1)))
        let opened = Escalation.open(
          Ward.draft(), as: AlertID(high: 3, low: 4), under: Ward.policy,
          with: Ward.staffing([okafor: [phone]]), at: start)
        try store.apply(opened)
      }
      #expect(try await store.read { try $0.pendingPages(limit: 9).count } == 1)
      let gone = try await store.perform { try $0.clearDevices(of: okafor, at: start) }
      #expect(gone == [phone])
      #expect(try await store.read { try $0.pendingPages(limit: 9).count } == 0)
      let device = try await store.read { try $0.device(phone) }
      #expect(device?.endedAt == start)
      #expect(device?.acceptKey == [UInt8](repeating: 0, count: 32))
      let spent = try await store.perform { try $0.enrolmentToken(digest: token)?.spentAt }
      #expect(spent == start)
      #expect(try await store.read { try $0.device(ferrandPhone)?.endedAt } == nil)
      #expect(try await store.perform { try $0.clearDevices(of: okafor, at: start) } == [])
    }
  }
}
