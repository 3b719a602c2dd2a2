// Tocsin — SealingTests: root keys, passphrases and passwords
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinGateway
import TocsinSealing

@Suite struct `A root key` {
  @Test func `is the same from bytes and from digits`() throws {
    let bytes = (0..<32).map { UInt8($0 * 7) }
    let digits = Array((hex(bytes).uppercased() + "\r\n").utf8)
    let site = [UInt8](repeating: 5, count: 16)
    let one = CellVault(root: try RootKey(contents: bytes), site: site)
    let two = CellVault(root: try RootKey(contents: digits), site: site)
    let key = one.makeKey()
    #expect(try two.unwrap(one.wrap(key, for: 1), for: 1) == key)
  }

  static let malformed = [
    [], [UInt8](repeating: 1, count: 31), [UInt8](repeating: 1, count: 33),
    Array(String(repeating: "0", count: 63).utf8), Array(String(repeating: "g", count: 64).utf8),
  ]

  @Test(arguments: malformed) func `is refused in any other form`(contents: [UInt8]) {
    #expect(throws: RootKeyError.malformed) { try RootKey(contents: contents) }
  }

  @Test func `of a new file is another each time, and can be read`() throws {
    let files = (0..<8).map { _ in RootKey.newContents() }
    #expect(Set(files).count == 8)
    for file in files { _ = try RootKey(contents: file) }
  }

  @Test func `is not printed`() throws {
    let key = try RootKey(contents: [UInt8](repeating: 0x41, count: 32))
    #expect("\(key) \(String(reflecting: key))".contains("AAAA") == false)
  }
}

@Suite struct `A passphrase` {
  /// Made by PyNaCl 1.6.2's `argon2id.kdf` with the same salt, 3 passes and 256 MiB.
  @Test func `gives the key that another library derives`() throws {
    let text = "argon2id13 3 268435456 \(hex([UInt8](repeating: 6, count: 16)))\n"
    let parameters = try PassphraseParameters(text: text)
    #expect(parameters.text == text)
    let root = try RootKey(passphrase: Array("a long passphrase".utf8), parameters)
    let same = try RootKey(contents: KnownCell.passphraseKey)
    let site = [UInt8](repeating: 5, count: 16)
    let one = CellVault(root: root, site: site)
    let key = one.makeKey()
    #expect(try CellVault(root: same, site: site).unwrap(one.wrap(key, for: 1), for: 1) == key)
  }

  static let weak = [
    "", "argon2id13 3 268435456", "argon2i 3 268435456 \(hex([UInt8](repeating: 6, count: 16)))",
    "argon2id13 2 268435456 \(hex([UInt8](repeating: 6, count: 16)))",
    "argon2id13 3 67108864 \(hex([UInt8](repeating: 6, count: 16)))",
    "argon2id13 3 268435456 \(hex([UInt8](repeating: 6, count: 15)))",
  ]

  @Test(arguments: weak) func `is not stretched with less than MODERATE`(text: String) {
    #expect(throws: RootKeyError.parameters) { try PassphraseParameters(text: text) }
  }

  @Test func `gets a salt of its own and the least cost that is allowed`() throws {
    let one = PassphraseParameters()
    #expect(one.salt != PassphraseParameters().salt)
    #expect(try PassphraseParameters(text: one.text) == one)
  }
}

@Suite struct `A password` {
  let hashing = PasswordHashing()
  let password = Array("correct horse battery".utf8)

  @Test func `is verified against its own hash alone`() throws {
    let hash = try hashing.hash(password)
    #expect(hash.hasPrefix("$argon2id$v=19$m=65536,t=2,p=1$"))
    #expect(hashing.verify(password, against: hash))
    #expect(!hashing.verify(password + [0x21], against: hash))
    #expect(!hashing.verify([], against: hash))
    #expect(!hashing.needsRehash(hash))
  }

  /// Made by PyNaCl 1.6.2's `argon2id.str` with 1 pass over 8 MiB.
  @Test func `hashed by another library with less is verified, and is to be hashed again`() {
    #expect(hashing.verify(password, against: KnownCell.weakHash))
    #expect(hashing.needsRehash(KnownCell.weakHash))
  }

  @Test(arguments: ["", "$argon2id$", "x", String(repeating: "$", count: 4_000)])
  func `is verified against no text that is none`(hash: String) {
    #expect(!hashing.verify(password, against: hash))
    #expect(hashing.needsRehash(hash))
  }

  @Test(arguments: [11, 1_025]) func `of another length is refused`(count: Int) {
    let refusal: PasswordError = count < 12 ? .tooShort(minimum: 12) : .tooLong(maximum: 1_024)
    #expect(throws: refusal) { try hashing.hash([UInt8](repeating: 0x61, count: count)) }
  }
}

@Suite struct `The library under the seals` {
  /// CVE-2025-69277: Debian's 1.0.18-1+deb12u1 has the check of points that the older lacks.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/dpkg")))
  func `is no older than Debian's corrected one`() throws {
    let version = try output("/usr/bin/dpkg-query", ["-W", "-f=${Version}", "libsodium23"])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/dpkg")
    process.arguments = ["--compare-versions", version, "ge", "1.0.18-1+deb12u1"]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "libsodium23 is \(version)")
  }

  private func output(_ path: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}
