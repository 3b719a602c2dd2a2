// Tocsin — Fuzz: the framer gives the same frames for any split of the bytes
// SPDX-License-Identifier: Apache-2.0

/// The first byte chooses the size of the pieces; whole and in pieces must say the same.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzFramer(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let first = bytes.first else { return 0 }
  let body = bytes.dropFirst()
  let size = Int(first % 17) + 1
  let whole = events(body, size: max(1, body.count))
  precondition(whole == events(body, size: size), "a split changed a frame")
  return 0
}

private func events(_ bytes: ArraySlice<UInt8>, size: Int) -> [MLLPEvent] {
  var framer = MLLPFramer(limit: 4096)
  var found: [MLLPEvent] = []
  var rest = bytes
  while !rest.isEmpty {
    framer.feed(rest.prefix(size)) { found.append($0) }
    rest = rest.dropFirst(size)
  }
  _ = framer.finish { found.append($0) }
  return found
}
