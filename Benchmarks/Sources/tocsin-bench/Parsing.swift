// Tocsin — Benchmarks: messages of all sizes cut into segments and fields
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinHL7

/// Parsing by the byte: every segment and every field found, no text decoded, on one core.
struct Parsing {
  let watch: Stopwatch
  let report: Report

  /// The goal on a mix, in bytes a second.
  static let goal = 500e6

  func run() throws {
    report.begin("segments and fields, one core")
    let scan = yardstick()
    let sizes = [700, 9_000, 200_000]
    let messages = sizes.map { Self.message(bytes: $0) }
    for message in messages { try measure([message], name: Self.name(message), beside: scan) }
    let mix = Self.mix(messages)
    try measure(mix, name: "a mix, a third of the bytes of each size", beside: scan)
  }

  /// How fast this machine looks for one byte in memory that no cache holds, in bytes a second.
  private func yardstick() -> Double {
    let memory = [UInt8](repeating: 0x41, count: 64 << 20)
    var needle: Int32 = 0
    let cost = watch.cost(batch: 1) {
      needle = needle % 31 + 1
      precondition(!Self.scanned(memory, for: needle), "the byte is not in there")
    }
    var row = ReportRow("memchr over 64 MiB", cost)
    let rate = Double(memory.count) / max(cost.p50, 0.001) * 1e6
    row.note = "\(Report.fixed(rate / 1e9, digits: 1)) GB/s, the yardstick"
    report.add(row)
    return rate
  }

  /// As many of each size as make equal parts of the bytes, in turns.
  private static func mix(_ messages: [[UInt8]]) -> [[UInt8]] {
    let largest = messages.map(\.count).max() ?? 1
    return messages.flatMap { message in
      repeatElement(message, count: largest / message.count)
    }
  }

  private func measure(
    _ messages: [[UInt8]], name: String, beside scan: Double
  ) throws {
    let bytes = messages.reduce(0) { $0 + $1.count }
    let fields = try messages.reduce(0) { try $0 + Self.walked($1).fields }
    let batch = max(1, 20_000 / bytes)
    let ours = try watch.cost(batch: batch) {
      for message in messages { keep(try Self.walked(message)) }
    }
    let rate = Double(bytes) / max(ours.p50, 0.001) * 1e6
    let perField = Report.fixed(Double(bytes) / Double(max(fields, 1)), digits: 1)
    var row = ReportRow(name)
    row.rate = 1e6 * Double(messages.count) / max(ours.p50, 0.001)
    row.cpu = ours.p50 / Double(messages.count)
    row.p99 = ours.p99 / Double(messages.count)
    row.note =
      "\(Int(rate / 1e6)) MB/s, goal \(Int(Self.goal / 1e6)); "
      + "\(Report.fixed(rate / max(scan, 1), digits: 3)) of memchr; \(perField) bytes a field"
    report.add(row)
  }

  /// Parses a message and visits each field of each segment.
  private static func walked(_ bytes: [UInt8]) throws -> (fields: Int, bytes: Int) {
    let message = try HL7Message(parsing: bytes)
    var found = (fields: 0, bytes: 0)
    for segment in message.segments {
      for field in segment.fields {
        found.fields += 1
        found.bytes += field.byteCount
      }
    }
    return found
  }

  /// Looks for a byte that is not there.
  @inline(never)
  private static func scanned(_ bytes: [UInt8], for needle: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      buffer.baseAddress.map { memchr($0, needle, buffer.count) != nil } ?? false
    }
  }

  private static func name(_ message: [UInt8]) -> String {
    "\(Report.fixed(Double(message.count) / 1_000, digits: 1)) KB"
  }

  /// A laboratory's message of about so many bytes: a header, then observations with a note after
  /// every sixth, twelve bytes a field as in messages of the field.
  private static func message(bytes: Int) -> [UInt8] {
    var segments = [
      "MSH|^~\\&|LABSYS|NORTHLAB|TOCSIN|GENHOSP|20261124081500.123+0000||ORU^R01^ORU_R01"
        + "|L00000000000000001|P|2.5.1||||||UNICODE UTF-8",
      "PID|1||7040219^^^GENHOSP^MR||Testperson^Alva^M||19570312|F|||12 Sample Street^^Exampleton",
      "PV1|1|I|5W^512^A^GENHOSP||||1188^Attending^Ana^^^Dr|||MED||||||||V9001177|",
      "OBR|1|ORD448821|F1|24323-8^Comprehensive metabolic panel^LN|||20261124075000",
    ]
    var size = segments.reduce(0) { $0 + $1.utf8.count + 1 }
    var number = 1
    while size < bytes {
      var segment =
        "OBX|\(number)|NM|2823-3^Potassium [Moles/volume] in Serum or Plasma^LN||4.1"
        + "|mmol/L^millimole per liter^UCUM|3.5-5.1|N|||F|||20261124081300+0100"
        + "|CHEM^Chemistry^L|4711^Analyst^Ana^^^^^^NORTHLAB"
      if number.isMultiple(of: 6) { segment += "\rNTE|1|L|Hemolysis index 0, no further remark." }
      segments.append(segment)
      size += segment.utf8.count + 1
      number += 1
    }
    return Array((segments.joined(separator: "\r") + "\r").utf8)
  }
}
