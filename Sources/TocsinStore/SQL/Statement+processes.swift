// Tocsin — Store: the statements for several processes over one database
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let processes = [noteOtherWrite]

  /// Where the engine has no number of its own that changes with every commit of another process.
  package static let noteOtherWrite = Statement(
    586, "note other write",
    """
    INSERT INTO meta (name, value) VALUES ('others', 1)
    ON CONFLICT (name) DO UPDATE SET value = meta.value + 1
    """)
}
