// Tocsin — Gateway: looks through what sources sent
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// Why a look at messages does not happen.
package enum BrowserError: Error, Hashable, Sendable {
  /// There is no such message, or integration. 404.
  case unknown
  /// The store cannot keep the leaf, or cannot read: nothing is shown. 503.
  case notNow
}

/// Who looks, and what the trail calls them.
package struct BrowserActor: Hashable, Sendable {
  /// The account that a break-glass counts for.
  package let account: ResponderID
  /// As people are told of a break-glass.
  package let name: String
  package let leaf: TrailActor

  /// - Precondition: the permit is a person's.
  package init(_ permit: Permit) {
    guard let account = permit.actor.account else {
      preconditionFailure("messages are looked through by people")
    }
    self.account = account.id
    name = account.name
    leaf = .person(account.id)
  }

  /// Somebody at the machine.
  package init(commandLine name: String) {
    account = ResponderID("command-line:\(name)")
    self.name = name
    leaf = .commandLine(name)
  }
}

/// Shows integration engineers what came, why it became what it became, and what it would become.
///
/// Patient fields are masked (`MessageMask`) but under break-glass, which opens one message to one
/// person for thirty minutes, and is told to who looks after that. A search by a value and a view
/// that shows content are on the trail, durably, before anything is shown (S31).
package struct MessageBrowser: Sendable {
  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// The messages of a query, newest first.
  package func list(
    _ query: MessageQuery, by actor: BrowserActor
  ) async throws(BrowserError) -> HeadingPage {
    if let path = query.values.first?.path {
      var leaf = leaf(.messagesSearched, on: "messages", by: actor)
      leaf.reason = query.values.count == 1 ? path : "any indexed field"
      try await leave(leaf)
    }
    return try await read { .success(try $0.headings(query)) }
  }

  /// One message.
  ///
  /// - Parameter open: the segment whose fields are given even in a large message.
  package func view(
    _ id: Int64, open: Int? = nil, by actor: BrowserActor
  ) async throws(BrowserError) -> MessageView {
    let directory = surroundings.directory
    let now = surroundings.time.now()
    let glass = try await read { store -> Result<MessageGlass?, BrowserError> in
      .success(try store.glass(of: actor.account, to: id))
    }
    let until = glass.flatMap { now < $0.endsAt ? $0.endsAt : nil }
    if until != nil {
      var leaf = leaf(.contentViewed, on: "message:\(id)", by: actor)
      leaf.reason = "break-glass"
      try await leave(leaf)
    }
    return try await read { store in
      let view = try MessageView(
        id, revealedUntil: until, open: open, directory: directory, in: store)
      return view.map { .success($0) } ?? .failure(.unknown)
    }
  }

  // MARK: - Break-glass

  /// Opens one message's patient fields to somebody, for thirty minutes, and tells who looks after
  /// that at once, as an alert of kind `break-glass`.
  ///
  /// - Parameter reason: in the person's words; kept sealed beside the leaf, and nowhere else.
  package func breakGlass(
    _ id: Int64, reason: String, by actor: BrowserActor
  ) async throws(BrowserError) -> MessageGlass {
    let surroundings = surroundings
    let leaf = leaf(.breakGlass, on: "message:\(id)", by: actor)
    let done = try await commit { store -> Result<(MessageGlass, Transition), BrowserError> in
      guard try store.heading(id) != nil else { return .failure(.unknown) }
      let now = surroundings.time.now()
      let glass = MessageGlass(
        account: actor.account, message: id, begunAt: now, endsAt: now + Access.breakGlassLifetime)
      try store.insert(glass)
      var leaf = leaf
      leaf.detail = Array(reason.utf8)
      try store.append(leaf)
      let notice = Self.notice(of: glass, by: actor.name)
      return .success((glass, try surroundings.raise(notice, at: now, in: store)))
    }
    surroundings.tell([done.1])
    return done.0
  }

  /// Break-glass accesses to messages since a moment, oldest first, for the reports.
  package func glasses(since: Timestamp) async throws(BrowserError) -> [MessageGlass] {
    try await read { .success(try $0.messageGlasses(since: since)) }
  }

  /// Says who opened which message and until when; nothing of whom it concerns, nor the reason.
  private static func notice(of glass: MessageGlass, by name: String) -> AlertDraft {
    var content = AlertContent(
      what: "\(name) opened message \(glass.message) by break-glass, until "
        + "\(RFC3339.text(glass.endsAt)); the reason is on the trail")
    content.since = glass.begunAt
    return AlertDraft(
      integration: AlertDraft.gateway,
      dedupKey: "break-glass:message \(glass.message):\(glass.account):"
        + "\(glass.begunAt.milliseconds)",
      priority: .medium, kind: "break-glass", content: content)
  }

  // MARK: - The store

  func leaf(_ action: TrailAction, on object: String, by actor: BrowserActor) -> TrailLeaf {
    TrailLeaf(action, on: object, by: actor.leaf, at: surroundings.time.now())
  }

  /// Writes a leaf, durably, before anything is shown or done.
  func leave(_ leaf: TrailLeaf) async throws(BrowserError) {
    _ = try await commit { .success(try $0.append(leaf)) }
  }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Result<Answer, BrowserError>
  ) async throws(BrowserError) -> Answer {
    try await surroundings.read(or: BrowserError.notNow, "the messages cannot be read", body).get()
  }

  func commit<Answer: Sendable>(
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, BrowserError>
  ) async throws(BrowserError) -> Answer {
    try await surroundings.perform(
      or: BrowserError.notNow, "what was done with messages could not be kept", byteCount: 4_096,
      unit)
  }
}
