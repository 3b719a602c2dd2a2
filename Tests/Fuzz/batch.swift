// Tocsin — Fuzz: a batch gives its messages in order, each as it stands
// SPDX-License-Identifier: Apache-2.0
//
// Seeds: Integrations

/// Splits the bytes; what comes out are pieces of them, in order, and none is looked at twice.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzBatch(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let batch = HL7Batch.split(bytes)
  precondition(!batch.messages.isEmpty, "no message at all")
  precondition(batch.messages.count == batch.offsets.count, "a message without a place")
  precondition(batch.isBatch || batch.messages == [bytes], "one message came back otherwise")
  var end = 0
  for (message, offset) in zip(batch.messages, batch.offsets) {
    precondition(offset >= end, "two messages share a byte")
    end = offset + message.count
    precondition(end <= bytes.count && bytes[offset..<end].elementsEqual(message), "other bytes")
    if batch.messages.count > 1 {
      precondition(message.starts(with: "MSH".utf8), "a message that does not begin with MSH")
      precondition(!HL7Batch.split(message).isBatch || message.isEmpty, "a batch in a batch")
    }
    _ = try? HL7Message(parsing: message)
  }
  for warning in batch.warnings {
    precondition((0...bytes.count).contains(warning.byte), "a place outside the batch")
  }
  precondition(HL7Inspection.all(in: bytes).count == batch.messages.count, "another count shown")
  return 0
}
