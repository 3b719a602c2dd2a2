// Tocsin — Postgres: where a database is, and how it is connected to
// SPDX-License-Identifier: Apache-2.0

internal import CPostgres
internal import Glibc

/// The address of a database, as libpq takes it: `postgres://USER@HOST:PORT/NAME?KEY=VALUE`, with
/// commas between several hosts. It may hold a password and is never shown as a whole.
package struct PostgresAddress: Sendable {
  private let url: String
  /// Host and database alone, for people.
  package let shown: String
  /// Keys of libpq that the address gives itself.
  private let given: Set<String>
  /// Whether another machine is named.
  private let isFar: Bool

  /// Whether a text is meant as such an address.
  package static func isOne(_ text: String) -> Bool {
    text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
  }

  /// - Throws: `PostgresError.badAddress`.
  package init(_ url: String) throws(PostgresError) {
    guard Self.isOne(url), let parts = Self.parts(of: url) else { throw .badAddress }
    self.url = url
    given = Set(parts.keys)
    let hosts = (parts["host"] ?? parts["hostaddr"] ?? "").split(separator: ",").map(String.init)
    isFar = hosts.contains { !Self.isHere($0) }
    shown =
      "postgres://" + hosts.joined(separator: ",") + "/" + (parts["dbname"] ?? parts["user"] ?? "")
  }

  private static func isHere(_ host: String) -> Bool {
    host.hasPrefix("/") || host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  /// What libpq reads from the address; nil when it refuses it.
  private static func parts(of url: String) -> [String: String]? {
    guard let options = PQconninfoParse(url, nil) else { return nil }
    defer { PQconninfoFree(options) }
    var parts: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        parts[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    return parts
  }

  /// What a session is opened with; what stands before the address is a default, what stands behind
  /// it is fixed.
  ///
  /// Without `sslmode` of its own, an address of another machine asks for a certificate that fits
  /// the name: libpq's own default would go on in the clear.
  func settings(_ name: String) -> [(key: String, value: String)] {
    var settings = [
      ("connect_timeout", "2"), ("target_session_attrs", "read-write"), ("keepalives_idle", "5"),
      ("keepalives_interval", "2"), ("keepalives_count", "3"), ("tcp_user_timeout", "10000"),
    ]
    if isFar, !given.contains("sslmode") { settings.append(("sslmode", "verify-full")) }
    settings.append(("dbname", url))
    settings += [("client_encoding", "UTF8"), ("application_name", name)]
    return settings.map { (key: $0.0, value: $0.1) }
  }

  /// Opens a session; the answer may be a failed one.
  func connect(as name: String) -> OpaquePointer? {
    let settings = settings(name)
    let keys = settings.map { strdup($0.key) }
    let values = settings.map { strdup($0.value) }
    defer { for text in keys + values { free(text) } }
    let keyList = keys.map { UnsafePointer<CChar>($0) } + [nil]
    let valueList = values.map { UnsafePointer<CChar>($0) } + [nil]
    return PQconnectdbParams(keyList, valueList, 1)
  }
}
