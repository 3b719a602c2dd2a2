// Tocsin — Gateway: the ports that the activities need from the outside
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinMapping

/// Where the time comes from. `now` never runs backwards.
package protocol TimeSource: Sendable {
  func now() -> Timestamp
}

/// Where new identifiers come from: 128 random bits each.
package protocol IdentifierSource: Sendable {
  func next() -> (UInt64, UInt64)
}

extension IdentifierSource {
  /// A new random (version 4) identifier of any kind.
  package func identifier<Kind>() -> Identifier<Kind> {
    let (high, low) = next()
    return Identifier<Kind>(high: high, low: low).asRandomUUID
  }

  /// A new identifier that says its time and sorts by it (version 7 of RFC 9562 §5.7, 74 random
  /// bits): rows that are made together lie together in an index. For what never leaves the
  /// gateway in the clear.
  package func identifier<Kind>(madeAt now: Timestamp) -> Identifier<Kind> {
    let (high, low) = next()
    let time = UInt64(bitPattern: now.milliseconds) << 16
    return Identifier(high: time | 0x7000 | high & 0xFFF, low: low & ~0 >> 2 | 1 << 63)
  }
}

/// A hint that there may be work; lost hints cost time, never correctness.
package protocol Hints: Sendable {
  /// Pages were decided or withdrawn: the Courier may have work.
  func outboxChanged()
  /// A device's mailbox grew by these envelopes, in order, which are durable: its streams may hand
  /// them on without looking. May be called on the writer's thread, and never waits.
  func mailboxGrew(_ device: DeviceID, by envelopes: [StoredEnvelope])
  /// Ladders have begun or ended: the Carrier may have work.
  func laddersChanged()
  /// These devices of a person have ended, with the account or alone: their streams are cut now.
  func accountEnded(_ account: ResponderID, devices: [DeviceID])
}

/// Why the store did not take a unit.
package enum StoreError: Error, Hashable, Sendable {
  /// No space is left; nothing was kept.
  case full
  /// Another process held the store for longer than the busy wait; nothing was kept.
  case locked
  /// The database does not answer. Nothing was kept, but for a commit whose answer was lost: it may
  /// be kept, and who does the same again finds it done.
  case unreachable
  /// The waiting line is at its bound; nothing was kept.
  case lineFull
  /// The store is closed or closing.
  case closed
  /// The unit itself cannot be carried out; with the driver's code, never with values.
  case refused(code: Int, operation: String)
  /// The alert has moved on since it was read.
  case revisionConflict

  /// Whether the same unit may succeed later.
  package var isTransient: Bool {
    switch self {
    case .full, .locked, .unreachable, .lineFull, .revisionConflict: true
    case .closed, .refused: false
    }
  }
}

/// One piece of work for the writer: reads the present state, decides, writes.
package struct StoreUnit<Answer: Sendable>: Sendable {
  /// What the unit holds in memory while it waits, for the bound on a batch.
  package let byteCount: Int
  /// Runs on the writer. Throwing rolls this unit back; it is then set aside.
  package let run: @Sendable (any StoreTransaction) throws -> Answer
  /// Runs in a transaction of its own when `run` failed for a reason that will not pass; nil lets
  /// the failure through.
  package let setAside: (@Sendable (any StoreTransaction) throws -> Answer)?
  /// Goes before what waits and is not: for what pages somebody now, or makes it quiet. Only where
  /// nothing that was submitted before has to be carried out first.
  package var isUrgent = false

  package init(
    byteCount: Int = 256, run: @escaping @Sendable (any StoreTransaction) throws -> Answer,
    setAside: (@Sendable (any StoreTransaction) throws -> Answer)? = nil
  ) {
    self.byteCount = byteCount
    self.run = run
    self.setAside = setAside
  }
}

/// The only meeting place of the activities.
package protocol AlertStore: Sendable {
  /// Puts a unit in line. Units run in the order of arrival on the one writer, the urgent before
  /// the others; all that waits goes into one transaction, but what is urgent need not wait for the
  /// rest of it. `completion` is called once, on the writer's thread, after the commit is
  /// durable, or with the reason why nothing was kept.
  func submit<Answer: Sendable>(
    _ unit: StoreUnit<Answer>,
    completion: @escaping @Sendable (Result<Answer, StoreError>) -> Void)

  /// Reads a consistent snapshot beside the writer.
  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer

  /// The rows that were found damaged and have not been read well since, sorted; at most a
  /// thousand. Paging passes over them: their people have to be rung.
  var damagedRows: [DamagedRow] { get }
}

extension AlertStore {
  /// Puts a unit in line and waits until it is durable.
  package func perform<Answer: Sendable>(
    byteCount: Int = 256, isUrgent: Bool = false,
    _ run: @escaping @Sendable (any StoreTransaction) throws -> Answer
  ) async throws -> Answer {
    var unit = StoreUnit(byteCount: byteCount, run: run)
    unit.isUrgent = isUrgent
    return try await withCheckedThrowingContinuation { [unit] continuation in
      submit(unit) { continuation.resume(with: $0) }
    }
  }
}

/// What can be asked of the store; each call is one statement with bounded cost.
package protocol StoreReader:
  IdentityReader, TrailReader, SealingReader, LoopReader, SourceReader, BrowsingReader,
  IntakeReader, WhereaboutsReader,
  AcceptanceReader, ResultReader, IntegrationKeyReader, CallReader, FoldingReader,
  CalendarReader, DutyReader, SwapReader, FigureReader, ChannelReader,
  WatchReader, LockReader
{
  func alert(_ id: AlertID) throws -> Alert?
  /// Newest first.
  func alerts(limit: Int, phase: String?) throws -> [Alert]
  /// Open alerts that a desk must not miss, however many others are open: see `Alert.deskRank`.
  /// By rank, then oldest first.
  func urgentAlerts(limit: Int) throws -> [Alert]
  /// Open alerts with an open page of, or held by, this person.
  func openAlerts(of responder: ResponderID, limit: Int) throws -> [Alert]
  /// Those that were opened before this one, newest first; none when there is no such alert.
  func alerts(before alert: AlertID, limit: Int) throws -> [Alert]
  func pages(of alert: AlertID) throws -> [PageRecord]
  func trail(of alert: AlertID) throws -> [TrailEntry]
  /// Oldest first.
  func messages(after id: Int64, limit: Int) throws -> [MessageRecord]
  func documents() throws -> [DocumentRevision]
  func document(kind: String, name: String, revision: Int) throws -> DocumentRevision?
  /// Revisions of one document, newest first.
  func revisions(ofKind kind: String, name: String, limit: Int) throws -> [DocumentRevision]
  func responders() throws -> [Responder]
  /// Everyone who is asked about, or holds, an open alert; each once.
  func respondersOfOpenAlerts() throws -> [ResponderID]
  func devices() throws -> [DeviceRecord]
  func device(_ id: DeviceID) throws -> DeviceRecord?
  func handovers() throws -> [Handover]
  /// Envelopes of a device with a seq greater than `seq`, in order.
  func envelopes(of device: DeviceID, after seq: Int64, limit: Int) throws -> [StoredEnvelope]
  /// Pages with something to seal, most urgent and oldest first.
  func pendingPages(limit: Int) throws -> [PendingPage]
  /// When the next open alert wakes; nil when none is open.
  func nextWake() throws -> Timestamp?
  /// Grows whenever documents, responders, devices or handovers change.
  func directoryVersion() throws -> Int64
}

/// What a unit may do on the writer; sees its own writes.
package protocol StoreTransaction:
  StoreReader, IdentityTransaction, TrailTransaction, SealingTransaction, LoopTransaction,
  SourceTransaction, BrowsingTransaction, IntakeTransaction, WhereaboutsTransaction,
  AcceptanceTransaction, ResultTransaction, IntegrationKeyTransaction, CallTransaction,
  FoldingTransaction, CalendarTransaction, DutyTransaction, SwapTransaction,
  ChannelTransaction, CanaryTransaction, ArrivalTransaction, LockTransaction
{
  // Messages
  /// The message stored under this key at or after `since`, when it may be replayed.
  func storedReply(key: [UInt8], since: Timestamp) throws -> StoredReply?
  /// - Returns: the number of the message in the list.
  @discardableResult
  func insert(_ message: MessageRecord) throws -> Int64

  // Alerts
  func openAlert(integration: String, world: World, dedupKey: String) throws -> Alert?
  func alert(ofPage page: PageID) throws -> Alert?
  /// Open alerts whose wake time is at or before `now`, earliest first.
  func dueAlerts(at now: Timestamp, limit: Int) throws -> [Alert]
  /// Orders the open pages of a person for one more device.
  func orderOpenPages(of responder: ResponderID, for device: DeviceID, at now: Timestamp) throws

  // Outbox and mailbox
  /// Puts sealed envelopes into the mailboxes and marks their pages.
  func deposit(_ envelopes: [SealedPage]) throws
  func markFailed(_ page: PendingPage, at now: Timestamp) throws
  /// Everything up to `seq` went out on a channel of this device.
  func markHandedOver(_ device: DeviceID, through seq: Int64, at now: Timestamp) throws
  func markPage(
    _ page: PageID, device: DeviceID, state: PageState, at now: Timestamp) throws
  func envelopeMatches(device: DeviceID, page: PageID, digest: [UInt8]) throws -> Bool
  /// Whether the envelope with this digest is the newest of the page for a device, and nothing that
  /// was decided since waits to be sealed.
  func isNewest(_ digest: [UInt8], of page: PageID, device: DeviceID) throws -> Bool

  // Answers of devices
  func answer(device: DeviceID, counter: UInt64) throws -> AnswerRecord?
  func insert(_ answer: AnswerRecord) throws

  // Directory
  func insert(_ document: DocumentRevision) throws
  func upsert(_ responder: Responder) throws
  func insert(_ device: DeviceRecord) throws
  func endDevice(_ id: DeviceID, at now: Timestamp) throws
  func touchDevice(_ id: DeviceID, at now: Timestamp) throws
  func insert(_ token: EnrolmentToken) throws
  func enrolmentToken(digest: [UInt8]) throws -> EnrolmentToken?
  func spendToken(digest: [UInt8], at now: Timestamp) throws
  func insert(_ handover: Handover) throws
}

extension StoreTransaction {
  /// Stores a transition that time, a source or a rule has brought about.
  @discardableResult
  package func apply(_ transition: Transition) throws -> Int64 {
    try apply(transition, by: .gateway)
  }
}

/// Reads documents of the store into the values of the core; implemented by the documents adapter.
package protocol DocumentReader: Sendable {
  /// The newest revisions of everything, read into one snapshot's worth of values.
  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments
  /// One policy at one revision; throws a `RotaRefusal` where its text is none.
  func policy(_ revision: DocumentRevision) throws -> Policy
  /// The routes at one revision.
  func routing(_ revision: DocumentRevision) throws -> RoutingTable
  /// A document of an integration alone, with what is wrong in it. Never fails.
  func check(_ text: String, integration name: String) -> CheckedIntegration
  /// What is wrong in a document of an integration, alone and beside the newest revisions of the
  /// site's other documents. Never fails.
  func check(
    _ text: String, integration name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding]
  /// The document of one rota.
  func rota(_ text: String, named name: String) throws(RotaRefusal) -> Rota
  /// The document of a rota with edits made in its text; what they do not touch stays byte for
  /// byte. New instants are written with the offsets of `zone`.
  func edited(
    _ text: String, ofRota name: String, by edits: [RotaEdit], zone: ZoneRules
  ) throws(RotaRefusal) -> String
  /// What is wrong in the document of a rota beside the newest revisions of the site's other
  /// documents, and what is wrong in those by it. Never fails.
  func check(
    _ text: String, rota name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding]
}

/// Why the text of a rota cannot be read, or not be changed so.
package struct RotaRefusal: Error, Sendable {
  /// At least one is an error.
  package let findings: [DocumentFinding]

  package init(_ findings: [DocumentFinding]) { self.findings = findings }
}

/// A reader that knows no texts of routes and rotas.
extension DocumentReader {
  package func routing(_ revision: DocumentRevision) throws -> RoutingTable {
    throw DirectoryError.empty
  }

  package func rota(_ text: String, named name: String) throws(RotaRefusal) -> Rota {
    throw .notRead
  }

  package func edited(
    _ text: String, ofRota name: String, by edits: [RotaEdit], zone: ZoneRules
  ) throws(RotaRefusal) -> String {
    throw .notRead
  }

  package func check(
    _ text: String, rota name: String, among revisions: [DocumentRevision]
  ) -> [DocumentFinding] { [] }
}

extension RotaRefusal {
  fileprivate static let notRead = RotaRefusal([
    DocumentFinding(line: 1, isError: true, text: "rotas are not read here")
  ])
}

/// What the documents say, as values.
package struct DirectoryDocuments: Sendable {
  package var routing: RoutingTable
  package var policies: [String: Policy]
  /// With the holidays of their calendars.
  package var rotas: [RotaID: Rota]
  package var integrations: [String: Integration]
  package var calls = CallTable()
  package var contacts = ContactTable()
  /// What the site calls its networks; empty when it has no such document.
  package var networks = NetworkTable()
  /// Public holidays by the name of their calendar.
  package var calendars: [String: HolidayCalendar] = [:]

  package init(
    routing: RoutingTable, policies: [String: Policy], rotas: [RotaID: Rota],
    integrations: [String: Integration]
  ) {
    self.routing = routing
    self.policies = policies
    self.rotas = rotas
    self.integrations = integrations
  }
}

/// Gives the rules of a zone by its IANA name.
package protocol ZoneSource: Sendable {
  func rules(named name: String) throws -> ZoneRules
}
