// Tocsin — Gateway: secret links under which calendars are read
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// A link under which calendar programs, which can show no other credential, read who is on call.
/// Only the digest of its secret is kept.
package struct CalendarLink: Hashable, Sendable {
  package let digest: [UInt8]
  package let scope: CalendarScope
  /// Who made it, as the trail names actors.
  package let madeBy: String
  package let madeAt: Timestamp
  package var endedAt: Timestamp?

  package init(digest: [UInt8], scope: CalendarScope, madeBy: String, madeAt: Timestamp) {
    self.digest = digest
    self.scope = scope
    self.madeBy = madeBy
    self.madeAt = madeAt
  }

  /// A name for people to end it by: the first 12 hexadecimal digits of the digest, which say
  /// nothing of the secret.
  package var name: String { Acceptances.text(of: Array(digest.prefix(6))) }
}

/// What can be asked about calendar links.
package protocol CalendarReader {
  /// The link with this digest, also when it has ended; nil when there is none.
  func calendarLink(digest: [UInt8]) throws -> CalendarLink?
  /// Every link, ended ones too, oldest first.
  func calendarLinks() throws -> [CalendarLink]
}

/// What a unit may do about calendar links.
package protocol CalendarTransaction: CalendarReader {
  func insert(_ link: CalendarLink) throws
  func endCalendarLink(digest: [UInt8], at now: Timestamp) throws
}

/// Why a link is not made, ended or read.
package enum CalendarFault: Error, Hashable, Sendable {
  /// There is no such person, rota or policy. 404.
  case unknownScope
  /// There is no such live link. 404.
  case unknown
  /// A scope has at most `CalendarLinks.linksMax` live links. 409.
  case tooMany
  /// The store cannot keep or read it. 503.
  case notNow
}

/// Makes, ends and reads calendars by secret links. Making and ending are on the trail; the secret
/// itself is nowhere.
package struct CalendarLinks: Sendable {
  /// Live links of one scope: one for each program that reads it.
  package static let linksMax = 20
  /// What a calendar shows, before and after today.
  package static let past = Milliseconds.days(31)
  package static let future = Milliseconds.days(366)

  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Every link, ended ones too, oldest first.
  package func all() async throws(CalendarFault) -> [CalendarLink] {
    try await surroundings.read(or: CalendarFault.notNow, "the links cannot be read") {
      try $0.calendarLinks()
    }
  }

  /// Makes a link.
  ///
  /// - Returns: its secret, once: 43 characters of base64url, 256 random bits.
  package func make(
    _ scope: CalendarScope, by actor: TrailActor
  ) async throws(CalendarFault) -> String {
    let surroundings = surroundings
    let secret = surroundings.newToken()
    let digest = surroundings.sealer.digest(Array(secret.utf8))
    return try await commit { store in
      let snapshot = try surroundings.directory.snapshot()
      guard snapshot.staffing.rotas(of: scope, snapshot.policies) != nil else {
        return .failure(.unknownScope)
      }
      let live = try store.calendarLinks().filter { $0.endedAt == nil && $0.scope == scope }
      guard live.count < Self.linksMax else { return .failure(.tooMany) }
      let now = surroundings.time.now()
      let link = CalendarLink(digest: digest, scope: scope, madeBy: actor.text, madeAt: now)
      try store.insert(link)
      try store.append(Self.leaf(.calendarLinkMade, link, by: actor, at: now))
      return .success(secret)
    }
  }

  /// Ends the link with this name; who asks under it finds nothing from now on.
  ///
  /// - Parameter isOwn: which links the caller may end; of the others it learns nothing.
  package func end(
    _ name: String, by actor: TrailActor,
    where isOwn: @escaping @Sendable (CalendarLink) -> Bool = { _ in true }
  ) async throws(CalendarFault) {
    let surroundings = surroundings
    try await commit { store -> Result<Void, CalendarFault> in
      let found = try store.calendarLinks().first {
        $0.endedAt == nil && $0.name == name && isOwn($0)
      }
      guard let found else { return .failure(.unknown) }
      let now = surroundings.time.now()
      try store.endCalendarLink(digest: found.digest, at: now)
      try store.append(Self.leaf(.calendarLinkEnded, found, by: actor, at: now))
      return .success(())
    }
  }

  /// The calendar of a live link, as iCalendar (RFC 5545).
  ///
  /// - Throws: `.unknown` for a secret that no live link has, and for a person whose account has
  ///   ended.
  package func calendar(secret: String) async throws(CalendarFault) -> [UInt8] {
    guard let link = try await live(secret), let snapshot = try? surroundings.directory.snapshot()
    else { throw .unknown }
    let now = surroundings.time.now()
    if case .person(let id) = link.scope, snapshot.staffing.responders[id]?.isValid(at: now) != true
    {
      throw .unknown
    }
    guard let text = Self.text(of: link.scope, snapshot, at: now, site: surroundings.site) else {
      throw .unknown
    }
    return text
  }

  /// The live link with this secret; nil when there is none.
  func live(_ secret: String) async throws(CalendarFault) -> CalendarLink? {
    let digest = surroundings.sealer.digest(Array(secret.utf8))
    let link = try await surroundings.read(
      or: CalendarFault.notNow, "a link cannot be read"
    ) { try $0.calendarLink(digest: digest) }
    return link?.endedAt == nil ? link : nil
  }

  /// Nil for what is no calendar.
  private static func text(
    of scope: CalendarScope, _ snapshot: DirectorySnapshot, at now: Timestamp, site: SiteID
  ) -> [UInt8]? {
    let staffing = snapshot.staffing
    if case .board = scope { return nil }
    guard let rotas = staffing.rotas(of: scope, snapshot.policies) else { return nil }
    var text = ICalendarText(name: title(of: scope, snapshot))
    // By whole days, so that what is cut at an end is the same event at each reading of a day.
    let day = Milliseconds.days(1).count
    let today = Timestamp(milliseconds: now.milliseconds - now.milliseconds % day)
    for entry in staffing.calendar(of: rotas, from: today - past, until: today + future) {
      if case .person(let id) = scope, entry.holder != id { continue }
      let who = entry.holder?.text ?? "nobody"
      let begin = ICalendarText.instant(entry.from)
      text.event(
        "\(entry.rota).\(entry.line.rawValue).\(begin).\(who)@\(site.text)",
        from: entry.from, until: entry.until, at: now, texts(of: entry, scope, staffing))
    }
    text.end()
    return text.bytes
  }

  private static func title(of scope: CalendarScope, _ snapshot: DirectorySnapshot) -> String {
    switch scope {
    case .person(let id): "On call: \(snapshot.staffing.responders[id]?.name ?? id.text)"
    case .rota(let id): snapshot.staffing.rotas[id]?.title ?? id.text
    case .team(let name): snapshot.policies[name]?.title ?? name
    case .board: ""
    }
  }

  private static func texts(
    of entry: CalendarEntry, _ scope: CalendarScope, _ staffing: Staffing
  ) -> EventTexts {
    guard let holder = entry.holder else {
      return EventTexts(
        summary: "\(entry.title): nobody", description: "missing: \(entry.missing)",
        category: "Gap")
    }
    let title =
      switch entry.line {
      case .first: entry.title
      case .second: "\(entry.title), second line"
      case .trainee: "\(entry.title), trainee"
      }
    if case .person = scope {
      return EventTexts(summary: title, description: entry.why, category: "On call")
    }
    let name = staffing.responders[holder]?.name ?? holder.text
    return EventTexts(summary: "\(title): \(name)", description: entry.why, category: "On call")
  }

  private static func leaf(
    _ action: TrailAction, _ link: CalendarLink, by actor: TrailActor, at now: Timestamp
  ) -> TrailLeaf {
    var leaf = TrailLeaf(action, on: "calendar-link:\(link.name)", by: actor, at: now)
    leaf.reason = "\(link.scope.kind) \(link.scope.name)"
    return leaf
  }

  private func commit<Answer: Sendable>(
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, CalendarFault>
  ) async throws(CalendarFault) -> Answer {
    try await surroundings.perform(
      or: CalendarFault.notNow, "a calendar link could not be kept", byteCount: 512, unit)
  }
}
