// Tocsin — Benchmarks: access, passwords and cells
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

/// What guards the data, each on one core.
struct Guarding {
  let watch: Stopwatch
  let report: Report
  let start: Timestamp

  func run() throws {
    report.begin("access and sign-in, one core")
    deciding()
    try passwords()
    try cells()
  }

  // MARK: - Access

  private func deciding() {
    let grants = [
      RoleGrant(.responder, AccessScope(wards: ["ICU1", "ICU2"], rotas: [RotaID("medicine")])),
      RoleGrant(.rotaManager, AccessScope(rotas: [RotaID("medicine"), RotaID("surgery")])),
    ]
    let account = Account(id: ResponderID("dr.amsel"), name: "Dr Amsel", grants: grants, at: start)
    let actor = Actor.session(account, steppedUpAt: start)
    let alert = AccessObject.alert(ward: "ICU2", rotas: [RotaID("medicine")])
    var context = AccessContext(at: start + .minutes(1))
    let board = watch.cost(batch: 256) {
      keep(Access.decide(actor, .readBoard, alert, context))
    }
    report.add(ReportRow("Access.decide, the board", board, note: rate(board)))
    context.lastOnDuty = start
    let content = watch.cost(batch: 256) {
      keep(Access.decide(actor, .readContent, alert, context))
    }
    report.add(ReportRow("Access.decide, content on duty", content, note: rate(content)))
  }

  // MARK: - Passwords

  private func passwords() throws {
    let hasher = PasswordHashing()
    let password = Array("correct horse battery staple".utf8)
    let hash = try hasher.hash(password)
    let ours = watch.cost(batch: 1) { keep(hasher.verify(password, against: hash)) }
    report.add(ReportRow("a password checked (Argon2id, 64 MiB)", ours, note: rate(ours)))
  }

  // MARK: - Cells

  private func cells() throws {
    let root = try RootKey(contents: [UInt8](repeating: 7, count: 32))
    let vault = CellVault(root: root, site: [UInt8](repeating: 1, count: 16))
    let key = vault.makeKey()
    let plain = [UInt8](repeating: 0x41, count: 1_024)
    let place = CellPlace("alert", "state", row: 4_711)
    let yardstick = libsodium(plain)
    report.add(
      ReportRow("libsodium: XChaCha20-Poly1305, 1 KiB", yardstick, note: "the yardstick"))
    let sealing = watch.cost(batch: 16) { keep(vault.seal(plain, with: key, at: place)) }
    report.add(ReportRow("a cell sealed, 1 KiB", sealing, note: ratio(sealing, yardstick)))
    let cell = vault.seal(plain, with: key, at: place)
    let opening = try watch.cost(batch: 16) {
      keep(try vault.open(cell, with: key, at: place))
    }
    report.add(ReportRow("a cell opened, 1 KiB", opening, note: ratio(opening, yardstick)))
    let wrapped = vault.wrap(key, for: 1)
    let unwrapping = try watch.cost(batch: 16) { keep(try vault.unwrap(wrapped, for: 1)) }
    report.add(ReportRow("a data key unwrapped", unwrapping))
    let text = Array("GENHOSP|4711".utf8)
    let blind = watch.cost(batch: 64) { keep(vault.blindIndex(text, of: .subject, with: key)) }
    report.add(ReportRow("a blind index", blind))
  }

  /// The same cipher by libsodium alone, with a fresh nonce each time.
  private func libsodium(_ plain: [UInt8]) -> Spread {
    precondition(sodium_init() >= 0, "libsodium has no random source")
    let key = [UInt8](repeating: 9, count: 32)
    var nonce = [UInt8](repeating: 0, count: 24)
    var sealed = [UInt8](repeating: 0, count: plain.count + 16)
    return watch.cost(batch: 16) {
      randombytes_buf(&nonce, 24)
      crypto_aead_xchacha20poly1305_ietf_encrypt(
        &sealed, nil, plain, UInt64(plain.count), nil, 0, nil, nonce, key)
    }
  }

  // MARK: - Notes

  private func rate(_ spread: Spread) -> String {
    "\(Int(1_000_000 / max(spread.p50, 0.001))) a second"
  }

  private func ratio(_ ours: Spread, _ yardstick: Spread) -> String {
    let part = yardstick.p50 / max(ours.p50, 0.001)
    return "\(rate(ours)), \(Report.fixed(part, digits: 2)) of libsodium's rate"
  }
}
