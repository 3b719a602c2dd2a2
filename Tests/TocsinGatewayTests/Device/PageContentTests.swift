// Tocsin — GatewayTests: what a page says
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Testing
internal import TocsinCore
internal import TocsinGateway

private func makeContent(what: String = "Potassium 6.9 mmol/L (3.5-5.1) HH") -> PageContent {
  var content = AlertContent(
    who: [
      ContentField(name: "name", value: "Sample, Person"), ContentField(name: "MRN", value: "1"),
    ],
    location: "ICU 2, bed 4", what: what)
  content.since = Timestamp(milliseconds: 1_772_362_800_000)
  return PageContent(
    content, of: AlertID(high: 1, low: 2), priority: .high, why: "on call for laboratory")
}

private func parsed(_ bytes: [UInt8]) throws -> [String: Any] {
  let value = try JSONSerialization.jsonObject(with: Data(bytes))
  return try #require(value as? [String: Any])
}

@Suite struct `A page's content` {
  @Test func `is this JSON`() {
    var page = makeContent()
    page.movesOnAt = Timestamp(milliseconds: 1_772_362_800_000 + 90_500)
    #expect(
      String(decoding: page.encoded, as: UTF8.self) == """
        {"v":1,"alert":"00000000-0000-0001-0000-000000000002","why":"on call for laboratory",\
        "who":{"name":"Sample, Person","MRN":"1"},"where":"ICU 2, bed 4",\
        "what":"Potassium 6.9 mmol/L (3.5-5.1) HH","priority":"high",\
        "since":"2026-03-01T11:00:00.000Z","movesOnAt":"2026-03-01T11:01:30.500Z"}
        """)
  }

  @Test func `says why, and what begins with a duty, as codes that every language has words for`() {
    var page = makeContent()
    page.why = "last resort of the policy: on call for Medicine until 2026-11-25T08:00Z"
    page.start = DutyStartText(lines: [.init(title: "Medicine", line: .second)])
    let text = String(decoding: page.encoded, as: UTF8.self)
    #expect(
      text.hasSuffix(
        """
        "reasons":[{"code":"last-resort"},{"code":"on-call","rota":"Medicine","line":"first",\
        "until":"2026-11-25T08:00Z"}],"start":{"lines":[{"title":"Medicine","line":"second"}]}}
        """))
  }

  @Test func `says within how many seconds its value is to be read back`() throws {
    var page = makeContent()
    #expect(try parsed(page.encoded)["readBack"] == nil)
    page.readBack = .minutes(5)
    #expect(try parsed(page.encoded)["readBack"] as? Int == 300)
  }

  @Test func `gives up its codes before a letter of its finding`() throws {
    var page = makeContent()
    page.why = "named by the policy"
    let free = PaddedContent.contentBytesMax - page.encoded.count + page.what.utf8.count
    page.what = String(repeating: "x", count: free + 1)
    let json = try parsed(page.encoded)
    #expect(json["what"] as? String == page.what)
    #expect(json["reasons"] == nil && json["cut"] == nil)
  }

  @Test func `has null for a time that is not known, and a number to call where there is one`()
    throws
  {
    var page = makeContent()
    page.since = nil
    page.callBack = "+49 1"
    let json = try parsed(page.encoded)
    #expect(json["since"] is NSNull)
    #expect(json["movesOnAt"] is NSNull)
    #expect(json["callBack"] as? String == "+49 1")
    #expect(json["cut"] == nil)
  }

  @Test(arguments: [
    "\"quoted\" \\ slash /", "tab\tline\nreturn\r", "\u{0}\u{1f}\u{7f}", "naïve 🫀 µmol ≥ 5",
    "\u{2028}\u{2029}", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
  ])
  func `brings every text back`(text: String) throws {
    var page = makeContent(what: text)
    page.why = text
    page.location = text
    page.who = [ContentField(name: text, value: text)]
    let json = try parsed(page.encoded)
    #expect(json["what"] as? String == text)
    #expect(json["why"] as? String == text)
    #expect(json["where"] as? String == text)
    #expect((json["who"] as? [String: String])?[text] == text)
  }

  @Test func `joins the values of one name`() throws {
    var page = makeContent()
    page.who.append(ContentField(name: "MRN", value: "2"))
    let who = try parsed(page.encoded)["who"] as? [String: String]
    #expect(who == ["name": "Sample, Person", "MRN": "1, 2"])
  }

  @Test(
    arguments: [
      (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func `writes instants in UTC`(milliseconds: Int64, text: String) throws {
    var page = makeContent()
    page.since = Timestamp(milliseconds: milliseconds)
    #expect(try parsed(page.encoded)["since"] as? String == text)
  }
}

@Suite struct `A page with too much text` {
  @Test(arguments: ["x", "é", "🫀", "\"", "\u{1}", "e\u{301}"])
  func `is cut between characters, says so, and fills what there is`(character: String) throws {
    let what = "Potassium 6.9 mmol/L " + String(repeating: character, count: 4000)
    let bytes = makeContent(what: what).encoded
    let json = try parsed(bytes)
    let kept = try #require(json["what"] as? String)
    #expect(bytes.count <= 3582 && bytes.count > 3582 - 7)
    #expect(what.hasPrefix(kept))
    #expect(json["cut"] as? Bool == true)
    #expect(json["why"] as? String == "on call for laboratory")
    #expect((json["who"] as? [String: String])?.count == 2)
  }

  @Test func `is whole at the last byte that fits`() throws {
    let empty = makeContent(what: "").encoded.count
    let fits = String(repeating: "x", count: 3582 - empty)
    #expect(makeContent(what: fits).encoded.count == 3582)
    #expect(try parsed(makeContent(what: fits).encoded)["cut"] == nil)
    #expect(try parsed(makeContent(what: fits + "x").encoded)["cut"] as? Bool == true)
  }

  @Test func `keeps the finding and whole identifiers whatever else is too long`() throws {
    let long = String(repeating: "\u{1}", count: 5000)
    var page = makeContent(what: "Potassium 6.9 mmol/L " + long)
    page.why = long
    page.location = "ICU 2" + long
    page.callBack = long
    page.who += (0..<200).map { ContentField(name: "id\($0)", value: "value of \($0)") }
    page.who.append(ContentField(name: "long", value: long))
    let bytes = page.encoded
    let json = try parsed(bytes)
    #expect(bytes.count <= 3582)
    #expect((json["what"] as? String)?.hasPrefix("Potassium 6.9 mmol/L ") == true)
    #expect((json["where"] as? String)?.hasPrefix("ICU 2") == true)
    let who = try #require(json["who"] as? [String: String])
    #expect(who["name"] == "Sample, Person" && who["MRN"] == "1" && who["long"] == nil)
    #expect(who.allSatisfy { name, value in page.who.contains(.init(name: name, value: value)) })
    #expect(json["cut"] as? Bool == true)
  }

  @Test func `is never printed by accident`() {
    #expect("\(makeContent())" == "[redacted]")
  }
}
