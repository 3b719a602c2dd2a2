// Tocsin — Postgres: why a database cannot be used, and what a SQLSTATE means
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// Why a database cannot be opened. No case holds a password or a value.
package enum PostgresError: Error, Equatable {
  /// What was given is no address that libpq understands.
  case badAddress
  /// Nobody answers there, or the server refuses the connection; with libpq's words.
  case unreachable(String)
  /// The server's major version is older than 15.
  case tooOld(major: Int)
  /// A setting of the server with which a commit may be lost.
  case unsafe(setting: String)
  /// The database does not order text by its bytes, or does not keep it as UTF-8.
  case wrongOrder(locale: String)
  /// Another gateway serves this database.
  case inUse
  /// A site is in the database already, where an empty one is asked for.
  case occupied

  /// What to do next.
  package var hint: String {
    switch self {
    case .badAddress:
      "write it as postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full"
    case .unreachable:
      "check with psql that the address, the account and the server's pg_hba.conf are right"
    case .tooOld:
      "PostgreSQL 15 is the oldest that is known to work"
    case .unsafe(let setting):
      "set \(setting) = on on the server: without it a page that was promised can be lost"
    case .wrongOrder:
      "make the database anew: CREATE DATABASE tocsin TEMPLATE template0 ENCODING 'UTF8' "
        + "LC_COLLATE 'C' LC_CTYPE 'C'"
    case .inUse:
      "end the other gateway first: one gateway serves one database"
    case .occupied:
      "give an empty database; nothing was changed"
    }
  }
}

extension PostgresError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .badAddress: "it is no address of a PostgreSQL database"
    case .unreachable(let words): words
    case .tooOld(let major): "the server is PostgreSQL \(major)"
    case .unsafe(let setting): "\(setting) is off"
    case .wrongOrder(let locale): "its locale is \(locale)"
    case .inUse: "another gateway serves it"
    case .occupied: "it holds a site already"
    }
  }
}

extension StoreError {
  /// What the SQLSTATE of a failed statement means for a unit.
  ///
  /// One that is all digits becomes the code; another stands behind the operation's name.
  init(sqlstate: String, _ operation: String) {
    switch sqlstate {
    case "53100": self = .full
    // lock_not_available, query_canceled, serialization_failure, deadlock_detected
    case "55P03", "57014", "40001", "40P01": self = .locked
    // read_only_sql_transaction: the primary has become a standby
    case "25006": self = .unreachable
    default:
      // 08: connection, 53: resources, 57P: the server stops or starts
      if ["08", "53"].contains(sqlstate.prefix(2)) || sqlstate.hasPrefix("57P") {
        self = .unreachable
      } else if let code = Int(sqlstate) {
        self = .refused(code: code, operation: operation)
      } else {
        self = .refused(code: 0, operation: "\(operation) (\(sqlstate))")
      }
    }
  }
}
