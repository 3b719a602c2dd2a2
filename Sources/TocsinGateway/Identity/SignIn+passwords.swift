// Tocsin — Gateway: local passwords, for the day when nothing else works
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

extension SignIn {
  /// Accounts that may have a password at a time.
  package static let passwordsMax = 2

  /// Sets the password of an administrator.
  package func setPassword(
    _ password: [UInt8], of account: ResponderID
  ) async throws(SignInError) {
    guard let hasher = ways.passwords else { throw .notOffered }
    guard (1...Self.passwordBytesMax).contains(password.count) else {
      throw .malformed(field: "password")
    }
    let known = try await read { try $0.account(account) }
    guard let known else { throw .noPasswordForThis }
    guard !PasswordRule.isPredictable(password, of: known) else { throw .password(.predictable) }
    let outcome = await ways.slowWork.run { () -> Result<String, PasswordError> in
      do throws(PasswordError) { return .success(try hasher.hash(password)) } catch {
        return .failure(error)
      }
    }
    guard let outcome else { throw .notNow }
    let hash: String
    do { hash = try outcome.get() } catch { throw .password(error) }
    let now = surroundings.time.now()
    try await commit { store -> Result<Void, SignInError> in
      guard try store.account(account)?.roles.contains(.administrator) == true else {
        return .failure(.noPasswordForThis)
      }
      let others = try store.accounts().filter {
        $0.id != account && $0.endedAt == nil && $0.roles.contains(.administrator)
      }.filter { try store.passwordHash(of: $0.id) != nil }
      guard others.count < Self.passwordsMax else { return .failure(.noPasswordForThis) }
      try store.setPasswordHash(hash, of: account, at: now)
      try store.append(
        TrailLeaf(.passwordSet, on: "account:\(account)", by: .person(account), at: now))
      return .success(())
    }
  }
}
