// Tocsin — Fuzz: the reader of JSON survives any bytes, and what it reads stands in them
// SPDX-License-Identifier: Apache-2.0
//
// Sources: Sources/TocsinCore/ Sources/TocsinHL7/ Sources/TocsinMapping/
// Seeds: Integrations/freezers/samples/

/// Reads the bytes, compares every number with them, and takes the whole for a report.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let tree = try? JSONTree(parsing: bytes) else { return 0 }
  let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
  let again = try? JSONTree(parsing: [0x20] + bytes.dropFirst(isMarked ? 3 : 0) + [0x0A])
  precondition(again == tree, "white space around it made a difference")
  var numbers = 0
  check(tree, in: bytes, depth: 0, &numbers)
  if let report = try? NativeReport(tree, integration: "fuzz") {
    precondition(report.draft.content.what.utf8.count <= NativeReport.whatBytesMax, "too long")
    precondition(report.draft.content.who.count != 1, "one identifier alone (S21)")
    precondition(!report.draft.priority.rings || report.draft.holdFor == .zero, "high waits (S20)")
  }
  return 0
}

/// Every number is written somewhere in the bytes as it is in the tree (S21).
private func check(_ tree: JSONTree, in bytes: [UInt8], depth: Int, _ numbers: inout Int) {
  precondition(depth <= 64, "deeper than the limit")
  switch tree {
  case .null, .flag, .text: return
  case .list(let values):
    for value in values { check(value, in: bytes, depth: depth + 1, &numbers) }
  case .object(let members):
    for member in members { check(member.value, in: bytes, depth: depth + 1, &numbers) }
  case .number(let text):
    numbers += 1
    guard numbers <= 16 else { return }
    let wanted = Array(text.utf8)
    let isThere = bytes.indices.contains { bytes[$0...].starts(with: wanted) }
    precondition(isThere, "a number was changed")
  }
}
