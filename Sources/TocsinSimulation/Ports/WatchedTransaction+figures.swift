// Tocsin — Simulation: figures, as the watched writer passes them on
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func figures(from first: CivilDate, until end: CivilDate, limit: Int) throws -> [FigureRow] {
    try inner.figures(from: first, until: end, limit: limit)
  }

  func noise(from first: CivilDate, until end: CivilDate, limit: Int) throws -> [NoiseRow] {
    try inner.noise(from: first, until: end, limit: limit)
  }

  func arrivals(from first: CivilDate, until end: CivilDate, limit: Int) throws -> [ArrivalRow] {
    try inner.arrivals(from: first, until: end, limit: limit)
  }

  func heard(_ device: DeviceID) throws -> HeardDevice? { try inner.heard(device) }

  func sealed(_ page: PageID, for device: DeviceID) throws -> Timestamp? {
    try inner.sealed(page, for: device)
  }

  func add(_ figure: ArrivalFigure) throws { try inner.add(figure) }

  func touchDevice(_ id: DeviceID, from network: String, at now: Timestamp) throws {
    try inner.touchDevice(id, from: network, at: now)
  }
}
