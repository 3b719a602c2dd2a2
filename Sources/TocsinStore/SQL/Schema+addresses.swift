// Tocsin — Store: step 29 of the schema, where the directory says that people are reached
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// Sealed with the key of the site: the mobile number, the pager and the mail address, one in a
  /// line each; NULL for a person of whom the directory has none.
  static func addressSteps(_ dialect: Dialect) -> [String] {
    ["ALTER TABLE account ADD COLUMN addresses \(dialect.blob)"]
  }
}
