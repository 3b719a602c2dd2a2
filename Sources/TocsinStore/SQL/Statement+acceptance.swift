// Tocsin — Store: the statements about what the site has accepted
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let acceptances: [Statement] = [putAcceptance, findAcceptance]

  static let putAcceptance = Statement(
    365, "store acceptance",
    """
    INSERT INTO acceptance (digest, accepted_by, accepted_at) VALUES ($1, $2, $3)
    ON CONFLICT (digest) DO UPDATE
    SET accepted_by = excluded.accepted_by, accepted_at = excluded.accepted_at
    """)

  static let findAcceptance = Statement(
    366, "find acceptance",
    "SELECT digest, accepted_by, accepted_at FROM acceptance WHERE digest = $1")
}
