// Tocsin — Fuzz: the parser loses no byte and survives any
// SPDX-License-Identifier: Apache-2.0

/// Parses, compares what was kept with what came, and reads every field of every segment.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzParser(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // Without MSH in front nothing gets past the first check.
  let bytes = Array("MSH".utf8) + UnsafeBufferPointer(start: start, count: count)
  guard let message = try? HL7Message(parsing: bytes) else { return 0 }
  precondition(message.bytes == bytes, "a byte was lost")
  for segment in message.segments.prefix(64) {
    for field in segment.fields.prefix(64) {
      precondition(field.raw.count <= segment.raw.count, "a field outgrew its segment")
      for repetition in field.repetitions.prefix(16) {
        _ = repetition.component(1).text()
        _ = repetition.component(2).subcomponent(1).literalText()
      }
    }
  }
  return 0
}
