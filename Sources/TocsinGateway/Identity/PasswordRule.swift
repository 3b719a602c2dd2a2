// Tocsin — Gateway: which passwords are guessed first
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Refuses passwords that somebody who guesses tries first (ASVS 5.0 6.2.4, 6.2.11). Two accounts
/// of a site can have a password, of twelve bytes at least. In place of a list that would grow old,
/// the usual words and the person's own are taken out; what is left must be long enough and must
/// not be a pattern.
///
/// The length is judged by `PasswordHasher`, which is asked afterwards: what is short is told so.
package enum PasswordRule {
  /// Letters that have to be left, and steps from one to the next that follow no pattern.
  private static let restMin = 8
  private static let surprisesMin = 5

  private static let usual = [
    "tocsin", "password", "passwort", "kennwort", "motdepasse", "contraseña", "passphrase",
    "hospital", "klinikum", "klinik", "clinic", "krankenhaus", "pager", "administrator", "admin",
    "welcome", "willkommen", "bienvenue", "letmein", "changeme", "secret", "geheim", "sommer",
    "summer", "winter", "spring", "herbst", "iloveyou", "dragon", "monkey", "sunshine", "princess",
    "football", "baseball",
  ]
  private static let rows = [
    "1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm",
    "yxcvbnm",
  ].map { Array($0) }

  package static func isPredictable(_ password: [UInt8], of account: Account) -> Bool {
    let text = String(decoding: password, as: UTF8.self).lowercased()
    guard text.utf8.count >= 12 else { return false }
    var rest = text
    for word in (own(account) + usual).sorted(by: { $0.count > $1.count }) {
      rest = rest.replacing(word, with: "")
    }
    let letters = Array(rest)
    let surprises = zip(letters, letters.dropFirst()).filter { !isPattern($0, $1) }.count
    return letters.count < restMin || surprises < surprisesMin || Set(letters).count < surprisesMin
      || isRepeated(letters)
  }

  /// Words of four letters and more that are the person's.
  private static func own(_ account: Account) -> [String] {
    let texts = [account.id.text, account.name, account.userName ?? "", account.telephone]
    return texts.flatMap { text in
      [text.lowercased()]
        + text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }.filter { $0.count >= 4 }
  }

  /// Whether the second is what follows the first: the same, its neighbour in the alphabet or among
  /// the digits, or beside it on a keyboard.
  private static func isPattern(_ a: Character, _ b: Character) -> Bool {
    if let first = a.asciiValue, let second = b.asciiValue,
      abs(Int(first) - Int(second)) <= 1
    {
      return true
    }
    return rows.contains { row in
      guard let at = row.firstIndex(of: a), let next = row.firstIndex(of: b) else { return false }
      return abs(at - next) <= 1
    }
  }

  /// Whether it is one part of at most half its length, again and again.
  private static func isRepeated(_ letters: [Character]) -> Bool {
    (1...max(1, letters.count / 2)).contains { length in
      letters.indices.dropFirst(length).allSatisfy { letters[$0] == letters[$0 - length] }
    }
  }
}
