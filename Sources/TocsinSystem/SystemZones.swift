// Tocsin — System: zone rules from the system's zone database
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
package import TocsinCore
internal import TocsinGateway

/// Why the rules of a zone cannot be had. Each says what to do next in its `hint`.
package enum ZoneError: Error, Equatable, CustomStringConvertible {
  /// Not the form of an IANA name.
  case badName(String)
  /// The database has no zone of that name.
  case unknown(String, directory: String)
  /// The machine has no zone database.
  case noDatabase(directory: String)
  /// The zone's file is not as RFC 8536 says.
  case unreadable(String, TZifError)

  package var description: String {
    switch self {
    case .badName(let name): "'\(name)' is not the name of a time zone"
    case .unknown(let name, let directory): "no time zone '\(name)' in \(directory)"
    case .noDatabase(let directory): "no time zone data in \(directory)"
    case .unreadable(let name, let error): "the data of time zone '\(name)' is broken: \(error)"
    }
  }

  /// What to do next.
  package var hint: String {
    switch self {
    case .badName: "write an IANA name, as in Europe/Paris"
    case .unknown: "check the spelling and the capital letters, as in Europe/Paris"
    case .noDatabase: "install the time zone database: sudo apt-get install tzdata"
    case .unreadable: "install it anew: sudo apt-get install --reinstall tzdata"
    }
  }
}

/// The system's zone database, a folder of TZif files named after their zones (IANA tz).
///
/// The machine's own zone, /etc/localtime and TZ are never looked at: a rota names its zone.
package struct SystemZones: ZoneSource {
  /// The folder, without a slash at its end.
  package let directory: String

  /// The longest name that is looked up.
  static let nameBytesMax = 64

  package init(directory: String = "/usr/share/zoneinfo") { self.directory = directory }

  /// The rules of one zone, explicit up to the year 2100. `UTC` needs no database.
  ///
  /// Reads the file anew each time; a caller keeps what it gets.
  /// - Throws: `badName`, `unknown`: refuse the document; `noDatabase`, `unreadable`: the
  ///   machine is to be mended.
  package func rules(named name: String) throws(ZoneError) -> ZoneRules {
    guard Self.isName(name) else { throw .badName(name) }
    if name == "UTC" { return .utc }
    guard let bytes = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
      let hasDatabase = FileManager.default.fileExists(atPath: directory)
      throw hasDatabase ? .unknown(name, directory: directory) : .noDatabase(directory: directory)
    }
    do {
      return try TZif(bytes: Array(bytes.prefix(TZif.bytesMax + 1))).rules(named: name)
    } catch {
      throw .unreadable(name, error)
    }
  }

  /// The release of the database, as in `2026b`; nil where its folder does not say.
  package var version: String? {
    guard let bytes = FileManager.default.contents(atPath: directory + "/tzdata.zi"),
      let line = String(decoding: bytes.prefix(64), as: UTF8.self).split(separator: "\n").first,
      line.hasPrefix("# version ")
    else { return nil }
    return String(line.dropFirst("# version ".count))
  }

  /// The form of an IANA name: parts of letters, digits, `_`, `+`, `-`, joined by slashes. It
  /// cannot lead out of the folder, for no part has a dot; files that are no zones are left out.
  static func isName(_ name: String) -> Bool {
    guard name.utf8.count <= nameBytesMax, !["localtime", "posixrules"].contains(name)
    else { return false }
    return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .allSatisfy { part in
        !part.isEmpty && part.allSatisfy(isNameByte)
      }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
