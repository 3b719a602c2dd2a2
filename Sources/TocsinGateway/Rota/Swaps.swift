// Tocsin — Gateway: swaps of shifts, by request and consent
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What somebody asks a colleague for.
package struct SwapAsk: Sendable {
  package let rota: RotaID
  package let asker: ResponderID
  package let taker: ResponderID
  package let parts: SwapParts
  /// For the other one and for managers, without patient data; may be empty.
  package let words: String

  package init(
    of rota: RotaID, from asker: ResponderID, to taker: ResponderID, _ parts: SwapParts,
    words: String = ""
  ) {
    self.rota = rota
    self.asker = asker
    self.taker = taker
    self.parts = parts
    self.words = words
  }
}

/// The revision since which a swap is not possible any more.
package struct SwapCause: Hashable, Sendable {
  package let revision: Int
  /// As the trail calls them.
  package let author: String
  package let reason: String

  package init(revision: Int, author: String, reason: String) {
    self.revision = revision
    self.author = author
    self.reason = reason
  }
}

/// Why a swap is not asked for, agreed to or ended. The rota is as it was then.
package enum SwapError: Error, Hashable, Sendable {
  /// There is no such swap, or no such rota. 404.
  case unknown
  /// The person is not the one who does that. 403.
  case notYours
  /// It is past that: it waits for nobody any more, or for somebody else. 409.
  case gone(SwapPhase)
  /// It cannot be, as the rota and the staff are now. 422 when it is asked for, 409 later.
  case obstacles([SwapObstacle], SwapCause?)
  /// The words are longer than `Swaps.wordsBytesMax`, or not on one line. 422.
  case words
  /// The person has asked for `Swaps.openMax` that are open. 409.
  case tooMany
  /// The site's documents would not check with it. 422.
  case findings([DocumentFinding])
  /// The store cannot keep or read it. 503.
  case notNow
}

/// Lets two persons of a rota exchange shifts that are still to come.
///
/// Nothing moves before everybody whose consent the rota asks for has given it. What is agreed is
/// judged again on the rota as it is then, and becomes overrides in one revision. Whoever is asked
/// first says yes first has it: of two requests for one shift the second finds it given away.
package struct Swaps: Sendable {
  /// Open swaps that one person has asked for.
  package static let openMax = 50
  package static let wordsBytesMax = 160
  /// How long a swap that is settled is still listed.
  static let shownFor = Milliseconds.days(14)
  /// How long after its last shift a swap is kept.
  static let keptFor = Milliseconds.days(400)
  static let listMax = 2_000

  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// What a swap would come to. Nothing is stored.
  package func preview(_ ask: SwapAsk) throws(SwapError) -> SwapProspect {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    guard let rota = staffing.rotas[ask.rota] else { throw .unknown }
    return staffing.prospect(of: Swap(ask), on: rota, at: surroundings.time.now())
  }

  /// Asks for a swap. The same one again is the one that is open already.
  package func ask(_ ask: SwapAsk, by actor: TrailActor) async throws(SwapError) -> Swap {
    guard ask.words.isEmpty || Self.isPlain(ask.words) else { throw .words }
    let surroundings = surroundings
    return try await unit { store in
      let now = surroundings.time.now()
      let site = try SwapSite(ask.rota, surroundings, in: store)
      var swap = Swap(ask, surroundings.identifiers.identifier())
      let known = try store.swaps(overAfter: now, limit: Self.listMax)
        .filter { $0.asker == ask.asker && $0.phase(at: now).isOpen }
      if let same = known.first(where: { $0.isSame(as: swap) }) { return same }
      guard known.count < Self.openMax else { throw SwapError.tooMany }
      let obstacles = site.prospect(of: swap, at: now).obstacles
      guard obstacles.isEmpty else { throw SwapError.obstacles(obstacles, nil) }
      (swap.words, swap.base, swap.askedAt) = (ask.words, site.newest.revision, now)
      try store.dropSwaps(overBefore: now - Self.keptFor)
      try store.put(swap)
      try surroundings.note(.swapAsked, swap, by: actor, in: store)
      return swap
    }
  }

  /// The one who is asked agrees: it stands in the rota, or waits for who manages the rota.
  package func accept(
    _ id: SwapID, by person: ResponderID, _ actor: TrailActor
  ) async throws(SwapError) -> Swap {
    try await agree(id, by: actor) { swap throws(SwapError) in
      guard swap.taker == person else { throw .notYours }
      return .asked
    }
  }

  /// Somebody who manages the rota agrees to what both want; for neither of the two.
  package func approve(
    _ id: SwapID, by person: ResponderID, _ actor: TrailActor
  ) async throws(SwapError) -> Swap {
    try await agree(id, by: actor) { swap throws(SwapError) in
      guard swap.taker != person, swap.asker != person else { throw .notYours }
      return .consented
    }
  }

  /// Ends one that is open: `declined` by the one who is asked or by who manages the rota,
  /// `withdrawn` by the asker.
  package func end(
    _ id: SwapID, as phase: SwapPhase, by actor: TrailActor
  ) async throws(SwapError) -> Swap {
    let surroundings = surroundings
    return try await unit { store in
      let now = surroundings.time.now()
      guard var swap = try store.swap(id) else { throw SwapError.unknown }
      guard swap.phase(at: now).isOpen else { throw SwapError.gone(swap.phase(at: now)) }
      (swap.phase, swap.settledAt, swap.settledBy) = (phase, now, actor.text)
      try store.put(swap)
      let action = phase == .withdrawn ? TrailAction.swapWithdrawn : .swapDeclined
      try surroundings.note(action, swap, by: actor, in: store)
      return swap
    }
  }

  /// Notes those that nobody settled before a shift of theirs began.
  ///
  /// - Returns: how many.
  @discardableResult
  package func expire() async throws(SwapError) -> Int {
    let surroundings = surroundings
    let now = surroundings.time.now()
    let isDue = { @Sendable (swap: Swap) in swap.phase.isOpen && swap.expiresAt <= now }
    let known = try await surroundings.read(or: SwapError.notNow, Self.unread) { store in
      try store.swaps(overAfter: now - Self.shownFor, limit: Self.listMax).contains(where: isDue)
    }
    guard known else { return 0 }
    return try await unit { store in
      let due = try store.swaps(overAfter: now - Self.shownFor, limit: Self.listMax).filter(isDue)
      for var swap in due {
        (swap.phase, swap.settledAt, swap.settledBy) = (.expired, now, TrailActor.gateway.text)
        try store.put(swap)
        try surroundings.note(.swapExpired, swap, by: .gateway, in: store)
      }
      return due.count
    }
  }

  // MARK: - Agreeing

  private typealias Right = @Sendable (Swap) throws(SwapError) -> SwapPhase

  /// - Parameter right: the phase from which `actor` leads on; throws when that is not theirs.
  private func agree(
    _ id: SwapID, by actor: TrailActor, _ right: @escaping Right
  ) async throws(SwapError) -> Swap {
    for _ in 0..<3 {
      let (text, newest) = try await text(of: id, right)
      let found: [DocumentFinding]
      do { found = try await Rotas(surroundings).errors(in: text, besides: newest) } catch {
        throw .notNow
      }
      guard found.isEmpty else { throw .findings(found) }
      if let swap = try await keep(id, checkedOn: newest.revision, by: actor, right) {
        await Rotas(surroundings).refresh()
        return swap
      }
    }
    throw .notNow
  }

  /// The rota's text with the swap, and the revision in which it is judged.
  private func text(
    of id: SwapID, _ right: @escaping Right
  ) async throws(SwapError) -> (String, DocumentRevision) {
    let surroundings = surroundings
    let outcome = try await surroundings.read(or: SwapError.notNow, Self.unread) { store in
      do {
        let swap = try surroundings.open(id, right, in: store)
        let site = try SwapSite(swap.rota, surroundings, in: store)
        try site.judge(swap, surroundings, in: store)
        return Result<(String, DocumentRevision), SwapError>.success(
          (try site.text(with: swap), site.newest))
      } catch let error as SwapError { return .failure(error) }
    }
    return try outcome.get()
  }

  /// Nil when the rota has another revision by now.
  private func keep(
    _ id: SwapID, checkedOn revision: Int, by actor: TrailActor, _ right: @escaping Right
  ) async throws(SwapError) -> Swap? {
    let surroundings = surroundings
    return try await unit { store in
      let now = surroundings.time.now()
      var swap = try surroundings.open(id, right, in: store)
      let site = try SwapSite(swap.rota, surroundings, in: store)
      guard site.newest.revision == revision else { return nil }
      try site.judge(swap, surroundings, in: store)
      let isConsent = swap.phase == .asked
      if isConsent { swap.consentedAt = now }
      if isConsent, site.rota.swaps == .approval {
        swap.phase = .consented
        try store.put(swap)
        try surroundings.note(.swapConsented, swap, by: actor, in: store)
        return swap
      }
      let made = try site.revision(with: swap, by: actor, at: now)
      (swap.phase, swap.settledAt, swap.settledBy) = (.agreed, now, actor.text)
      swap.revision = made.revision
      try store.insert(made)
      try store.append(surroundings.leaf(of: made, by: actor, at: now))
      try store.put(swap)
      try surroundings.note(.swapAgreed, swap, by: actor, in: store)
      return swap
    }
  }

  // MARK: - Units

  /// One unit, whose refusals come before its first write.
  private func unit<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreTransaction) throws -> Answer
  ) async throws(SwapError) -> Answer {
    try await surroundings.perform(
      or: SwapError.notNow, "a swap could not be kept", byteCount: 64 * 1_024
    ) { store in
      do { return Result<Answer, SwapError>.success(try body(store)) } catch let error as SwapError
      {
        return .failure(error)
      }
    }
  }

  private static func isPlain(_ words: String) -> Bool {
    words.utf8.count <= wordsBytesMax
      && words.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }

  static let unread = "swaps could not be read"
}

extension Swap {
  fileprivate init(_ ask: SwapAsk, _ id: SwapID = SwapID(high: 0, low: 0)) {
    self.init(id, of: ask.rota, from: ask.asker, to: ask.taker, ask.parts)
  }
}

extension Surroundings {
  fileprivate func open(
    _ id: SwapID, _ right: (Swap) throws(SwapError) -> SwapPhase, in store: any StoreReader
  ) throws -> Swap {
    guard let swap = try store.swap(id) else { throw SwapError.unknown }
    let needed = try right(swap)
    let phase = swap.phase(at: time.now())
    guard phase == needed else { throw SwapError.gone(phase) }
    return swap
  }

  fileprivate func note(
    _ action: TrailAction, _ swap: Swap, by actor: TrailActor, in store: any StoreTransaction
  ) throws {
    var leaf = TrailLeaf(action, on: "swap:\(swap.id.text)", by: actor, at: time.now())
    leaf.reason = "rota:\(swap.rota) from \(swap.asker) to \(swap.taker)"
    try store.append(leaf)
  }
}
