// Tocsin — TocsinMappingTests: paths, patterns and templates
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

@testable import TocsinMapping

@Suite struct `A path of a mapping` {
  @Test(arguments: ["OBX-5", "OBX-5.1", "PID-3.4.2", "ZPV-12.1"])
  func `reads and writes the same text`(text: String) throws {
    #expect(try MappingPath(parsing: text).text == text)
  }

  @Test func `can choose a repetition by one of its components`() throws {
    let path = try MappingPath(parsing: "PID-3[5=MR].1")
    #expect(path.choice?.component == 5)
    #expect(path.choice?.value == "MR")
    #expect(path.text == "PID-3.1")
  }

  @Test(arguments: [
    "", "OBX", "OBX-", "OBX-0", "OBX-x", "obx-5", "OB-5", "OBXX-5", "OBX-5.1.2.3", "OBX-+5",
    "OBX-5.", "OBX-1000", "5-OBX", "PID-3[5=MR", "PID-3[MR].1", "PID-3[5=].1", "PID-3]5=MR[.1",
  ])
  func `is refused with the mend when it is none`(text: String) {
    #expect(throws: MappingSyntaxError.self) { try MappingPath(parsing: text) }
  }
}

@Suite struct `A pattern of a mapping` {
  @Test(arguments: [
    ("HH", "HH", true), ("HH", "hh", true), ("HH", " HH ", true), ("HH", "H", false),
    ("HH", "HHX", false), ("HH*", "HH", true), ("HH*", "HH^Critical", true), ("HH*", "H", false),
    ("*crit*", "is CRITICAL now", true), ("*crit*", "crt", false), ("a*b*c", "a1b2c", true),
    ("a*b*c", "a1c2b", false), ("*", "x", true), ("a*a", "a", false), ("a*a", "aa", true),
    ("*ab", "aab", true),
  ])
  func `matches a value as a whole`(pattern: String, value: String, isMatch: Bool) throws {
    let pattern = try MappingPattern(parsing: pattern)
    #expect(pattern.matches(Array(value.utf8)[...]) == isMatch)
  }

  @Test func `with many asterisks ends soon on a long value`() throws {
    let pattern = try MappingPattern(parsing: String(repeating: "a*", count: 50) + "b")
    #expect(!pattern.matches(Array(repeating: UInt8(ascii: "a"), count: 100_000)[...]))
  }

  @Test func `is refused when it is too long`() {
    let text = String(repeating: "x", count: MappingLimits.patternBytesMax + 1)
    #expect(throws: MappingSyntaxError.self) { try MappingPattern(parsing: text) }
  }
}

@Suite struct `A template of a mapping` {
  @Test(arguments: [
    ("{OBX-3.2} is {OBX-5 as result}", "Potassium is 7.1 mmol/L"),
    ("{OBX-4|OBX-3.2}", "Potassium"),
    ("a<, {OBX-4}>b", "ab"),
    ("a<, {OBX-3.1} {OBX-4}>b", "ab"),
    ("a<, {OBX-3.1}>b", "a, 2823-3b"),
    ("{{x}} <<y>>", "{x} <y>"),
    ("{OBX-8 via flags}", "critically high"),
    ("{OBX-7 via flags}", ""),
    ("{PID-5 as name}", "ZZTEST, ALPHA Q"),
    ("{PID-5[7=M]|PID-5 as name}", "ZZOLD, ALPHA"),
    ("{PID-3[5=PI]|PID-3[5=VN].1}", "V1"),
    ("{PID-7 as date}", "1950-01-01"),
    ("{OBX-14 as time}", "2026-11-24 07:45 +01:00"),
    ("{OBX-19 as time}", "yesterday"),
    ("{PID-13 as phone}", "+43 1 555 ext. 17"),
    ("{PID-14 as phone}", "0660"),
    ("{PV1-3 as place}", "W4E 12 B, MAIN 4, NORTH"),
    ("{MSH-4}", "NORTH^1.2&3^ISO"),
    ("{ZZZ-1}", ""),
  ])
  func `is filled from the message`(text: String, expected: String) throws {
    let table = MappingTable(entries: ["HH": "critically high"])
    let template = try MappingTemplate(parsing: text, tables: ["flags": table])
    let message = try HL7Message(
      parsing: Sample.bytes([
        #"MSH|^~\&|LAB|NORTH^1.2&3^ISO|||||ORU^R01|1|P|2.5.1"#,
        "PID|1||1^^^^MR~V1^^^^VN||ZZTEST^ALPHA^Q^^^^L~ZZOLD^ALPHA^^^^^M||19500101|F|||||"
          + "^^^x@example.org~^PRN^PH^^43^1^555^17|^WPN^CP^^^^^^^^^0660",
        "PV1|1|I|W4E^12^B^NORTH&1.2&ISO^^^MAIN^4",
        "OBX|1|NM|2823-3^Potassium||7.1|mmol/L|3.5-5.1|HH|||F|||"
          + "20261124074500.0000+0100|||||yesterday",
      ]))
    let group = SegmentGroup(
      preamble: 1..<message.segments.count, leading: 1..<1,
      body: 1..<message.segments.count, findings: [])
    let scope = GroupScope(
      message: message, group: group, leading: [], finder: SegmentFinder(message))
    #expect(TemplateRendering(scope: scope).text(template) == expected)
  }

  @Test(arguments: [
    "{", "}", "<", ">", "{}", "<a<b>>c>", "{OBX}", "{OBX-5 as}", "{OBX-5 as loud}",
    "{OBX-8 via nothing}", "{OBX-5 plus 1}", "{OBX-5|}", "<{OBX-5}",
  ])
  func `is refused with the mend when it cannot be read`(text: String) {
    #expect(throws: MappingSyntaxError.self) { try MappingTemplate(parsing: text) }
  }
}

@Suite struct `A result` {
  @Test(arguments: [
    ("NM|X||7.10|mmol/L", "7.10 mmol/L"),
    ("NM|X||7.1|", "7.1 (no unit given)"),
    ("NM|X||>10 |mmol/L", ">10 mmol/L"),
    ("NM|X||182|266016^MDC_DIM_MMHG^MDC", "182 MDC_DIM_MMHG"),
    ("SN|X||<^1.1|mmol/L", "<1.1 mmol/L"),
    ("SN|X||^1^:^128|", "1:128 (no unit given)"),
    ("CWE|X||76281005^Gram-positive cocci^SCT|", "Gram-positive cocci"),
    ("CE|X||A^Alpha~B^Beta|", "Alpha; Beta"),
    ("ST|X||reactive & confirmed|", "reactive & confirmed"),
    ("TX|X||line one~line two|", "line one\nline two"),
    ("ED|X||^AP^PDF^Base64^JVBERi0|", "document attached, open it at the source"),
    ("|X||12.5|g/dL", "12.5 g/dL"),
    ("|X||12.5|", "12.5 (no unit given)"),
    ("DTM|X||202611240745+0100|", "2026-11-24 07:45 +01:00"),
    ("NM|X|||mmol/L", "no value given"),
  ])
  func `is shown whole and with its unit`(fields: String, expected: String) throws {
    let message = try HL7Message(
      parsing: Sample.bytes([
        #"MSH|^~\&|LAB||||||ORU^R01|1|P|2.5.1"#,
        "OBX|1|\(fields)",
      ]))
    let path = try MappingPath(parsing: "OBX-5")
    let rendering = ValueRendering(segment: message.segments[1], path: path)
    #expect(rendering.text(.result) == expected)
  }
}

/// Messages for these tests.
enum Sample {
  static func bytes(_ segments: [String]) -> [UInt8] {
    Array((segments.joined(separator: "\r") + "\r").utf8)
  }
}
