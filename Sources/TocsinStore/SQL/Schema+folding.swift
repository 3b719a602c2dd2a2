// Tocsin — Store: step 16 of the schema, pages that are folded in a storm
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `page.fold`: 0 pages by itself, 1 may be folded, 2 is folded and waits for the list to be
  /// opened, 3 was taken out of the list. `lane` is the world of a page that may be folded;
  /// `taken_at` is when it went out by itself or was folded, also of alerts that have closed since:
  /// what comes and goes by the second is a storm as well. A row of `more_page` is the "N more"
  /// page of one device in one lane, as the device was told it last.
  static func foldingSteps(_ dialect: Dialect) -> [String] {
    [
      "ALTER TABLE page ADD COLUMN fold SMALLINT NOT NULL DEFAULT 0",
      "ALTER TABLE page ADD COLUMN lane SMALLINT NOT NULL DEFAULT 0",
      "ALTER TABLE page ADD COLUMN taken_at BIGINT",
      """
      CREATE INDEX page_taken ON page (device, lane, taken_at) WHERE taken_at IS NOT NULL
      """,
      """
      CREATE INDEX page_folded ON page (device, lane, priority, decided_at, taken_at)
      WHERE fold = 2
      """,
      """
      CREATE TABLE more_page (device \(dialect.blob) NOT NULL, lane SMALLINT NOT NULL,
        page \(dialect.blob) NOT NULL UNIQUE, medium BIGINT NOT NULL, low BIGINT NOT NULL,
        attempt BIGINT NOT NULL, told_at BIGINT NOT NULL, sounded_at BIGINT NOT NULL,
        seq BIGINT NOT NULL, PRIMARY KEY (device, lane))
      """,
      "CREATE INDEX more_page_told ON more_page (device) WHERE medium + low > 0",
    ]
  }
}
