// Tocsin — Simulation: storms, and what is folded in them
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  /// The monitors of one ward report all at once: nothing urgent but for one, and some of them
  /// again with another value while people look at the first.
  func flood() {
    let ward = chance.pick(Hospital.wards)
    let urgent = chance.below(30)
    for number in 0..<30 {
      orders += 1
      let isUrgent = number == urgent
      let result = LabResult(
        order: (isUrgent ? "F" : "A") + "\(orders)",
        value: "5.9 f\(chance.word() % 1_000_000)-\(orders)", flag: isUrgent ? "HH" : "AA",
        ward: ward)
      send([result], after: chance.wait(Milliseconds.zero ... .seconds(20)))
      guard number < 4 else { continue }
      var worse = result
      worse.value = "6.4 f\(orders)"
      send([worse], after: chance.wait(Milliseconds.seconds(45) ... .seconds(150)))
    }
  }

  /// Takes what became durable about folding.
  func keepFolding(_ seen: Observation) {
    for withdrawal in seen.decisions.flatMap(\.transition.withdrawals) {
      for device in mailboxes.keys { mailboxes[device]?.folded.remove(withdrawal.page) }
    }
    for page in seen.folded {
      mailboxes[page.device, default: Mailbox()].folded.insert(page.page)
    }
    for more in seen.more {
      let device = more.envelope.device
      mailboxes[device, default: Mailbox()].lastSeq = more.envelope.seq
      mailboxes[device]?.more = more.more.count
      push(to: device)
    }
  }

  /// Once the Courier owes no word: every device knows of everything that is folded for it.
  func checkFolded() {
    for (device, mailbox) in mailboxes.sorted(by: { $0.key < $1.key }) where isInUse(device) {
      let count = mailbox.folded.count(where: matters)
      guard count > mailbox.more else { continue }
      judge.found(.storm, "\(count) pages are folded for \(device), which knows of \(mailbox.more)")
    }
  }
}
