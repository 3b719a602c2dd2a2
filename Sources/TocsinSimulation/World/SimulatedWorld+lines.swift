// Tocsin — Simulation: messages on their way over a connection
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore
internal import TocsinGateway
internal import TocsinHL7

extension SimulatedWorld {
  /// Sends a message once; sends it again later unless AA has come.
  func send(_ number: Int) async throws {
    parcels[number].attempts += 1
    guard parcels[number].attempts < Parcel.attemptsMax else { return }
    guard let life else { return again(number) }
    var numbers = [number]
    var pieces = SourceLines.smooth([parcels[number].bytes])
    if rates.doubling > 0, lines.chance.below(3) == 0 {
      numbers += companions(of: number)
      pieces = lines.rough(numbers.map { parcels[$0].bytes })
    }
    try await arrive(lines.add(SourceLine(numbers, to: life, pieces: pieces)))
  }

  /// What the source writes along with a message: others that it has not been answered for.
  private func companions(of number: Int) -> [Int] {
    guard lines.chance.below(3) == 0 else { return [] }
    let waiting = parcels.indices.suffix(12).filter {
      $0 != number && parcels[$0].isMessage && !parcels[$0].isAccepted
    }
    let found = Array(waiting.prefix(lines.chance.within(1...4)))
    for other in found { parcels[other].attempts += 1 }
    return found
  }

  /// Bytes arrive until the network takes its time, or the connection is over.
  func arrive(_ number: Int) async throws {
    guard let line = lines[number] else { return }
    while life === line.life, !line.life.pulse.isOver, !line.pieces.isEmpty {
      for event in line.next() where !line.life.pulse.isOver {
        try await take(event, from: line)
      }
      guard let next = line.pieces.first, next.wait > .zero else { continue }
      line.pieces[0] = SourceLine.Piece(bytes: next.bytes, wait: .zero)
      return arrange(.bytes(number), after: next.wait)
    }
    lines.close(number)
    if life === line.life, !line.life.pulse.isOver {
      for event in line.end() { try await take(event, from: line) }
    }
    if let first = line.parcels.first, !line.answered.contains(first) { again(first) }
  }

  /// What the gateway's end of a connection does with what the framer finds.
  private func take(_ event: MLLPEvent, from line: SourceLine) async throws {
    switch event {
    case .frame(let body): try await take(body, from: line)
    case .lostFragment(let partial):
      if ports.breakage?.takesHalves == true {
        _ = try await receive(partial, number: nil, on: line)
      } else {
        line.life.intake.recordBroken(
          partial, reason: "the connection broke in the middle of this frame",
          integration: MessageWriter.integration)
      }
    case .oversized, .noise: judge.found(.whole, "the framer lost its place: \(event)")
    case .warning: break
    }
  }

  /// One frame to Intake, and its reply back to the source.
  private func take(_ body: [UInt8], from line: SourceLine) async throws {
    guard let number = line.parcels.first(where: { parcels[$0].bytes == body }) else {
      return judge.found(.whole, "the framer gave what no source has written")
    }
    guard let reply = try await receive(body, number: number, on: line) else { return }
    try await verify(reply, of: number)
    hear(reply, of: number, on: line)
  }

  /// - Returns: nil when the gateway died over it.
  private func receive(
    _ body: [UInt8], number: Int?, on line: SourceLine
  ) async throws -> IntakeReply? {
    judge.recent = []
    let before = standings(of: number)
    let replies = Mutex<[IntakeReply]>([])
    let pulse = line.life.pulse
    line.life.intake.receive(body, integration: MessageWriter.integration) { reply in
      if !pulse.isOver { replies.withLock { $0.append(reply) } }
    }
    let all = replies.withLock { $0 }
    if all.count > 1 { judge.found(.i1, "one frame got \(all.count) replies") }
    try await readMessages(before)
    return all.first
  }

  /// What the source makes of a reply, when it arrives.
  private func hear(_ reply: IntakeReply, of number: Int, on line: SourceLine) {
    guard !chance.isTrue(rates.loss) else { return }
    switch reply.code {
    case "AA": parcels[number].isAccepted = true
    case "AR": break
    default: return
    }
    line.answered.insert(number)
  }

  private func again(_ number: Int) {
    guard !parcels[number].isAccepted else { return }
    arrange(.send(number), after: chance.wait(around: .seconds(20)))
  }
}
