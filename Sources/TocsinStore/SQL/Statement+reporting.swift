// Tocsin — Store: the statements on keys of what reports over HTTP
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let reporting = [
    insertIntegrationKey, listIntegrationKeys, endIntegrationKey, listAlertsBefore,
  ]

  static let insertIntegrationKey = Statement(
    380, "insert integration key",
    """
    INSERT INTO integration_key (digest, integration, name, scheme, world, secret, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """)

  static let listIntegrationKeys = Statement(
    381, "list integration keys",
    """
    SELECT digest, integration, name, scheme, world, secret, made_at, ended_at
    FROM integration_key ORDER BY made_at, integration, name
    """)

  static let listAlertsBefore = Statement(
    383, "list alerts before one",
    alertColumns + " WHERE a.number < $1 AND a.world <> 2 ORDER BY a.number DESC LIMIT $2")

  static let endIntegrationKey = Statement(
    382, "end integration key",
    """
    UPDATE integration_key SET ended_at = $1, secret = $2
    WHERE integration = $3 AND name = $4 AND ended_at IS NULL
    """)
}
