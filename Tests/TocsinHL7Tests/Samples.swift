// Tocsin — TocsinHL7Tests: messages composed for the tests
// SPDX-License-Identifier: Apache-2.0

import TocsinHL7

/// Messages that several suites read. Every person and number in them is invented.
enum Samples {
  /// A critical potassium beside a normal sodium, segments ended by CR.
  static let potassium = message([
    #"MSH|^~\&|SYNLAB|NORTH|TOCSIN|NORTH|20261124081503+0100||ORU^R01^ORU_R01|SYN000101|P|2.5.1"#,
    "PID|1||990017^^^NORTH&1.2.3.4&ISO^MR~55^^^WEST^PI||ZZTEST^ALPHA^Q^^^^L||19500101|F",
    "PV1|1|I|W4E^12^B^NORTH^^^MAIN^4",
    "ORC|RE|P55501^OE|F77801^SYNLAB",
    "OBR|1|P55501^OE|F77801^SYNLAB|24326-1^Electrolytes^LN",
    "NTE|1|L|Taken on the ward",
    "OBX|1|NM|2823-3^Potassium^LN||7.1|mmol/L|3.5-5.1|HH|||F",
    "NTE|1|L|Confirmed by a second run",
    "NTE|2|L|Not haemolysed",
    "OBX|2|NM|2951-2^Sodium^LN||139|mmol/L|135-145|N|||F",
    "SPM|1|||SER",
    "NTE|1|L|About the specimen",
    "OBR|2|P55502^OE|F77802^SYNLAB|718-7^Haemoglobin^LN",
    "OBX|1|NM|718-7^Haemoglobin^LN||130|g/L|120-160|N|||F",
  ])

  /// Segments joined and ended by CR.
  static func message(_ segments: [String]) -> [UInt8] {
    Array(segments.map { $0 + "\r" }.joined().utf8)
  }

  /// A message of a header and one OBX whose value is `value`.
  static func observation(
    _ value: String, type: String = "FT", version: String = "2.5"
  ) -> [UInt8] {
    message([
      #"MSH|^~\&|A|B|C|D|20260101||ORU^R01|1|P|\#(version)"#, "OBX|1|\(type)|X||\(value)|",
    ])
  }
}

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The text of bytes.
func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

/// A small generator with a fixed start, so that a failure happens again.
struct FixedGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
