// Tocsin — Simulation: laboratories report, and keep what is not accepted
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinHL7

extension SimulatedWorld {
  /// Results come in: one message, or a storm of them.
  func report(storm: Bool) {
    if storm, chance.below(2) == 0 { return flood() }
    for _ in 0..<(storm ? chance.within(8...20) : 1) { reportOne() }
    guard !storm, let every = reportEvery else { return }
    arrange(.report, after: chance.wait(around: every))
    if rates.doubling > 0, chance.below(60) == 0 { arrange(.storm, after: .seconds(5)) }
  }

  private func reportOne() {
    if rates.doubling > 0, chance.below(40) == 0 { return sendGarbage() }
    let flag = chance.pick(["HH", "LL", "HH", "AA", "AA", "N", "A"])
    var results = (0..<(chance.below(6) == 0 ? 2 : 1)).map { _ in newResult(flag) }
    if chance.isTrue(rates.doubling * 2), let known = recentResults.last, results.count == 1 {
      results = [changed(known)]
    }
    for index in results.indices {
      results[index].patient = results[0].patient
      results[index].ward = results[0].ward
    }
    recentResults = results
    for result in results { laboratory.know(result) }
    send(results)
  }

  /// Results of one message have one flag: the first rule that makes a draft of a message counts.
  private func newResult(_ flag: String) -> LabResult {
    orders += 1
    let result = LabResult(
      order: (flag.hasPrefix("A") ? "A" : "O") + "\(orders)",
      value: "7.1 m\(chance.word() % 1_000_000)-\(orders)",
      flag: flag, ward: chance.pick(Hospital.wards))
    return result.sent(at: now)
  }

  /// Another value for the same order: a correction, or the same value in another message.
  private func changed(_ result: LabResult) -> LabResult {
    var result = result
    if chance.below(3) > 0 { result.value = "6.\(chance.below(100_000)) c\(orders)" }
    result.reported = now
    return result
  }

  /// Puts a message of these results into a source's hands.
  @discardableResult
  func send(_ results: [LabResult], after wait: Milliseconds = .zero) -> Int {
    let number = put(results)
    let reordered =
      chance.isTrue(rates.doubling) ? chance.wait(Milliseconds(0) ... .minutes(2)) : .zero
    arrange(.send(number), after: wait + reordered)
    if chance.isTrue(rates.doubling) {
      arrange(.send(number), after: wait + chance.wait(Milliseconds(1) ... .minutes(5)))
    }
    return number
  }

  /// Writes a message of these results and gives its number.
  func put(_ results: [LabResult]) -> Int {
    let results = results.map { $0.sent(at: now) }
    let controlID = "M\(parcels.count)"
    parcelNumbers[controlID] = parcels.count
    parcels.append(
      Parcel(
        controlID: controlID,
        bytes: MessageWriter.message(results, controlID: controlID, at: now), results: results,
        isMessage: true))
    return parcels.count - 1
  }

  private func sendGarbage() {
    let number = parcels.count
    parcels.append(
      Parcel(
        controlID: "G\(number)", bytes: MessageWriter.garbage(number), results: [],
        isMessage: false))
    arrange(.send(number), after: .zero)
  }

  /// Reads the message list on, as an observer.
  ///
  /// - Parameter before: what there was of the orders of the message that has just come in.
  func readMessages(_ before: [String: OrderStanding]) async throws {
    let last = lastMessage
    let rows = try await ports.store.look { try $0.messages(after: last, limit: 100) }
    for row in rows {
      lastMessage = max(lastMessage, row.id)
      if let what = halved(row) { judge.found(.whole, what) }
      switch row.outcome {
      case .accepted, .notForUs:
        if listed[row.controlID] != nil {
          judge.found(.duplicatesSeen, "message \(row.controlID) was taken a second time")
        }
        listed[row.controlID] = ListedMessage(
          reply: row.reply, reason: row.reason, alert: row.alert, isTold: false)
        if let number = parcelNumbers[row.controlID] { judgeResults(of: number, before) }
      case .repeated:
        if let known = listed[row.controlID], known.reply != row.reply {
          judge.found(.i1, "message \(row.controlID) got another reply than the first time")
        }
        judgeRepeat(of: row.controlID)
      case .refused:
        if row.code == "AE" { judge.found(.i1, "message \(row.controlID) was set aside") }
      }
    }
  }

  /// Why a row is not what a source wrote; nil when it is, or when nothing was taken.
  private func halved(_ row: MessageRecord) -> String? {
    switch row.outcome {
    case .refused: return nil
    case .repeated: if row.code == "AR" { return nil }
    case .accepted, .notForUs: break
    }
    if let number = parcelNumbers[row.controlID], parcels[number].bytes == row.raw { return nil }
    return "message \(row.controlID) was taken, and no source has written it"
  }

  /// AA means on disk: the message is listed, its critical results have alerts that say them. A
  /// message is never rejected, and what is none is never accepted; AE says that nothing was kept.
  func verify(_ reply: IntakeReply, of number: Int) async throws {
    let parcel = parcels[number]
    let isRight = reply.code != (parcel.isMessage ? "AR" : "AA")
    if !isRight { judge.found(.i1, "\(parcel.controlID) got \(reply.code)") }
    guard reply.code == "AA" else { return }
    guard let entry = listed[parcel.controlID], entry.reply == reply.bytes else {
      judge.found(.lost, "message \(parcel.controlID) was accepted and is not in the list")
      return
    }
    guard parcel.attempts == 1 else { return }
    for result in parcel.results where result.isCritical && !result.isFollowed {
      let ids = judge.ledger.ids[result.order] ?? []
      let alerts = try await ports.store.look { store in try ids.compactMap { try store.alert($0) }
      }
      if !alerts.contains(where: { $0.content.what.contains(result.value) }) {
        judge.found(.lost, "the critical result of \(result.order) was accepted and has no alert")
      }
    }
  }
}
