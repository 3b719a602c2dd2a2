// Tocsin — Core: the lines of a rota
// SPDX-License-Identifier: Apache-2.0

/// Which part of a rota somebody holds.
package enum RotaLine: String, Hashable, Codable, Sendable, CaseIterable {
  /// Paged when a policy names the rota; `needs` counts its holders.
  case first
  /// Paged when a policy names this line of the rota.
  case second
  /// Paged alongside the first line, and never asked for an answer (S7).
  case trainee

  /// How many persons the line takes of a rota that needs `needs`: one but for the first.
  func places(ofNeeded needs: Int) -> Int { self == .first ? max(needs, 1) : 1 }
}
