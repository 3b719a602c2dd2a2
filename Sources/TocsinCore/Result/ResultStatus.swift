// Tocsin — Core: what a laboratory says about the standing of a result
// SPDX-License-Identifier: Apache-2.0

/// What OBX-11 (HL7 v2 table 0085) says about one observation, as far as paging goes.
///
/// | Code | Standing |
/// |---|---|
/// | F, an empty code, any other code | `final`: what nobody can read is paged, not missed |
/// | P | `preliminary` |
/// | C | `corrected`: it takes the place of what was reported before |
/// | W, D | `retracted`: another patient, deleted |
/// | I, N, O, R, S, U, X | `unreported`: pending, not verified, in part, not obtained |
///
/// A site may read its own laboratory's codes otherwise, in its mapping.
package enum ResultStatus: String, Codable, Sendable, CaseIterable {
  case final, preliminary, corrected, retracted, unreported

  /// The codes of table 0085 that mean this; empty for `final`, which is everything else.
  package var codes: [String] {
    switch self {
    case .final: []
    case .preliminary: ["P"]
    case .corrected: ["C"]
    case .retracted: ["W", "D"]
    case .unreported: ["I", "N", "O", "R", "S", "U", "X"]
    }
  }

  /// The standing that a code has; total. Blanks around it and its case do not count.
  package init(code: String) {
    let code = String(code.filter { $0 != " " }).uppercased()
    self = ResultStatus.allCases.first { $0.codes.contains(code) } ?? .final
  }

  /// Whether it tells a responder a value.
  package var isReported: Bool {
    switch self {
    case .final, .preliminary, .corrected: true
    case .retracted, .unreported: false
    }
  }
}
