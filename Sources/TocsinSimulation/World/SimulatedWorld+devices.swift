// Tocsin — Simulation: devices fetch, people decide, answers come back
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  /// A push on its way to a device: soon, late, or lost until the device looks by itself.
  func push(to id: DeviceID) {
    guard let device = deviceIndex[id], !devices[device].isEnded else { return }
    let isLost = chance.isTrue(rates.loss)
    let wait =
      isLost
      ? chance.wait(Milliseconds.minutes(1) ... .minutes(8))
      : chance.wait(Milliseconds(50) ... .seconds(3))
    if let known = devices[device].fetchAt, known >= now, known <= now + wait { return }
    devices[device].fetchAt = now + wait
    arrange(.fetch(device), after: wait)
    if chance.isTrue(rates.doubling) { arrange(.fetch(device), after: wait + .seconds(2)) }
  }

  // MARK: - Fetching

  func fetch(_ device: Int) async {
    devices[device].fetchAt = nil
    guard !devices[device].isEnded else { return }
    if devices[device].isDead(at: now), let until = devices[device].deadUntil {
      return arrangeFetch(device, after: until - now + .seconds(1))
    }
    guard let life else { return arrangeFetch(device, after: chance.wait(around: .seconds(30))) }
    if chance.isTrue(rates.doubling) { devices[device].cursor = max(0, devices[device].cursor - 3) }
    do {
      let signed = try await authenticate(
        device, "GET", "/v1/devices/\(devices[device].id)/envelopes", [])
      while try await fetchSome(device, signed, life) {}
      checkScreen(device)
    } catch {
      refused(device, error)
    }
  }

  private func arrangeFetch(_ device: Int, after wait: Milliseconds) {
    devices[device].fetchAt = now + wait
    arrange(.fetch(device), after: wait)
  }

  private func refused(_ device: Int, _ error: any Error) {
    switch error as? DeskError {
    case .ended, .accountEnded: devices[device].isEnded = true
    case .untimely: setClock(device)
    case .unsigned, .unknownDevice, .badSignature, .replayed, .malformed:
      judge.found(.i1, "a sound request of \(devices[device].id) was refused: \(error)")
    case .notNow, nil: break
    }
    arrangeFetch(device, after: chance.wait(around: .seconds(15)))
  }

  /// A device that gets 401 sets its clock by the reply's `Date`.
  private func setClock(_ device: Int) { devices[device].clockOffset = gatewayNow - now }

  /// - Returns: whether there may be more.
  private func fetchSome(_ device: Int, _ signed: SignedDevice, _ life: Life) async throws -> Bool {
    let limit = 50
    let found = try await life.desk.envelopes(
      of: devices[device].id, after: devices[device].cursor, limit: limit)
    for stored in found { open(stored, on: device) }
    guard let last = found.last else { return false }
    devices[device].cursor = last.seq
    if !chance.isTrue(rates.loss) {
      try await life.desk.markHandedOver(devices[device].id, through: last.seq)
    }
    return found.count == limit
  }

  func open(_ stored: StoredEnvelope, on device: Int) {
    guard let envelope = try? Envelope(decoding: stored.envelope),
      let content = ports.sealer.open(envelope, with: devices[device].notifyKey),
      envelope.header.seq == UInt64(stored.seq)
    else {
      judge.found(.i6, "an envelope of \(devices[device].id) does not open")
      return
    }
    let sounds = devices[device].take(
      envelope, content: content, digest: Checksum.digest(stored.envelope),
      collapses: ports.breakage?.kind != .deviceDoesNotCollapse)
    guard let page = sounds else { return }
    if envelope.header.type == .more { return look(at: page, on: device) }
    if chance.below(2) > 0 { write(chance.below(2) == 0 ? .received : .displayed, device, page) }
    let delay = hospital.habits[devices[device].person]?.delay ?? .minutes(1)
    arrange(.decide(device: device, page: page), after: chance.wait(around: delay))
  }

  // MARK: - The list

  /// A person sees that there is more, and opens the list sooner or later, or not at all.
  private func look(at page: PageID, on device: Int) {
    write(chance.below(2) == 0 ? .received : .displayed, device, page)
    guard hospital.habits[devices[device].person]?.choose(&chance) != .nothing else { return }
    let delay = hospital.habits[devices[device].person]?.delay ?? .minutes(1)
    arrange(.openList(device: device), after: chance.wait(around: delay))
  }

  func openList(_ device: Int) async {
    guard !devices[device].isEnded, !devices[device].isDead(at: now),
      devices[device].more?.isOpen == true, let life
    else { return }
    do {
      let target = "/v1/devices/\(devices[device].id)/more?limit=5"
      let signed = try await authenticate(device, "POST", target, [])
      let opened = try await life.desk.openList(of: signed.record.id, limit: 5)
      if opened.opened > 0 { arranged.hasOutbox = true }
      if opened.left > 0 { arrange(.openList(device: device), after: .seconds(20)) }
    } catch {
      refused(device, error)
    }
  }

  // MARK: - Deciding

  /// A person looks at a page that sounds, and does what is their habit.
  func decide(_ device: Int, _ page: PageID) {
    let person = devices[device].person
    guard let shown = devices[device].screen[page], shown.isOpen, shown.outstanding == 0,
      !devices[device].isDead(at: now), let habit = hospital.habits[person]
    else { return }
    switch habit.choose(&chance) {
    case .accept: write(.accept, device, page)
    case .coming: write(.comingIn, device, page, argument: UInt16(chance.within(0...20)))
    case .decline: write(.decline, device, page)
    case .wrongPerson: write(.wrongPerson, device, page)
    case .callMe: write(.callMe, device, page)
    case .resolve: write(.resolved, device, page)
    case .nothing: break
    }
  }

  /// What follows on a page that was taken: done, given back, or forgotten.
  func followUp(_ device: Int, _ page: PageID) {
    guard !devices[device].isDead(at: now), devices[device].screen[page]?.isOpen == true
    else { return }
    let habit = hospital.habits[devices[device].person] ?? Habit()
    if chance.isTrue(habit.forget) { return }
    write(chance.isTrue(habit.giveBack) ? .giveBack : .resolved, device, page)
  }

  /// Writes an answer and puts it on its way, late at times, with the time at which it was made.
  private func write(_ kind: AnswerKind, _ device: Int, _ page: PageID, argument: UInt16 = 0) {
    let isUnlocked = chance.below(2) == 0
    let bytes = devices[device].answer(
      kind, to: page, at: now, unlocked: isUnlocked, argument: argument)
    guard let bytes else { return }
    if !kind.isReceipt { devices[device].screen[page]?.outstanding += 1 }
    letters.append(Letter(device: device, page: page, kind: kind, bytes: bytes))
    let habit = hospital.habits[devices[device].person] ?? Habit()
    let wait =
      chance.isTrue(habit.late)
      ? chance.wait(Milliseconds.minutes(1) ... .minutes(20))
      : chance.wait(Milliseconds(50) ... .seconds(2))
    arrange(.letter(letters.count - 1), after: wait)
  }

  // MARK: - Answers

  func post(_ number: Int) async {
    let letter = letters[number]
    let device = letter.device
    guard !letter.isDone, !devices[device].isEnded else { return }
    letters[number].attempts += 1
    guard let life, !devices[device].isDead(at: now) else { return postAgain(number) }
    do {
      let target = "/v1/devices/\(devices[device].id)/answers"
      let signed = try await authenticate(device, "POST", target, letter.bytes)
      try await probe(letter, signed, life)
      let receipt = try await life.desk.take(letter.bytes, from: signed)
      check(receipt, of: number)
      guard !chance.isTrue(rates.loss) else { return postAgain(number) }
      hear(receipt, of: number)
    } catch DeskError.ended, DeskError.accountEnded {
      devices[device].isEnded = true
    } catch DeskError.untimely {
      setClock(device)
      postAgain(number)
    } catch DeskError.notNow {
      postAgain(number)
    } catch {
      judge.found(.i1, "a sound answer of \(devices[device].id) was refused: \(error)")
    }
  }

  private func postAgain(_ number: Int) {
    arrange(.letter(number), after: chance.wait(around: .seconds(15)))
  }

  /// Now and then the same answer with one bit changed goes ahead: it must be refused.
  private func probe(_ letter: Letter, _ signed: SignedDevice, _ life: Life) async throws {
    guard chance.isTrue(rates.doubling / 6) else { return }
    var bytes = letter.bytes
    bytes[chance.below(bytes.count)] ^= UInt8(1 << chance.below(8))
    do {
      _ = try await life.desk.take(bytes, from: signed)
      judge.found(.i1, "an answer with one bit changed was taken")
    } catch DeskError.malformed {
      return
    }
  }

  /// The same bytes get the same receipt; "taken" means taken (S11).
  private func check(_ receipt: [UInt8], of number: Int) {
    let letter = letters[number]
    if let known = letter.receipt {
      if known != receipt { judge.found(.i9, "the same answer got another receipt") }
      return
    }
    letters[number].receipt = receipt
    guard let read = try? CountersignedReceipt(decoding: receipt),
      ports.sealer.verify(
        signature: read.signature, over: read.signedBytes, by: ports.sealer.signerPublicKey),
      read.answerDigest == Checksum.digest(letter.bytes)
    else { return judge.found(.i9, "a receipt does not verify") }
    guard read.result == .taken, letter.kind == .accept || letter.kind == .comingIn,
      letter.attempts == 1
    else { return }
    let person = devices[letter.device].person
    let isHeld = alert(of: letter.page)?.duties.contains { duty in
      duty.phase.isResolved || duty.phase.holder == person
    }
    if isHeld != true { judge.found(.i1, "\(person) was told \"accepted\" and holds nothing") }
  }

  func alert(of page: PageID) -> Alert? {
    judge.ledger.alertOfPage[page].flatMap { judge.ledger.followed[$0]?.alert }
  }

  /// The device has the gateway's word, and shows what it says.
  private func hear(_ receipt: [UInt8], of number: Int) {
    letters[number].isDone = true
    let letter = letters[number]
    let device = letter.device
    guard !letter.kind.isReceipt, let read = try? CountersignedReceipt(decoding: receipt) else {
      return
    }
    devices[device].screen[letter.page]?.outstanding -= 1
    switch read.result {
    case .taken, .repeated:
      if letter.kind == .accept || letter.kind == .comingIn {
        let work = hospital.habits[devices[device].person]?.work ?? .minutes(20)
        arrange(.followUp(device: device, page: letter.page), after: chance.wait(around: work))
        if chance.below(3) == 0 { write(.readBack, device, letter.page) }
      }
      let closes = [.decline, .resolved, .wrongPerson, .giveBack].contains(letter.kind)
      settle(device, letter.page, read, closes: closes || read.phase == .resolved)
    case .stale:
      let again = chance.wait(Milliseconds.seconds(5) ... .minutes(2))
      arrange(.decide(device: device, page: letter.page), after: again)
    case .takenByAnother, .noDuty:
      let says = [.seen, .giveBack, .readBack, .callMe].contains(letter.kind)
      settle(device, letter.page, read, closes: !says)
    }
  }

  /// Closes a page on the screen, unless it was asked again after the receipt was made.
  private func settle(
    _ device: Int, _ page: PageID, _ receipt: CountersignedReceipt, closes: Bool
  ) {
    guard var shown = devices[device].screen[page] else { return }
    shown.settledAt = max(shown.settledAt ?? receipt.serverTime, receipt.serverTime)
    let isAskedAgain =
      shown.header.type == .preview && shown.header.issuedAt > receipt.serverTime
    if closes, !isAskedAgain { shown.isOpen = false }
    devices[device].screen[page] = shown
  }

  // MARK: - Requests and screens

  private func authenticate(
    _ device: Int, _ method: String, _ target: String, _ body: [UInt8]
  ) async throws(DeskError) -> SignedDevice {
    guard let life else { throw .notNow }
    let request = SignedRequest(
      method: method, target: target, bodyDigest: Checksum.digest(body))
    var nonce: [UInt8] = []
    for _ in 0..<2 { withUnsafeBytes(of: chance.word()) { nonce.append(contentsOf: $0) } }
    let header = devices[device].authorization(request, nonce: nonce, at: now)
    return try await life.desk.authenticate(header, request: request)
  }

  func checkScreens() {
    for device in devices.indices { checkScreen(device) }
  }

  /// Each page once, each duty once, and nothing that nobody is asked for any more.
  private func checkScreen(_ device: Int) {
    let shown = devices[device]
    var seen: Set<String> = []
    let isCurrent =
      shown.cursor == (mailboxes[shown.id]?.lastSeq ?? 0) && !arranged.hasOutbox && !shown.isEnded
      && hospital.truth.devices[shown.person]?.contains(shown.id) == true
      && hospital.truth.isValid(shown.person, at: gatewayNow)
    for page in shown.order {
      guard let entry = shown.screen[page], entry.isOpen else { continue }
      if entry.entries > 1 {
        judge.found(.duplicatesSeen, "\(shown.person) sees page \(page) \(entry.entries) times")
      }
      guard isCurrent, entry.outstanding == 0, let alert = alert(of: page) else { continue }
      let duty = alert.duties.first { $0.people.contains { $0.page == page } }
      if !seen.insert("\(alert.id) \(duty?.role ?? "")").inserted {
        judge.found(.duplicatesSeen, "\(shown.person) sees alert \(alert.id) on two pages")
      }
      let person = duty?.people.first { $0.page == page }
      let isAsked = person.map { $0.standing.isOpen || $0.standing == .holder } ?? false
      if !isAsked || duty?.phase.isResolved == true, entry.header.type == .preview {
        judge.found(.i2, "\(shown.person) still sees page \(page), which nobody is asked by")
      }
    }
  }
}
