// Tocsin — Store: how arrivals are counted and read
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinGateway

extension SQLReader {
  package func arrivals(
    from first: CivilDate, until end: CivilDate, limit: Int
  ) throws -> [ArrivalRow] {
    let arguments: [Value] = [
      .int(Int64(first.dayNumber)), .int(Int64(end.dayNumber)), .int(limit),
    ]
    return try connection.all(.listArrivals, arguments) { row -> ArrivalRow? in
      // What only a later program counts is passed over.
      guard let group = ArrivalGroup(rawValue: row.int(0)),
        let measure = ArrivalMeasure(rawValue: row.int(3))
      else { return nil }
      return ArrivalRow(
        group, row.text(1), hour: Int(row.int(2)),
        counted: (measure, bin: row.int(4), count: row.int(5)))
    }.compactMap { $0 }
  }

  package func heard(_ device: DeviceID) throws -> HeardDevice? {
    let found = try connection.first(.heardDevice, [.id(device)]) { row in
      row.isNull(0)
        ? nil : HeardDevice(network: row.text(0), lastContact: row.optionalTime(1))
    }
    return found ?? nil
  }
}

extension SQLTransaction {
  package func sealed(_ page: PageID, for device: DeviceID) throws -> Timestamp? {
    try connection.first(.sealedPage, [.id(page), .id(device)]) { $0.optionalTime(0) } ?? nil
  }

  package func add(_ figure: ArrivalFigure) throws {
    for place in figure.places {
      try connection.execute(
        .addArrival,
        [
          .int(Int64(figure.day.dayNumber)), .int(place.group.rawValue), .text(place.name),
          .int(Int64(figure.hour)), .int(figure.measure.rawValue), .int(figure.bin),
        ])
    }
  }

  package func touchDevice(_ id: DeviceID, from network: String, at now: Timestamp) throws {
    try connection.execute(.hearDevice, [.text(network), .time(now), .id(id)])
  }

  /// Counts the pages of an alert that has just closed of which a device never said that it has
  /// them. The device whose answer closes it has its page.
  func countUndelivered(
    _ pages: [(device: DeviceID, times: PageTimeline)], of transition: Transition, at now: Timestamp
  ) throws {
    let alert = transition.alert
    guard alert.world == .production else { return }
    let answering = transition.withdrawals.compactMap(\.exceptDevice)
    for page in pages where !answering.contains(page.device) {
      guard page.times.sealedAt != nil, page.times.deliveredAt == nil else { continue }
      let figure = ArrivalFigure.undelivered(
        page.times, until: now, device: try heard(page.device), ward: alert.content.ward)
      if let figure { try add(figure) }
    }
  }
}
