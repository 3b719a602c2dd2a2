// Tocsin — Gateway: folds what a storm would call a person for, and says how much it is
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore

/// Pages of one batch: those that go out by themselves, and those that are folded.
struct CourierBatch: Sendable {
  var own: [PendingPage] = []
  var folded: [FoldablePage] = []
  /// Nothing waits behind it.
  var isLast = true

  var isEmpty: Bool { own.isEmpty && folded.isEmpty }
  /// Whether a page in it sounds until it is answered; then all do.
  var rings: Bool { own.first?.priority.rings ?? false }
}

/// What the Courier knows of its last look at what is folded. Lost in a crash: the next look is
/// then made at once.
struct FoldingLook: Sendable {
  var at: Timestamp?
  /// A device has yet to be told of something.
  var isOwed = false
  /// Nothing is folded anywhere, and no device was told that something is.
  var isQuiet = false

  /// Whether to look now; what is put off is owed.
  mutating func begins(at now: Timestamp) -> Bool {
    guard !isQuiet else { return false }
    if let at, at <= now, now - at < Courier.looksEvery {
      isOwed = true
      return false
    }
    return true
  }
}

/// Folding is decided here, device by device, from the pages that wait and those of the last
/// minute: an alert, its duties and its deadlines know nothing of it. Whoever does not answer a
/// folded page is passed like anybody else.
extension Courier {
  /// A look walks over all that is folded; no sooner than this after the last one.
  static let looksEvery = Milliseconds(500)

  /// Whether a device has yet to be told of something that was folded.
  package var owesWord: Bool { lastLook.withLock { $0.isOwed } }

  /// The next pages, and which of them are folded. What rings goes without what does not.
  func batch(at now: Timestamp) async throws -> CourierBatch {
    let rule = rule
    let directory = surroundings.directory
    let bundles = LowBundles(directory: directory, now: now)
    return try await surroundings.store.read { store in
      let pending = try store.pendingPages(limit: Self.batchMax)
      let ringing = pending.prefix { $0.priority.rings }
      let next = ringing.isEmpty ? pending[...] : ringing
      var left: [Lane: Int] = [:]
      var batch = CourierBatch()
      batch.isLast = next.count == pending.count && pending.count < Self.batchMax
      for var page in next {
        page.readBack = page.policy.flatMap {
          try? directory.policy($0, in: store).times.readBack
        }
        guard page.mayFold, page.notifyKey != nil, let device = page.record.device else {
          batch.own.append(page)
          continue
        }
        let lane = Lane(device: device, world: page.world)
        let own =
          try left[lane]
          ?? rule.ownPages(
            of: Self.batchMax,
            after: try store.pagesTakenOn(
              by: device, in: page.world, after: now - rule.window, limit: rule.pagesMax))
        let isBegun = left[lane] != nil
        let isHeld = try bundles.hold(page, for: device, isBegun: isBegun, in: store)
        if own > 0, !isHeld {
          batch.own.append(page)
        } else {
          batch.folded.append(
            FoldablePage(
              page: page.record.page, device: device, attempt: page.record.attempt))
        }
        left[lane] = max(0, own - 1)
      }
      return batch
    }
  }

  private struct Lane: Hashable {
    let device: DeviceID
    let world: World
  }

  /// What is folded for one device, with how often its list may sound: one of low pages alone no
  /// sooner than the longest time for which a policy bundles them.
  private func rule(of folding: DeviceFolding) -> FoldingRule {
    var rule = rule
    guard folding.folded?.medium == 0 else { return rule }
    let policies = (try? surroundings.directory.snapshot().policies.values).map(Array.init) ?? []
    rule.window = max(rule.window, policies.compactMap(\.times.bundle).max() ?? .zero)
    return rule
  }

  private var rule: FoldingRule {
    (try? surroundings.directory.snapshot().routing.folding) ?? FoldingRule()
  }

  /// Tells each device how much is folded for it, where it does not know yet.
  ///
  /// - Returns: how many envelopes were deposited.
  func tellOfFolded() async throws -> Int {
    let now = surroundings.time.now()
    guard lastLook.withLock({ $0.begins(at: now) }) else { return 0 }
    let foldings = try await surroundings.store.read { try $0.foldings() }
    var isOwed = false
    var sealed: [SealedMore] = []
    for folding in foldings {
      let first: PageID = folding.told?.page ?? surroundings.identifiers.identifier()
      let step = MoreStep.next(
        folding.folded, known: folding.told, page: first, under: rule(of: folding), at: now)
      switch step {
      case .nothing: break
      case .later: isOwed = true
      case .tell(let more), .withdraw(let more):
        let seq = folding.lastSeq + 1 + Int64(sealed.count { $0.envelope.device == folding.device })
        if let envelope = seal(more, of: folding, seq: seq, at: now) {
          sealed.append(SealedMore(more: more, world: folding.world, envelope: envelope))
        }
      }
    }
    try await deposit(sealed)
    lastLook.withLock {
      $0 = FoldingLook(at: now, isOwed: isOwed, isQuiet: foldings.isEmpty)
    }
    return sealed.count
  }

  private func deposit(_ sealed: [SealedMore]) async throws {
    guard !sealed.isEmpty else { return }
    let bytes = sealed.reduce(256) { $0 + $1.envelope.envelope.count }
    let unit = StoreUnit(byteCount: bytes) { store in
      for more in sealed { try store.deposit(more) }
    }
    try await surroundings.deposit(sealed.map(\.envelope), by: unit)
  }

  private func seal(
    _ more: MorePage, of folding: DeviceFolding, seq: Int64, at now: Timestamp
  ) -> SealedPage? {
    var header = EnvelopeHeader(
      more.count > 0 ? .more : .withdrawn, priority: more.priority, page: more.page,
      to: EnvelopeAddress(site: surroundings.site, device: folding.device, seq: UInt64(seq)),
      issuedAt: now)
    if folding.world == .test { header.flags.insert(.test) }
    header.attempt = UInt16(clamping: more.attempt)
    let content = MoreContent(more, since: folding.folded?.since)
    do {
      let envelope = try surroundings.sealer.seal(
        content.encoded, header: header, for: folding.notifyKey
      ).encoded
      return SealedPage(
        page: more.page, device: folding.device, attempt: more.attempt, type: .preview, seq: seq,
        envelope: envelope, digest: surroundings.sealer.digest(envelope), sealedAt: now)
    } catch {
      surroundings.logger.error(
        "a page could not be sealed: \(error)", metadata: ["device": "\(folding.device)"])
      return nil
    }
  }
}

/// Low pages that their policy bundles: folded while the last page of the device, sent or folded,
/// is no longer ago than the policy says.
private struct LowBundles: Sendable {
  let directory: Directory
  let now: Timestamp

  /// - Parameter isBegun: a page of the device was taken on just now.
  func hold(
    _ page: PendingPage, for device: DeviceID, isBegun: Bool, in store: any StoreReader
  ) throws -> Bool {
    guard page.priority == .low, let reference = page.policy,
      let bundle = (try? directory.policy(reference, in: store))?.times.bundle
    else { return false }
    if isBegun { return true }
    let taken = try store.pagesTakenOn(
      by: device, in: page.world, after: now - bundle, limit: 1)
    return taken > 0
  }
}
