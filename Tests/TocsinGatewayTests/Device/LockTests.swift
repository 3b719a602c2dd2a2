// Tocsin — GatewayTests: a device that its person has to unlock
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

private let proof = [UInt8](repeating: 9, count: 32)
private let wrong = [UInt8](repeating: 8, count: 32)

extension Pocket {
  /// The device as a request that it has signed shows it.
  fileprivate func signed(isUnlocked: Bool = false) async throws -> SignedDevice {
    let device = enrolled.device
    let record = try #require(try await ward.store.read { try $0.device(device) })
    var signed = SignedDevice(record: record, requestTime: ward.clock.now())
    signed.isUnlocked = isUnlocked
    return signed
  }

  fileprivate func unlock(_ proof: [UInt8]) async throws -> [UInt8] {
    try await ward.desk.unlock(try await signed(), proof: proof)
  }

  fileprivate func detail(of page: PageID) async throws -> OpenedEnvelope {
    let sealed = try await ward.desk.detail(of: page, for: try await signed(isUnlocked: true))
    var opener = keys.opener(
      site: enrolled.site, device: enrolled.device, signers: [enrolled.signer], forDetail: true)
    return try opener.open(sealed.encoded)
  }
}

extension Ward {
  /// A locked phone of ada's with a critical result, as it came to it.
  fileprivate func paged() async throws -> (phone: Pocket, page: OpenedEnvelope) {
    let phone = try await enrol("ada", lock: proof)
    _ = await send(Ward.potassium())
    try await courier.deliverPending()
    return (phone, try #require(try await phone.fetch().first))
  }

  fileprivate func actions() async throws -> [String] {
    try await store.read { store in
      try store.leaves(from: 0, limit: 1_000, withDetails: false).compactMap {
        LeafBody(decoding: $0.body)?.action
      }
    }
  }
}

@Suite struct `The lock of a device` {
  @Test func `opens for its proof as often as it is shown`() async throws {
    let phone = try await Ward().enrol("ada", lock: proof)
    let share = try #require(phone.enrolled.share)
    #expect(share.count == 32)
    #expect(try await phone.unlock(proof) == share)
    #expect(try await phone.unlock(proof) == share)
  }

  @Test func `counts wrong proofs over a restart, and is dead after eight`() async throws {
    let ward = try await Ward()
    let phone = try await ward.enrol("ada", lock: proof)
    for left in (0..<DeviceLock.triesMax).reversed() {
      await #expect(throws: UnlockError.wrong(triesLeft: left)) {
        let device = try await phone.signed()
        _ = try await ward.restarted().desk.unlock(device, proof: wrong)
      }
    }
    await #expect(throws: UnlockError.wrong(triesLeft: 0)) { _ = try await phone.unlock(proof) }
    let device = phone.enrolled.device
    let lock = try await ward.store.read { try $0.lock(of: device) }
    #expect(try #require(lock).secret == nil)
    #expect(try await ward.actions().contains("device.lock-ended"))
  }

  @Test func `begins to count anew with a right proof`() async throws {
    let phone = try await Ward().enrol("ada", lock: proof)
    for _ in 1..<DeviceLock.triesMax { _ = try? await phone.unlock(wrong) }
    _ = try await phone.unlock(proof)
    await #expect(throws: UnlockError.wrong(triesLeft: 7)) { _ = try await phone.unlock(wrong) }
  }

  @Test func `goes with the device, and with the account`() async throws {
    let ward = try await Ward()
    let (lost, other) = (
      try await ward.enrol("ada", lock: proof), try await ward.enrol("ada", lock: proof)
    )
    _ = try await ward.desk.endDevice(lost.enrolled.device, by: .gateway)
    await #expect(throws: UnlockError.ended) { _ = try await lost.unlock(proof) }
    try await Accounts(ward.surroundings).end(
      ResponderID("ada"), reason: "left", by: .gateway)
    await #expect(throws: UnlockError.ended) { _ = try await other.unlock(proof) }
    for device in [lost.enrolled.device, other.enrolled.device] {
      #expect(try await ward.store.read { try $0.lock(of: device) } == nil)
    }
  }

  @Test func `is none of a device that was enrolled without one`() async throws {
    let phone = try await Ward().enrol("ada")
    #expect(phone.enrolled.share == nil)
    await #expect(throws: UnlockError.none) { _ = try await phone.unlock(proof) }
  }

  @Test func `is part of what the device signs when it enrols`() async throws {
    let ward = try await Ward()
    let link = try await ward.desk.makeLink(for: ResponderID("ada"))
    let keys = DeviceKeys.generate()
    var enrolment = try #require(
      keys.enrolment(token: link.token, name: "phone", lockProof: proof))
    enrolment.lockProof = wrong
    await #expect(throws: EnrolmentError.badProof) { _ = try await ward.desk.enrol(enrolment) }
  }
}

@Suite struct `A device with a lock` {
  @Test func `gets a preview that says nothing of the patient`() async throws {
    let ward = try await Ward()
    let (_, page) = try await ward.paged()
    let text = String(decoding: page.content, as: UTF8.self)
    #expect(page.header.type == .preview && page.header.priority == .high)
    for word in ["ZZCANARY", "990017", "7.1", "Potassium", "1950"] {
      #expect(!text.contains(word), "\(text)")
    }
    #expect(text.contains("\"locked\":true") && text.contains("\"where\":\"W4E\""))
  }

  @Test func `gets the detail on request, sealed for the key that is wrapped`() async throws {
    let ward = try await Ward()
    let (phone, page) = try await ward.paged()
    let detail = try await phone.detail(of: page.header.page)
    let text = String(decoding: detail.content, as: UTF8.self)
    #expect(text.contains("ZZCANARY") && text.contains("7.1 mmol/L"))
    #expect(detail.header.type == .detail && detail.header.seq == page.header.seq)
    #expect(try await ward.actions().contains("content.viewed"))
    #expect(try await phone.fetch().isEmpty)
  }

  @Test func `gets no detail for the signature of its accept key`() async throws {
    let ward = try await Ward()
    let (phone, page) = try await ward.paged()
    let signed = try await phone.signed()
    await #expect(throws: PageDocumentError.locked) {
      _ = try await ward.desk.detail(of: page.header.page, for: signed)
    }
    await #expect(throws: PageDocumentError.locked) {
      _ = try await ward.desk.documents(of: page.header.page, for: signed)
    }
  }

  @Test func `gets no detail of a page that it was never sent, or that is over`() async throws {
    let ward = try await Ward()
    let (phone, page) = try await ward.paged()
    let bo = try await ward.enrol("bo", lock: proof)
    await #expect(throws: PageDocumentError.unknown) {
      _ = try await bo.detail(of: page.header.page)
    }
    _ = try await phone.give(phone.answer(.decline, to: page))
    await #expect(throws: PageDocumentError.unknown) {
      _ = try await phone.detail(of: page.header.page)
    }
  }

  @Test func `reminds its person, then goes on, when an accepted page is not opened (S14)`()
    async throws
  {
    let ward = try await Ward()
    let (phone, page) = try await ward.paged()
    #expect(try await phone.give(phone.answer(.displayed, to: page)).result == .taken)
    let receipt = try await phone.give(phone.answer(.accept, to: page))
    #expect(receipt.result == .taken && receipt.phase == .acknowledged)
    ward.clock.pass(.minutes(5))
    #expect(try await ward.pager.advanceDue() == 1)
    try await ward.courier.deliverPending()
    #expect(try await phone.fetch().map(\.header.attempt) == [2])
    ward.clock.pass(.minutes(5))
    #expect(try await ward.pager.advanceDue() == 1)
    #expect(try await ward.alerts().first?.phaseWord == "escalating")
  }

  @Test func `has its page opened by what the unlocked key says is displayed`() async throws {
    let ward = try await Ward()
    let (phone, page) = try await ward.paged()
    _ = try await phone.give(phone.answer(.accept, to: page))
    _ = try await phone.give(phone.answer(.displayed, to: page, isUnlocked: true))
    ward.clock.pass(.minutes(6))
    #expect(try await ward.pager.advanceDue() == 0)
    #expect(try await ward.alerts().first?.phaseWord == "acknowledged")
  }

  @Test func `says that it was unlocked by no key but the unlocked one`() async throws {
    let ward = try await Ward()
    let (phone, page) = try await ward.paged()
    var claim = DeviceAnswer(
      .accept, to: page.header, digest: page.digest, counter: 1, at: ward.clock.now())
    claim.assurance = 2
    let forged = phone.keys.sign(claim).encoded
    await #expect(throws: DeskError.self) { _ = try await phone.give(forged) }
    #expect(
      try await phone.give(phone.answer(.accept, to: page, isUnlocked: true)).result == .taken)
  }

  @Test func `reads a value back with its unlocked key alone (S13)`() async throws {
    let ward = try await Ward()
    let (phone, page) = try await ward.paged()
    _ = try await phone.give(phone.answer(.accept, to: page))
    let alone = phone.answer(.readBack, to: page)
    await #expect(throws: DeskError.self) { _ = try await phone.give(alone) }
    let both = try await phone.give(phone.answer(.readBack, to: page, isUnlocked: true))
    #expect(both.result == .repeated)
  }

  @Test func `reads its requests' signatures by either key`() async throws {
    let ward = try await Ward()
    let (phone, _) = try await ward.paged()
    let request = SignedRequest(method: "GET", target: "/v1/me", body: [])
    for isUnlocked in [false, true] {
      let signature = phone.keys.sign(
        request, from: phone.enrolled.device, at: ward.clock.now(), isUnlocked: isUnlocked)
      let signed = try await ward.desk.authenticate(signature.authorization, request: request)
      #expect(signed.isUnlocked == isUnlocked && signed.mayRead == isUnlocked)
    }
  }

  @Test func `gets what the gateway says by itself whole`() async throws {
    let ward = try await Ward()
    let phone = try await ward.enrol("ada", lock: proof)
    let draft = AlertDraft(
      integration: AlertDraft.gateway, dedupKey: "notice", priority: .high, kind: "notice",
      content: AlertContent(what: "The laboratory is silent"))
    let staffing = try ward.surroundings.directory.snapshot().staffing
    let opened = Escalation.open(
      draft, as: AlertID(high: 3, low: 4), under: WardDocuments.policy, with: staffing,
      at: ward.clock.now())
    _ = try await ward.store.perform { store in try store.apply(opened) }
    try await ward.courier.deliverPending()
    let page = try #require(try await phone.fetch().first)
    #expect(String(decoding: page.content, as: UTF8.self).contains("The laboratory is silent"))
  }
}
