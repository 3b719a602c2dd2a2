// Tocsin — Benchmarks: the pieces that need no store and no socket
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import TocsinCore
internal import TocsinGateway
internal import TocsinHL7
internal import TocsinMapping
internal import TocsinSealing

/// Reading, deciding and sealing, each on one core.
struct Pieces {
  let samples: Samples
  let watch: Stopwatch
  let report: Report

  // MARK: - Reading

  func reading() throws {
    report.begin("reading, 1 KB")
    let framed = MLLPFramer.framed(samples.normal)
    let many = Array(repeatElement(framed, count: 32).joined())
    var framer = MLLPFramer()
    let framing = watch.cost(batch: 1) {
      framer.feed(many) { keep($0) }
    }
    report.add(ReportRow("framing, 32 frames in one read", framing, note: "all 32 together"))
    report.add(ReportRow("parsing", try watch.cost(batch: 64) { keep(try parsed(samples.normal)) }))
    let message = try parsed(samples.normal)
    let stamp = HL7ReplyStamp(time: "20261124081500.123+0000", controlID: "TOC0000000000001")
    let replying = watch.cost(batch: 64) { keep(HL7Reply.accepted(message, stamp)) }
    report.add(ReportRow("reply", replying))
    let mapping = samples.mapping
    let unwanted = watch.cost(batch: 64) { keep(mapping.outcome(for: message)) }
    report.add(ReportRow("mapping, nothing critical", unwanted))
    let wanted = try parsed(samples.critical)
    let drafting = watch.cost(batch: 16) { keep(mapping.outcome(for: wanted)) }
    report.add(ReportRow("mapping, into a draft", drafting))
    guard case .drafts = mapping.outcome(for: wanted) else {
      throw Trouble("the critical panel makes no draft")
    }
  }

  private func parsed(_ bytes: [UInt8]) throws -> HL7Message { try HL7Message(parsing: bytes) }

  // MARK: - Deciding

  func deciding() throws {
    report.begin("deciding")
    let (policy, staffing, start) = (samples.policy, samples.staffing, samples.start)
    let draft = try samples.draft()
    let id = AlertID(high: 1, low: 2)
    let opening = watch.cost(batch: 16) {
      keep(Escalation.open(draft, as: id, under: policy, with: staffing, at: start))
    }
    report.add(ReportRow("Escalation.open", opening))
    let alert = Escalation.open(draft, as: id, under: policy, with: staffing, at: start).alert
    let late = start + .minutes(2)
    let passing = watch.cost(batch: 16) {
      keep(
        Escalation.advance(alert, on: .deadlinePassed, under: policy, with: staffing, at: late))
    }
    report.add(ReportRow("Escalation.advance, a step passes", passing))
    guard let person = alert.duties.first?.people.first else {
      throw Trouble("the sample alert pages nobody")
    }
    let response = Response(
      page: person.page, responder: person.responder, device: nil, kind: .accept)
    let accepting = watch.cost(batch: 16) {
      keep(
        Escalation.advance(
          alert, on: .responded(response), under: policy, with: staffing, at: late))
    }
    report.add(ReportRow("Escalation.advance, a person accepts", accepting))
    let rota = samples.busyRota
    let year = watch.cost(batch: 1) {
      keep(rota.shifts(from: start, until: start + .days(365), zone: samples.zone))
    }
    let shifts = rota.shifts(from: start, until: start + .days(365), zone: samples.zone).count
    report.add(
      ReportRow("a rota over a year", year, note: "\(shifts) shifts, 3 layers, 52 overrides"))
    let asking = watch.cost(batch: 16) { keep(rota.onCall(at: start, zone: samples.zone)) }
    report.add(ReportRow("who is on call", asking))
  }

  // MARK: - Sealing

  func sealing() throws {
    report.begin("sealing, one core")
    guard let sealer = SiteSealer(signerSeed: Array(repeating: 7, count: 32)) else {
      throw Trouble("the seed makes no key")
    }
    let keys = DeviceKeys.generate()
    var content = PageContent(
      try samples.draft().content, of: AlertID(high: 1, low: 2), priority: .high,
      why: "on call for Medicine registrar (weeks) until Mon 08:00")
    content.since = samples.start
    let bytes = content.encoded
    let header = header
    let yardstick = libsodium(bytes, for: keys.publicKeys.notify)
    report.add(
      ReportRow("libsodium: crypto_box_seal + Ed25519", yardstick, note: "the yardstick"))
    let ours = try watch.cost(batch: 4) {
      keep(try sealer.seal(bytes, header: header, for: keys.publicKeys.notify))
    }
    let ratio = yardstick.p50 / max(ours.p50, 0.001)
    report.add(
      ReportRow(
        "a page sealed and signed", ours,
        note: "\(Report.fixed(ratio, digits: 2)) of libsodium's rate; goal 0.85"))
    let gain = watch.gainOfTwo {
      keep(try? sealer.seal(bytes, header: header, for: keys.publicKeys.notify))
    }
    var both = ReportRow("the same on two cores at once")
    both.rate = gain * 1e6 / max(ours.p50, 0.001)
    both.note = "\(Report.fixed(gain, digits: 2)) times one core; goal 1.8"
    report.add(both)
    let writing = watch.cost(batch: 64) { keep(content.encoded) }
    report.add(ReportRow("a page's content as JSON", writing))
    let encoded = try sealer.seal(bytes, header: header, for: keys.publicKeys.notify).encoded
    report.add(ReportRow("a digest", watch.cost(batch: 64) { keep(sealer.digest(encoded)) }))
  }

  private var header: EnvelopeHeader {
    EnvelopeHeader(
      .preview, priority: .high, page: PageID(high: 3, low: 4),
      to: EnvelopeAddress(
        site: SiteID(high: 5, low: 6), device: DeviceID(high: 7, low: 8), seq: 1),
      issuedAt: samples.start)
  }

  /// The same work by libsodium alone: an anonymous box for the key, and a signature over it.
  private func libsodium(_ content: [UInt8], for key: [UInt8]) -> Spread {
    precondition(sodium_init() >= 0, "libsodium has no random source")
    var publicKey = [UInt8](repeating: 0, count: 32)
    var secretKey = [UInt8](repeating: 0, count: 64)
    crypto_sign_keypair(&publicKey, &secretKey)
    var sealed = [UInt8](repeating: 0, count: content.count + 48)
    var signature = [UInt8](repeating: 0, count: 64)
    return watch.cost(batch: 4) {
      crypto_box_seal(&sealed, content, UInt64(content.count), key)
      crypto_sign_detached(&signature, nil, sealed, UInt64(sealed.count), secretKey)
    }
  }
}
