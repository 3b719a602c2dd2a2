// Tocsin — Store: steps 25, 26 and 28 of the schema, channels beside the streams of devices
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `ladder.cycle` and `.content` say for what the present generation was begun. A hand-over holds
  /// no address and nothing of what the alert says; `token` is the digest of the token of its
  /// call-backs. What a subscription is, and the secret of a channel, are sealed with the site's
  /// key.
  static func channelSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE ladder (page \(dialect.blob) PRIMARY KEY, alert \(dialect.blob) NOT NULL,
        responder TEXT NOT NULL, generation BIGINT NOT NULL, cycle BIGINT NOT NULL,
        content BIGINT NOT NULL, attempt BIGINT NOT NULL, begun_at BIGINT NOT NULL,
        delivered_at BIGINT, ended_at BIGINT, ending SMALLINT NOT NULL, due_at BIGINT)
      """,
      "CREATE INDEX ladder_due ON ladder (due_at) WHERE due_at IS NOT NULL",
      """
      CREATE TABLE hand_over (id \(dialect.numberedKey), page \(dialect.blob) NOT NULL,
        alert \(dialect.blob) NOT NULL, generation BIGINT NOT NULL, rung SMALLINT NOT NULL,
        channel TEXT NOT NULL, device \(dialect.blob), attempt BIGINT NOT NULL,
        kind SMALLINT NOT NULL, state SMALLINT NOT NULL, tries SMALLINT NOT NULL,
        decided_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, next_at BIGINT,
        reference TEXT NOT NULL, note TEXT NOT NULL, token \(dialect.blob), received_at BIGINT)
      """,
      "CREATE INDEX hand_over_page ON hand_over (page, id)",
      "CREATE INDEX hand_over_alert ON hand_over (alert, id)",
      "CREATE INDEX hand_over_open ON hand_over (state) WHERE state < 2",
      "CREATE UNIQUE INDEX hand_over_token ON hand_over (token) WHERE token IS NOT NULL",
      """
      CREATE TABLE subscription (device \(dialect.blob) PRIMARY KEY,
        sealed \(dialect.blob) NOT NULL, made_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE channel_secret (channel TEXT PRIMARY KEY, sealed \(dialect.blob) NOT NULL,
        set_at BIGINT NOT NULL)
      """,
    ]
  }

  /// What rings is looked at first. `text_sent` holds when a person was last sent words about
  /// something that does not ring, channel by channel.
  static let priorityLadderSteps = [
    "ALTER TABLE ladder ADD COLUMN priority SMALLINT NOT NULL DEFAULT 2",
    "CREATE INDEX ladder_priority ON ladder (priority, due_at) WHERE due_at IS NOT NULL",
    """
    CREATE INDEX ladder_waiting ON ladder (responder, priority)
      WHERE due_at IS NOT NULL AND ended_at IS NULL
    """,
    """
    CREATE TABLE text_sent (responder TEXT NOT NULL, channel TEXT NOT NULL,
      sent_at BIGINT NOT NULL, PRIMARY KEY (responder, channel))
    """,
  ]

  /// On which channel a person was not reached when it was last tried.
  static let troubleSteps = [
    """
    CREATE TABLE channel_trouble (responder TEXT NOT NULL, channel TEXT NOT NULL,
      since BIGINT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (responder, channel))
    """
  ]
}
