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
}
