// Tocsin — Core: how pages arrive, by where they went
// SPDX-License-Identifier: Apache-2.0

/// By what arrivals are put together.
package enum ArrivalGroup: Int64, Hashable, Sendable, CaseIterable {
  /// The network from which the device was heard; the empty name is every network that the site
  /// does not name.
  case network = 0
  /// The ward of the alert, near which whoever answers for it mostly is.
  case ward = 1
}

/// What is counted of arrivals.
package enum ArrivalMeasure: Int64, Hashable, Sendable, CaseIterable {
  /// Pages that a device said it has, by the time from the mailbox to that.
  case delivered = 0
  /// Pages that lay in a mailbox for `ArrivalFigure.undeliveredAfter` and whose device never said
  /// that it has them.
  case undelivered = 1
  /// Times that a device tried in vain to have its stream, for longer than
  /// `ArrivalFigure.lostAfter`. Of networks alone.
  case lost = 2
}

/// One arrival, or one that did not come about: nothing of the alert but its ward, of the device
/// but its network, and of the moment but its day and hour.
package struct ArrivalFigure: Hashable, Sendable {
  /// In UTC.
  package let day: CivilDate
  /// 0 to 23, in UTC.
  package let hour: Int
  package let network: String
  /// Nil for a loss, which is of no alert.
  package let ward: String?
  package let measure: ArrivalMeasure
  /// See `ResponseTimes`; 0 for what has no time.
  package let bin: Int64

  /// A page that is withdrawn sooner, since somebody else answered, says nothing of its network.
  package static let undeliveredAfter = Milliseconds.seconds(60)
  package static let lostAfter = Milliseconds.seconds(60)
  /// No loss is longer than a device may try: a day.
  package static let lostMax = Milliseconds.hours(24)
  /// A device with which the gateway had no contact for so long before a page is taken to be
  /// switched off: that its page was not delivered says nothing of its network.
  package static let contactWithin = Milliseconds.hours(1)

  private init(
    _ measure: ArrivalMeasure, at moment: Timestamp, network: String, ward: String?, bin: Int64 = 0
  ) {
    let civil = ZoneRules.utc.civil(at: moment)
    day = civil.date
    hour = civil.time.milliseconds / 3_600_000
    self.network = network
    self.ward = ward
    self.measure = measure
    self.bin = bin
  }

  /// A page of which a device says for the first time that it has it.
  package static func delivered(
    sealedAt: Timestamp, at now: Timestamp, network: String, ward: String
  ) -> ArrivalFigure {
    let bin = ResponseTimes.bin(of: max(.zero, now - sealedAt).secondsUp)
    return ArrivalFigure(.delivered, at: sealedAt, network: network, ward: ward, bin: bin)
  }

  /// A page of an alert that is over, of which no device said that it has it; nil where that says
  /// nothing of the network.
  ///
  /// - Parameters:
  ///   - page: on one device.
  ///   - device: where it was heard last; nil for one that was never heard.
  package static func undelivered(
    _ page: PageTimeline, until now: Timestamp, device: HeardDevice?, ward: String
  ) -> ArrivalFigure? {
    guard let sealedAt = page.sealedAt, page.deliveredAt == nil, page.answeredAt == nil,
      (page.endedAt ?? now) - sealedAt >= undeliveredAfter,
      let device, let contact = device.lastContact, contact >= sealedAt - contactWithin
    else { return nil }
    return ArrivalFigure(.undelivered, at: sealedAt, network: device.network, ward: ward)
  }

  /// That a device tried in vain for so long, up to now; nil where it was too short, or longer than
  /// the gateway has been there.
  package static func lost(
    for length: Milliseconds, until now: Timestamp, since begin: Timestamp, network: String
  ) -> ArrivalFigure? {
    guard length > lostAfter, length <= lostMax, now - length >= begin else { return nil }
    return ArrivalFigure(.lost, at: now - length, network: network, ward: nil)
  }

  /// Under what it is counted.
  package var places: [(group: ArrivalGroup, name: String)] {
    [(.network, network)] + (ward.map { [(.ward, $0)] } ?? [])
  }
}

/// Where a device was heard last, and when the gateway last had contact with it.
package struct HeardDevice: Hashable, Sendable {
  package let network: String
  package let lastContact: Timestamp?

  package init(network: String, lastContact: Timestamp?) {
    self.network = network
    self.lastContact = lastContact
  }
}
