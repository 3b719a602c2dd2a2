// Tocsin — tocsin: where the root key of a site comes from
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinSealing

/// The first of these that is there: the file of `--root-key` (TOCSIN_ROOT_KEY), the passphrase in
/// the file of `--passphrase-file` (TOCSIN_PASSPHRASE_FILE), the systemd credential
/// `tocsin-root-key`, and `DIR/root.key`, which is made on the first start and never again.
enum RootKeySource {
  case file(String)
  case passphrase(String)
  case credential(String)
  case folder

  init(_ settings: Settings) {
    let environment = ProcessInfo.processInfo.environment
    if let path = settings.rootKeyFile {
      self = .file(path)
    } else if let path = settings.passphraseFile {
      self = .passphrase(path)
    } else if let credentials = environment["CREDENTIALS_DIRECTORY"],
      FileManager.default.fileExists(atPath: credentials + "/" + Self.credentialName)
    {
      self = .credential(credentials + "/" + Self.credentialName)
    } else {
      self = .folder
    }
  }

  private static let credentialName = "tocsin-root-key"

  /// Where the source is, as the status says it.
  var text: String {
    switch self {
    case .file(let path): "file \(path)"
    case .passphrase(let path): "passphrase in \(path)"
    case .credential: "systemd credential \(Self.credentialName)"
    case .folder: "file root.key in the data folder"
    }
  }

  /// Reads the key.
  ///
  /// - Parameter isSealed: whether the store already holds cells; then no key is ever made.
  /// - Throws: `Failure` with what to do.
  func key(folder: String, isSealed: Bool) throws -> RootKey {
    switch self {
    case .file(let path), .credential(let path):
      var isCredential = false
      if case .credential = self { isCredential = true }
      guard let contents = try KeyFile.read(path, isPrivate: !isCredential) else {
        throw Failure("there is no root key at \(path)", hint: Self.hint(folder))
      }
      return try Self.read(contents, path)
    case .passphrase(let path):
      return try Self.passphrase(path, folder: folder, isSealed: isSealed)
    case .folder:
      return try Self.own(folder, isSealed: isSealed)
    }
  }

  private static func own(_ folder: String, isSealed: Bool) throws -> RootKey {
    let path = folder + "/root.key"
    if let contents = try KeyFile.read(path) { return try read(contents, path) }
    guard !isSealed else {
      throw Failure(
        "the store in \(folder) is sealed and its root key is not here", hint: hint(folder))
    }
    _ = try KeyFile.make(path, RootKey.newContents())
    guard let contents = try KeyFile.read(path) else {
      throw Failure("\(path) has gone", hint: "start again")
    }
    return try read(contents, path)
  }

  private static func passphrase(
    _ path: String, folder: String, isSealed: Bool
  ) throws -> RootKey {
    guard var words = try KeyFile.read(path) else {
      throw Failure("there is no passphrase at \(path)", hint: "see --passphrase-file")
    }
    while let last = words.last, last == 0x0A || last == 0x0D { words.removeLast() }
    guard words.count >= 12 else {
      throw Failure("the passphrase in \(path) is short", hint: "take at least 12 characters")
    }
    let place = folder + "/root.params"
    if try KeyFile.read(place) == nil {
      guard !isSealed else {
        throw Failure("\(place) is missing", hint: "put it back from the backup")
      }
      _ = try KeyFile.make(place, Array(PassphraseParameters().text.utf8))
    }
    let text = String(decoding: try KeyFile.read(place) ?? [], as: UTF8.self)
    do throws(RootKeyError) {
      return try RootKey(passphrase: words, PassphraseParameters(text: text))
    } catch {
      throw Failure("the passphrase gives no key with \(place)", hint: error.hint)
    }
  }

  private static func read(_ contents: [UInt8], _ path: String) throws -> RootKey {
    do throws(RootKeyError) {
      return try RootKey(contents: contents)
    } catch {
      throw Failure("\(path) holds no root key", hint: error.hint)
    }
  }

  private static func hint(_ folder: String) -> String {
    "put \(folder)/root.key back, or name it: --root-key FILE, --passphrase-file FILE"
  }
}
