// Tocsin — Store: step 20 of the schema, why a rota may leave time uncovered
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `document.acceptance` is empty for a revision that uncovers nothing.
  static let rotaSteps = [
    "ALTER TABLE document ADD COLUMN acceptance TEXT NOT NULL DEFAULT ''"
  ]
}
