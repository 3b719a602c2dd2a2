// Tocsin — Gateway: takes what senders of old pagers send
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore
internal import TocsinMapping

/// Turns calls for old pagers into reports of one integration, whose document has `format: pager`:
/// its rules say which pager is which service, role and priority.
///
/// ```json
/// {"protocol": "snpp", "calls": [{"call": "3f…-1.1", "pager": "4711", "text": "Ring ward 7",
///  "priority": "urgent", "subject": "", "caller": ""}]}
/// ```
///
/// As with all reports, a call is accepted after its commit, and one whose pager no rule has lies
/// in the message list as refused.
package struct PagerIntake: PagerTaker {
  /// The integration whose document reads the calls.
  package static let integration = "old-pagers"

  private let surroundings: Surroundings
  private let reports: ReportIntake
  private let forgotten = ForgottenTags()

  package init(_ surroundings: Surroundings) {
    self.surroundings = surroundings
    reports = ReportIntake(surroundings)
  }

  package func admits(_ address: String) -> Bool {
    guard let http = integration?.http, !http.allowFrom.isEmpty else { return false }
    return http.admits(address)
  }

  package func connectionName() -> String { surroundings.identifiers.word() }

  package func check(_ pager: String, from: PagerProtocol) -> PagerVerdict {
    guard let integration else { return .notNow }
    let name = surroundings.identifiers.word()
    let calls = PagerCalls(from, name: name, [PagerCall(pager: pager, text: Self.anyText)])
    let body = Self.body(of: calls)
    if case .drafts? = try? integration.outcome(ofRequest: body) { return .accepted }
    let fault = Self.unknownPager
    let request = ReportRequest(by: .pagers(of: Self.integration), name: name, body: body)
    reports.refuse(
      request, "\(fault.field): \(fault.text)", .unusable(fault), at: surroundings.time.now()
    ) { _ in }
    return .unknownPager
  }

  package func take(
    _ calls: PagerCalls, answer: @escaping @Sendable (PagerTaking) -> Void
  ) {
    guard integration != nil else { return answer(PagerTaking(.notNow)) }
    let request = ReportRequest(
      by: .pagers(of: Self.integration), name: calls.name, body: Self.body(of: calls))
    reports.take(request) { answer(PagerTaking(for: $0)) }
  }

  package func standing(
    of tag: PagerTag, answer: @escaping @Sendable (PagerStanding?) -> Void
  ) {
    guard !forgotten.contains(tag) else { return answer(nil) }
    let surroundings = surroundings
    Task {
      let alert = try? await surroundings.store.read { try $0.alert(AlertID(tag)) }
      guard let alert, alert.integration == Self.integration else { return answer(nil) }
      let snapshot = try? surroundings.directory.snapshot()
      answer(PagerStanding(alert, people: snapshot?.staffing.responders ?? [:]))
    }
  }

  package func forget(_ tag: PagerTag) { forgotten.insert(tag) }

  /// The document in force; nil while none takes calls for pagers.
  private var integration: Integration? {
    let snapshot = try? surroundings.directory.snapshot()
    let known = snapshot?.integrations[Self.integration]
    return known?.http?.format == .pager ? known : nil
  }

  /// Stands for the text of a call whose text has not come yet.
  private static let anyText = "?"

  static let unknownPager = JSONFieldFault(
    "calls.pager", "no rule has this pager",
    hint: "add it to a table of the document, or mend the sender")

  /// How many calls a body holds.
  static func callCount(in tree: JSONTree) -> Int {
    guard case .list(let calls)? = tree["calls"] else { return 1 }
    return max(calls.count, 1)
  }

  private static func body(of calls: PagerCalls) -> [UInt8] {
    var text = JSONText()
    text.raw("{\"protocol\":")
    text.string(calls.from.rawValue)
    text.raw(",\"calls\":")
    text.list(Array(calls.calls.enumerated())) { text, one in
      text.raw("{")
      text.members([
        "call": "\(calls.name).\(one.offset + 1)", "pager": one.element.pager,
        "text": one.element.text, "priority": one.element.priority,
        "subject": one.element.subject, "caller": one.element.caller,
      ])
      text.raw("}")
    }
    text.raw("}")
    return text.bytes
  }
}

/// The tags about which nobody asks any more: the newest ones, of this process.
private final class ForgottenTags: Sendable {
  private static let tagsMax = 1_024

  private let tags = Mutex<[PagerTag]>([])

  func contains(_ tag: PagerTag) -> Bool { tags.withLock { $0.contains(tag) } }

  func insert(_ tag: PagerTag) {
    tags.withLock { tags in
      tags.append(tag)
      if tags.count > Self.tagsMax { tags.removeFirst(Self.tagsMax / 2) }
    }
  }
}

extension AlertID {
  /// A tag is the alert's id in two numbers, of which the second is random: the gateway keeps
  /// nothing beside the alert, and a sender can ask after a restart.
  fileprivate init(_ tag: PagerTag) { self.init(high: tag.number, low: tag.code) }
}

extension PagerTaking {
  fileprivate init(for answer: ReportAnswer) {
    switch answer {
    case .taken(let reply, _): self.init(.accepted, tags: Self.tags(in: reply))
    case .unusable(let fault) where fault == PagerIntake.unknownPager: self.init(.unknownPager)
    case .notJSON, .unusable, .nameReused: self.init(.unusable)
    case .notNow: self.init(.notNow)
    }
  }

  /// The alerts of a stored answer; none where one of the calls has none.
  private static func tags(in reply: [UInt8]) -> [PagerTag] {
    let tree = try? JSONTree(parsing: reply)
    guard case .list(let reports)? = tree?["reports"] else { return [] }
    let alerts = reports.compactMap { $0["alert"]?.scalar.flatMap { AlertID(text: $0) } }
    guard alerts.count == reports.count else { return [] }
    return alerts.map { PagerTag(number: $0.high, code: $0.low) }
  }
}
