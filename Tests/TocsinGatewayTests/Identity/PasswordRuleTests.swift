// Tocsin — GatewayTests: passwords that are guessed first
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@Suite struct `The rule of passwords` {
  private static var account: Account {
    var account = Account(
      id: ResponderID("h.amsel"), name: "Dr Hanna Amsel", at: Timestamp(milliseconds: 0))
    account.userName = "hanna.amsel@example.org"
    return account
  }

  @Test(arguments: [
    "aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "x7!x7!x7!x7!x7!", "123456789012345", "abcdefghijklmn",
    "zyxwvutsrqponm", "qwertyuiopasdf", "qwertz12345678", "Password12345!", "passwortpasswort",
    "Tocsin-Tocsin-1", "hospital-admin-2026", "Hanna.Amsel.1984", "h.amsel.h.amsel",
    "hanna.amsel@example.org", "1q1q1q1q1q1q1q", "winter-Sommer-24",
  ])
  func `refuses what somebody who guesses tries first`(password: String) {
    #expect(PasswordRule.isPredictable(Array(password.utf8), of: Self.account))
  }

  @Test(arguments: [
    "correct horse battery staple", "Vq8#tmz!eLw2", "the tocsin rings over seven hills",
    "mein Hund frisst keine Socken", "Ünter Öfen liegt Müll",
  ])
  func `takes what nobody has at hand`(password: String) {
    #expect(!PasswordRule.isPredictable(Array(password.utf8), of: Self.account))
  }
}
