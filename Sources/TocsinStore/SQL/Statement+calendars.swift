// Tocsin — Store: the statements about links to calendars
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let calendars = [
    insertCalendarLink, findCalendarLink, listCalendarLinks, endCalendarLink,
  ]

  static let insertCalendarLink = Statement(
    460, "insert calendar link",
    """
    INSERT INTO calendar_link (digest, kind, name, made_by, made_at, ended_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    """)

  static let findCalendarLink = Statement(
    461, "find calendar link",
    "SELECT digest, kind, name, made_by, made_at, ended_at FROM calendar_link WHERE digest = $1")

  static let listCalendarLinks = Statement(
    462, "list calendar links",
    """
    SELECT digest, kind, name, made_by, made_at, ended_at FROM calendar_link
    ORDER BY made_at, digest
    """)

  static let endCalendarLink = Statement(
    463, "end calendar link",
    "UPDATE calendar_link SET ended_at = $1 WHERE digest = $2 AND ended_at IS NULL")
}
