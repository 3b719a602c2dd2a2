// Tocsin — Server: unlocking a device, and what it reads then
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

/// When devices with a lock lock themselves: the gateway says it, and the client does it.
package enum LockTimes {
  package static let idleMinutesDefault = 15
  /// At most as long as a client stays unlocked at all, whatever is done with it.
  package static let idleMinutes = 1...720
}

private struct UnlockBody: Decodable {
  let proof: String
}

extension Endpoints {
  /// Gives the gateway's half of the lock for the proof that the person's half was typed.
  func unlock(_ call: Call) async throws(Problem) -> WebReply {
    try call.request.require(type: "application/json")
    let body = try Self.decode(UnlockBody.self, call.request.body)
    let proof = try Self.key(body.proof, "proof")
    let device = try call.device
    let share: [UInt8]
    do { share = try await desk.unlock(device, proof: proof) } catch { throw Problem(error) }
    return WebReply(.ok, json: .object([("share", .text(Base64URL.encode(share)))]))
  }

  /// What a page says, whole, sealed for the device that asks; the look is on the trail.
  func sealedDetail(_ call: Call) async throws(Problem) -> WebReply {
    let (page, device) = (try Self.page(of: call), try call.device)
    let envelope: Envelope
    do { envelope = try await desk.detail(of: page, for: device) } catch {
      throw error == .unknown ? Self.noDetail : Problem(error)
    }
    return WebReply(
      .ok, headers: [.contentType: "application/octet-stream"], body: .bytes(envelope.encoded))
  }

  private static let noDetail = Problem(
    .notFound, "the page was not sent to this device, or asks nothing of you any more",
    hint: "the mailbox has the pages that are yours")
}

extension Problem {
  /// What a refused try at a lock means over HTTP.
  fileprivate init(_ error: UnlockError) {
    switch error {
    case .none:
      self.init(.notFound, "the device has no lock", hint: "its accept key reads everything")
    case .wrong(let triesLeft):
      self.init(
        .forbidden, triesLeft > 0 ? "the proof is wrong" : "the lock has ended",
        hint: triesLeft > 0
          ? "try again, or enrol the device again" : "enrol the device again")
      self.triesLeft = triesLeft
    case .ended: self.init(DeskError.ended)
    case .notNow: self = Self.notNow
    }
  }
}
