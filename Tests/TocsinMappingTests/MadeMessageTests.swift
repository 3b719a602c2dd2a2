// Tocsin — MappingTests: a message that is made up of a few fields
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinMapping

@Suite struct `Fields that somebody makes up` {
  private func fields(_ texts: String...) -> [MadeField] {
    texts.compactMap(MadeField.init(parsing:))
  }

  @Test func `go through the mapping, so that it says what the alert is`() throws {
    let drafts = try Laboratory.mapping().drafts(
      of: fields("OBX-3.2=Potassium", "OBX-5=7.1", "OBX-8=HH", "OBR-2=P1"))
    #expect(drafts.map(\.kind) == ["critical-result"] && drafts.map(\.priority) == [.high])
    #expect(drafts[0].content.what.contains("Potassium") && drafts[0].content.what.contains("7.1"))
    #expect(drafts[0].world == .production)
  }

  @Test func `that the mapping does not want give no draft, and say what the rule missed`() throws {
    let laboratory = try Laboratory.mapping()
    let fault = #expect(throws: MadeMessageFault.self) {
      try laboratory.drafts(of: fields("OBX-3.2=Potassium", "OBX-5=7.1"))
    }
    guard case .noAlert(let rule) = fault else { throw Missing() }
    #expect(rule.hasPrefix("critical: ") && rule.contains("OBX-8"))
    #expect(throws: MadeMessageFault.malformed) { try laboratory.drafts(of: []) }
  }

  @Test func `keep their delimiters as text`() throws {
    let drafts = try Laboratory.mapping().drafts(of: fields("OBX-3.2=a|b^c&d~e\\f", "OBX-8=HH"))
    #expect(drafts[0].content.what.contains("a|b^c&d~e\\f"))
  }

  @Test(arguments: [
    "OBX-5", "OBX=5", "obx-5=1", "OBX-0=1", "OBX-100=1", "MSH-1=|", "MSH-2=x", "OBX-5.1.1=1",
    "OBX-=1", "-5=1", "OBX-5=a\rOBX|2", "OBX-5=" + String(repeating: "x", count: 201),
  ])
  func `are refused where they are no field`(text: String) {
    #expect(MadeField(parsing: text) == nil)
  }

  private struct Missing: Error {}
}
