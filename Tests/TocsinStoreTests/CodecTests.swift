// Tocsin — StoreTests: alerts and trails as bytes
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinStore

@Suite struct `An alert as bytes` {
  @Test func `is read back as it was written, whatever is in it`() throws {
    var generated = GeneratedAlert(seed: 1)
    for _ in 0..<400 {
      let alert = generated.alert()
      let bytes = AlertCodec.encode(alert)
      #expect(try AlertCodec.decode(bytes) == alert)
      var content = alert.content
      content.reportedLocation = nil
      #expect(try AlertCodec.decodeHead(bytes).content == content)
    }
  }

  @Test func `refuses every other length and every other version`() {
    var generated = GeneratedAlert(seed: 2)
    for _ in 0..<4 {
      let bytes = AlertCodec.encode(generated.alert())
      for count in bytes.indices {
        #expect(throws: StoreError.refused(code: 0, operation: "read alert")) {
          try AlertCodec.decode(Array(bytes[..<count]))
        }
      }
      #expect(throws: StoreError.self) { try AlertCodec.decode(bytes + [0]) }
      #expect(throws: StoreError.self) { try AlertCodec.decode([9] + bytes.dropFirst()) }
    }
  }

  @Test func `with a byte changed is another alert or an error, never a crash`() {
    var generated = GeneratedAlert(seed: 3)
    var kept = 0
    for _ in 0..<10 {
      let bytes = AlertCodec.encode(generated.alert())
      for index in bytes.indices {
        var damaged = bytes
        damaged[index] ^= UInt8(truncatingIfNeeded: generated.next() | 1)
        if (try? AlertCodec.decode(damaged)) != nil { kept += 1 }
      }
    }
    #expect(kept > 0)
  }

  /// What the second form has behind the first: nobody named, no silence, one place.
  private static let second = "0000000000"

  @Test func `keeps the eighth form to the byte`() throws {
    var alert = Golden.alert
    let rest = Golden.alertHex.dropFirst(2) + Self.second
    let calm = "010000" + "000100" + "0000" + "00" + "0000" + "00"
    #expect(Golden.hex(AlertCodec.encode(alert)) == "08" + rest + calm)
    alert.duties[0].telephone = TelephoneAcceptance(takenBy: "op", isReadBack: true)
    alert.duties[0].arrivedAt = Timestamp(milliseconds: 3)
    alert.duties[0].people[0].isOwedNews = true
    alert.follows = [AlertID(high: 1, low: 2)]
    alert.duties[0].people[0].callMeSince = Timestamp(milliseconds: 4)
    alert.stoodDownBy = "op"
    alert.outgoing = [ResponderID("bo")]
    alert.lastAcknowledged = [ResponderID("cy")]
    alert.route = Golden.route
    alert.duties[0].people[0].saidNotUseful = true
    let desk = "01000108" + "01026f70" + "0102626f"
    let route = "01026379" + "01" + Golden.routeHex
    let followed = "0100000000000000010000000000000002" + "010100"
    #expect(
      Golden.hex(AlertCodec.encode(alert)) == "08" + rest + "0101026f70010106" + followed
        + desk + route + "0100")
    #expect(try AlertCodec.decode(AlertCodec.encode(alert)) == alert)
  }

  @Test func `still reads the forms that were released before`() throws {
    let first = Golden.alertHex
    #expect(try AlertCodec.decode(Golden.bytes(first)) == Golden.alert)
    let second = "02" + first.dropFirst(2) + Self.second
    #expect(try AlertCodec.decode(Golden.bytes(second)) == Golden.alert)
    let third = "03" + first.dropFirst(2) + Self.second + "010000"
    #expect(try AlertCodec.decode(Golden.bytes(third)) == Golden.alert)
    let fourth = "04" + third.dropFirst(2) + "000100"
    #expect(try AlertCodec.decode(Golden.bytes(fourth)) == Golden.alert)
    let fifth = "05" + fourth.dropFirst(2) + "0000"
    #expect(try AlertCodec.decode(Golden.bytes(fifth)) == Golden.alert)
    let sixth = "06" + fifth.dropFirst(2) + "00"
    #expect(try AlertCodec.decode(Golden.bytes(sixth)) == Golden.alert)
    let seventh = "07" + sixth.dropFirst(2) + "0000"
    #expect(try AlertCodec.decode(Golden.bytes(seventh)) == Golden.alert)
  }
}

@Suite struct `A trail as bytes` {
  @Test func `is read back as it was written, whatever is in it`() throws {
    var generated = GeneratedAlert(seed: 4)
    for _ in 0..<200 {
      let entries = generated.entries()
      #expect(try TrailCodec.decode(TrailCodec.encode(entries)) == entries)
    }
  }

  @Test func `refuses every other length`() {
    let bytes = TrailCodec.encode(Golden.trail)
    for count in bytes.indices {
      #expect(throws: StoreError.refused(code: 0, operation: "read trail")) {
        try TrailCodec.decode(Array(bytes[..<count]))
      }
    }
  }

  @Test func `keeps the first released form to the byte`() {
    #expect(Golden.hex(TrailCodec.encode(Golden.trail)) == Golden.trailHex)
  }
}

@Suite struct `The stored numbers of words` {
  @Test func `stand in the verifier in the same order`() throws {
    let path = #filePath.replacing("Tests/TocsinStoreTests/CodecTests.swift", with: "")
    let text = try String(contentsOfFile: path + "Verifier/trail_format.py", encoding: .utf8)
    for (name, words) in [
      ("EVENTS", Codes.events.map(\.rawValue)), ("REASONS", Codes.reasons.map(\.rawValue)),
    ] {
      let list = try #require(text.split(separator: "\(name) = \"\"\"").last)
      let end = try #require(list.firstRange(of: "\"\"\""))
      let found = list[..<end.lowerBound].split(whereSeparator: \.isWhitespace)
      #expect(found.map(String.init) == words)
    }
  }

  @Test func `cover every word once`() {
    #expect(Set(Codes.pageStates) == Set(PageState.allCases))
    #expect(Set(Codes.outcomes) == Set(MessageOutcome.allCases))
    #expect(Set(Codes.resolutions) == Set(ResolutionReason.allCases))
    #expect(Set(Codes.standings) == Set(Standing.allCases))
    #expect(Set(Codes.events) == Set(TrailEvent.allCases))
    #expect(Set(Codes.reasons) == Set(Reason.allCases))
    #expect(Codes.reasons.count == Reason.allCases.count)
    #expect(Codes.events.count == TrailEvent.allCases.count)
  }

  @Test func `never move`() {
    #expect(
      Codes.pageStates.map(\.rawValue).joined(separator: " ")
        == "decided sealed handed-over delivered displayed failed answered withdrawn expired "
        + "folded")
    #expect(
      Codes.standings.map(\.rawValue).joined(separator: " ")
        == "asked passed holder withdrawn declined wrong-person unreachable gave-back")
    #expect(
      Codes.resolutions.map(\.rawValue).joined(separator: " ")
        == "by-responder by-source ended seen-after-end retracted retraction-acknowledged "
        + "superseded ended-unpaged stood-down by-caller")
    #expect(
      Codes.outcomes.map(\.rawValue).joined(separator: " ")
        == "accepted repeated not-for-us refused")
    #expect(Codes.phases == ["escalating", "exhausted", "acknowledged", "resolved"])
    #expect(Codes.events.first == .opened && Codes.events[20] == .resolved)
    #expect(Codes.events.firstIndex(of: .late) == 26 && Codes.events[27] == .reassigned)
    #expect(Codes.reasons.first == .reported && Codes.reasons[20] == .seen)
    #expect(Codes.reasons.firstIndex(of: .outage) == 40)
    #expect(
      Codes.reasons.dropFirst(43).map(\.rawValue).joined(separator: " ")
        == "called-by-hand by-telephone called-next reassigned caller-corrected caller-resolved "
        + "stood-down rung outside-hours not-useful")
  }
}
