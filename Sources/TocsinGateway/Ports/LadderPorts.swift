// Tocsin — Gateway: what the ladders of pages ask of the store
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Where the channels of one page stand.
package struct LadderRecord: Hashable, Sendable {
  package let page: PageID
  package let alert: AlertID
  package let responder: ResponderID
  /// Grows when the page is asked anew: in another cycle, or with another content. The channels
  /// begin from the first rung then.
  package let generation: Int
  /// The attempt of the page: one that is higher than what was pushed makes devices sound again
  /// (S2).
  package let attempt: Int
  package let begunAt: Timestamp
  /// When a device said that it has the page, of this generation.
  package let deliveredAt: Timestamp?
  /// When the page was answered, or no longer needed.
  package let endedAt: Timestamp?
  /// What those who were reached are told then.
  package let ending: PageTextKind

  package init(
    page: PageID, alert: AlertID, responder: ResponderID, generation: Int, attempt: Int,
    times: (begun: Timestamp, delivered: Timestamp?, ended: Timestamp?), ending: PageTextKind
  ) {
    self.page = page
    self.alert = alert
    self.responder = responder
    self.generation = generation
    self.attempt = attempt
    begunAt = times.begun
    deliveredAt = times.delivered
    endedAt = times.ended
    self.ending = ending
  }
}

/// A page whose ladder begins, or goes on with another attempt.
package struct LadderStart: Hashable, Sendable {
  package let page: PageID
  package let alert: AlertID
  package let responder: ResponderID
  package let cycle: Int
  /// The revision of the content that it says.
  package let content: Int
  package let attempt: Int
  package let priority: Priority

  package init(
    _ page: PageID, of alert: Alert, for responder: ResponderID, cycle: Int, attempt: Int
  ) {
    self.page = page
    self.alert = alert.id
    self.responder = responder
    self.cycle = cycle
    content = alert.contentRevision
    self.attempt = attempt
    priority = alert.priority
  }
}

/// One hand-over of a page to a channel: evidence of what was tried, and what came of it.
package struct HandOverRecord: Hashable, Sendable {
  /// The number in the list; 0 before it is stored.
  package var id: Int64
  package let page: PageID
  package let alert: AlertID
  package let generation: Int
  package let rung: Int
  package let channel: String
  /// The device for which a push was; nil for words to a person.
  package let device: DeviceID?
  package let attempt: Int
  package let kind: PageTextKind
  package var state: HandOverState
  /// How often it was begun.
  package var tries: Int
  /// When it was decided.
  package let decidedAt: Timestamp
  /// When it came into its state.
  package var changedAt: Timestamp
  /// When it is tried once more; nil unless it waits.
  package var nextAt: Timestamp?
  /// How the channel names it; empty for not at all.
  package var reference: String
  /// What the channel said, or why it failed: never an address or a body.
  package var note: String
  /// The digest of the token of its call-backs; nil for none.
  package var token: [UInt8]?
  /// When the channel, or a key that the person pressed, said that it was received: at most
  /// evidence that somebody has it, never an answer (S3).
  package var receivedAt: Timestamp?

  package init(
    _ page: PageID, of alert: AlertID, generation: Int, on rung: LadderBegin, to device: DeviceID?,
    attempt: Int, kind: PageTextKind, at now: Timestamp
  ) {
    id = 0
    self.page = page
    self.alert = alert
    self.generation = generation
    self.rung = rung.rung
    channel = rung.channel
    self.device = device
    self.attempt = attempt
    self.kind = kind
    state = .begun
    tries = 1
    decidedAt = now
    changedAt = now
    reference = ""
    note = ""
  }

  /// One that the store has.
  package init(
    id: Int64, page: PageID, alert: AlertID, generation: Int, rung: LadderBegin,
    device: DeviceID?, attempt: Int, kind: PageTextKind, decidedAt: Timestamp,
    progress: (state: HandOverState, tries: Int, changedAt: Timestamp)
  ) {
    self.init(
      page, of: alert, generation: generation, on: rung, to: device, attempt: attempt, kind: kind,
      at: decidedAt)
    self.id = id
    (state, tries, changedAt) = progress
  }
}

/// A channel on which a person was not reached when it was last tried: what they, and whoever
/// looks after their rotas, are told until it works again.
package struct ChannelTrouble: Hashable, Sendable {
  package let responder: ResponderID
  package let channel: String
  /// The first failure since it worked.
  package let since: Timestamp
  /// The newest one's reason, as the hand-over has it.
  package let note: String

  package init(of responder: ResponderID, on channel: String, since: Timestamp, note: String) {
    self.responder = responder
    self.channel = channel
    self.since = since
    self.note = note
  }
}

/// What can be asked about channels.
package protocol ChannelReader: AnyObject {
  /// Everything that was handed over, or tried, for an alert: oldest first.
  func handOvers(of alert: AlertID) throws -> [HandOverRecord]
  func handOvers(ofPage page: PageID) throws -> [HandOverRecord]
  /// The hand-over whose call-backs have a token with this digest.
  func handOver(token: [UInt8]) throws -> HandOverRecord?
  func ladder(of page: PageID) throws -> LadderRecord?
  /// When the next ladder is to be looked at; nil when none is.
  func nextLadder() throws -> Timestamp?
  /// All subscriptions of devices that have not ended.
  func subscriptions() throws -> [PushSubscription]
  func subscription(of device: DeviceID) throws -> PushSubscription?
  /// The newest envelope of a page in the mailbox of a device.
  func newestEnvelope(of page: PageID, device: DeviceID) throws -> [UInt8]?
  /// When a person was last sent words, on a channel, about something that does not ring.
  func lastText(to responder: ResponderID, on channel: String) throws -> Timestamp?
  /// How many pages of a person that do not ring are still to be looked at.
  func waitingLadders(of responder: ResponderID) throws -> Int
  /// Every channel on which somebody is not reached, by person and name: at most one for each.
  func channelTroubles() throws -> [ChannelTrouble]
  /// The same of one person.
  func channelTroubles(of responder: ResponderID) throws -> [ChannelTrouble]
  /// What is kept for a channel; nil when nothing is, or it does not open any more.
  func channelSecret(_ channel: String) throws -> String?
}

/// What a unit may do about channels.
package protocol ChannelTransaction: ChannelReader {
  /// Begins the ladder of a page, or notes its new attempt: it is looked at now.
  func begin(_ start: LadderStart, at now: Timestamp) throws
  /// A device has the page. Nothing changes for a page without a ladder.
  func markLadderDelivered(_ page: PageID, at now: Timestamp) throws
  /// Ladders to look at, of this priority and more urgent ones: the most urgent first, of the same
  /// urgency those that were due last (I7).
  func dueLadders(
    at now: Timestamp, through priority: Priority, limit: Int
  ) throws -> [LadderRecord]
  func noteText(to responder: ResponderID, on channel: String, at now: Timestamp) throws
  /// Looks at a ladder again then; nil for no more.
  func look(at page: PageID, again time: Timestamp?) throws
  /// Looks at a ladder again then, unless that is to be sooner.
  func look(at page: PageID, noLaterThan time: Timestamp) throws
  /// - Returns: the number of the hand-over.
  func insert(_ handOver: HandOverRecord) throws -> Int64
  /// Stores the state of a hand-over, and what was learned of it.
  func update(_ handOver: HandOverRecord) throws
  /// Whatever was on its way when the process before ended waits again, and its ladders are looked
  /// at now: handed over perhaps twice, never not at all (I6).
  ///
  /// - Returns: how many there were.
  func resumeHandOvers(at now: Timestamp) throws -> Int
  /// Notes that a person was not reached on a channel; the time of the first failure stays.
  func note(_ trouble: ChannelTrouble) throws
  /// The channel works for the person, as far as anybody knows.
  func clearTrouble(of responder: ResponderID, on channel: String) throws
  func put(_ subscription: PushSubscription) throws
  /// - Returns: whether there was one.
  func dropSubscription(of device: DeviceID) throws -> Bool
  /// Nil takes it away.
  func setChannelSecret(_ secret: String?, for channel: String, at now: Timestamp) throws
  /// Says of the page of a person without a device how far it has come.
  func markPageWithoutDevice(_ page: PageID, state: PageState) throws
}
