// Tocsin — Simulation: a device in somebody's pocket
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// One page on a device's screen.
struct ScreenPage {
  let alert: AlertID
  var header: EnvelopeHeader
  /// Of the newest envelope; an answer names it.
  var digest: [UInt8]
  /// Not withdrawn and not answered for good.
  var isOpen: Bool
  /// Answers that were made and whose receipt has not come yet.
  var outstanding = 0
  /// The server time of the receipt that settled the last answer. A page is asked again only by an
  /// envelope that was issued later; the two may cross on the way.
  var settledAt: Timestamp?
  /// How many entries the screen shows for it; one, on a device that collapses.
  var entries = 1
}

/// The "N more" page of a device's screen.
struct ScreenMore {
  var header: EnvelopeHeader
  var digest: [UInt8]
  /// Something is behind the list, as far as the device knows.
  var isOpen = true
}

/// An answer that a device keeps until it has the gateway's receipt.
struct Letter {
  let device: Int
  let page: PageID
  let kind: AnswerKind
  let bytes: [UInt8]
  var attempts = 0
  /// The receipt that the gateway made, whether or not it arrived.
  var receipt: [UInt8]?
  var isDone = false
}

/// A device and the person who carries it: its own clock, its mailbox up to a seq, its screen.
/// Collapses by page id, as `device-protocol.md` says: the same page id with a higher attempt is
/// the same page sounding again; anything else that is not newer is nothing.
struct PocketDevice {
  let id: DeviceID
  let person: ResponderID
  /// The X25519 and Ed25519 public keys; see `TransparentSealer`.
  let notifyKey: [UInt8]
  let acceptKey: [UInt8]
  /// Added to true time; what a wrong clock shows.
  var clockOffset: Milliseconds
  /// Off, out of reach or out of battery until then.
  var deadUntil: Timestamp?
  var cursor: Int64 = 0
  var counter: UInt64 = 0
  var screen: [PageID: ScreenPage] = [:]
  var order: [PageID] = []
  var more: ScreenMore?
  var fetchAt: Timestamp?
  /// Its access has ended; it knows.
  var isEnded = false

  func isDead(at now: Timestamp) -> Bool { isEnded || deadUntil.map { now < $0 } ?? false }

  func clock(at now: Timestamp) -> Timestamp { now + clockOffset }

  /// Takes an envelope off the mailbox.
  ///
  /// - Returns: the page, when it sounds.
  mutating func take(
    _ envelope: Envelope, content: [UInt8], digest: [UInt8], collapses: Bool
  ) -> PageID? {
    let header = envelope.header
    if header.type == .more || header.page == more?.header.page {
      more = ScreenMore(header: header, digest: digest, isOpen: header.type == .more)
      return header.type == .more ? header.page : nil
    }
    let isRing = header.type == .preview || header.type == .retracted
    guard var known = screen[header.page] else {
      guard let alert = Self.alert(in: content) else { return nil }
      screen[header.page] = ScreenPage(
        alert: alert, header: header, digest: digest, isOpen: isRing || header.type == .ended)
      order.append(header.page)
      return isRing ? header.page : nil
    }
    if !collapses { known.entries += 1 }
    let isNewer = header.seq > known.header.seq
    let isSettled = header.type == .preview && known.settledAt.map { header.issuedAt <= $0 } == true
    let soundsAgain = isNewer && !isSettled && header.attempt > known.header.attempt
    if isNewer {
      known.header = header
      known.digest = digest
      switch header.type {
      case .preview: known.isOpen = known.isOpen || !isSettled
      case .retracted, .ended: known.isOpen = true
      case .withdrawn, .resolved, .stoodDown: known.isOpen = false
      case .detail, .note, .rekey, .drill, .more: break
      }
    }
    screen[header.page] = known
    return soundsAgain && isRing ? header.page : nil
  }

  /// `{"v":1,"alert":"` and then 36 characters.
  private static func alert(in content: [UInt8]) -> AlertID? {
    guard content.count >= 52 else { return nil }
    return AlertID(text: String(decoding: content[16..<52], as: UTF8.self))
  }

  /// A signed answer to a page on the screen.
  mutating func answer(
    _ kind: AnswerKind, to page: PageID, at now: Timestamp, unlocked: Bool, argument: UInt16 = 0
  ) -> [UInt8]? {
    guard let (header, digest) = shown(page) else { return nil }
    counter += 1
    var answer = DeviceAnswer(
      kind, to: header, digest: digest, counter: counter, at: clock(at: now))
    answer.assurance = unlocked ? 2 : 1
    answer.argument = argument
    answer.signingKeyID = KeyID(digest: Checksum.digest(acceptKey))
    answer.signature = TransparentSealer.sign(answer.signedBytes, with: acceptKey)
    return answer.encoded
  }

  private func shown(_ page: PageID) -> (EnvelopeHeader, [UInt8])? {
    if let more, more.header.page == page { return (more.header, more.digest) }
    return screen[page].map { ($0.header, $0.digest) }
  }

  /// The header of a signed request.
  func authorization(_ request: SignedRequest, nonce: [UInt8], at now: Timestamp) -> String {
    let unsigned = RequestSignature(
      device: id, time: clock(at: now), nonce: nonce, signature: [])
    let signature = TransparentSealer.sign(unsigned.signedBytes(for: request), with: acceptKey)
    return RequestSignature(
      device: id, time: unsigned.time, nonce: nonce, signature: signature
    ).authorization
  }
}
