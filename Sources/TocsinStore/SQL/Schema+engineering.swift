// Tocsin — Store: step 14 of the schema, who changed a document and why, and what waited
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `document.author` is the actor as the trail writes it; empty for revisions that are older.
  static let engineeringSteps = [
    "ALTER TABLE document ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE document ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE source_day ADD COLUMN held BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE source_day ADD COLUMN dropped BIGINT NOT NULL DEFAULT 0",
  ]
}
