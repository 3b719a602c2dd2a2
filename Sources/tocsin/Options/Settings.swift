// Tocsin — tocsin: flags, environment, file, defaults
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import SystemPackage
internal import TocsinServer

/// Where the data folder is: on every command that reads or writes a store.
struct DataOption: ParsableArguments {
  @Option(name: .long, help: "The data folder (TOCSIN_DATA).")
  var data: String?

  @Option(
    name: .long,
    help: "A PostgreSQL database in place of the file, postgres://HOST/NAME (TOCSIN_STORE).")
  var store: String?

  @Option(name: .long, help: "A YAML file of settings (TOCSIN_CONFIG).")
  var config: String?

  @Option(name: .long, help: "A file with the root key, mode 0600 (TOCSIN_ROOT_KEY).")
  var rootKey: String?

  @Option(
    name: .long,
    help: "A file with the passphrase that gives the root key (TOCSIN_PASSPHRASE_FILE).")
  var passphraseFile: String?

  /// The settings of this run. Flags beat the environment, which beats the file.
  ///
  /// - Parameter folder: the data folder when none is named.
  func settings(folder: String? = nil) async throws -> Settings {
    var settings = try await Settings(file: config, data: data ?? folder)
    settings.storeFlag = store
    settings.rootKeyFlag = rootKey
    settings.passphraseFlag = passphraseFile
    return settings
  }
}

/// The settings that several commands share.
struct Settings {
  private let reader: ConfigReader
  private let dataFlag: String?
  var storeFlag: String?
  var rootKeyFlag: String?
  var passphraseFlag: String?
  /// What stands for settings that nobody gives, by their keys.
  var defaults: [String: String] = [:]

  init(file: String?, data: String?) async throws {
    let environment = EnvironmentVariablesProvider()
    var providers: [any ConfigProvider] = [environment]
    let path = file ?? ConfigReader(provider: environment).string(forKey: "tocsin.config")
    if let path {
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw Failure("there is no file \(path) that can be read", hint: "see --config")
      }
      do {
        providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(path)))
      } catch {
        throw Failure("\(path) cannot be read as YAML", hint: "see: tocsin help serve")
      }
    }
    reader = ConfigReader(providers: providers)
    dataFlag = data
  }

  /// The setting `tocsin.KEY`: the environment variable TOCSIN_KEY, or `tocsin: KEY:` in the file.
  func string(_ key: String) -> String? {
    reader.string(forKey: ConfigKey(["tocsin", key])) ?? defaults[key]
  }

  /// The setting `tocsin.GROUP.KEY`: TOCSIN_GROUP_KEY, or `tocsin: GROUP: KEY:` in the file.
  func string(_ group: String, _ key: String) -> String? {
    reader.string(forKey: ConfigKey(["tocsin", group, key]))
  }

  /// The address of the database that holds the store; nil for the file in the data folder.
  var store: String? { storeFlag ?? string("store") }

  /// The file with the root key, when one is named.
  var rootKeyFile: String? { rootKeyFlag ?? (passphraseFlag == nil ? string("rootKey") : nil) }

  /// The file with the passphrase, when one is named.
  var passphraseFile: String? { passphraseFlag ?? string("passphraseFile") }

  /// The address under which browsers and devices reach the gateway, without a slash at its end:
  /// the flag, else the setting `http`, else the standard one.
  func base(_ flag: String?) -> String {
    let text = flag ?? string("http") ?? "127.0.0.1:8080"
    let scheme = string("certificate") == nil ? "http" : "https"
    let address = text.contains("://") ? text : "\(scheme)://\(text)"
    return address.hasSuffix("/") ? String(address.dropLast()) : address
  }

  /// Whether a data folder was named at all.
  var hasData: Bool { dataFlag != nil }

  /// The data folder.
  ///
  /// - Throws: `Failure` when none is named.
  func dataFolder() throws -> String {
    guard let folder = dataFlag ?? string("data") else {
      throw Failure("no data folder is named", hint: "give --data DIR or set TOCSIN_DATA")
    }
    return folder
  }
}

extension Settings {
  /// Bytes that frames of all endpoints may hold together; the setting is in MiB.
  func frameBudget() throws -> Int {
    guard let text = string("mllpBudget") else { return 256 << 20 }
    guard let mebibytes = Int(text), (32...65_536).contains(mebibytes) else {
      throw ValidationError("TOCSIN_MLLP_BUDGET takes MiB from 32 to 65536, not \(text)")
    }
    return mebibytes << 20
  }
}

extension ListenAddress {
  /// Whether only this machine reaches it.
  var isLoopback: Bool {
    let isNumeric = host.allSatisfy { $0.isNumber || $0 == "." }
    return host == "localhost" || host == "::1" || (isNumeric && host.hasPrefix("127."))
  }

  /// The address that a flag, else a setting, else the default names.
  init(_ flag: String?, _ key: String, of settings: Settings, default standard: String) throws {
    let text = flag ?? settings.string(key) ?? standard
    guard let address = ListenAddress(text: text) else {
      throw ValidationError("--\(key) takes HOST:PORT such as \(standard), not \(text)")
    }
    self = address
  }
}
