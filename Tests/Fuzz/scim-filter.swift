// Tocsin — Fuzz: a directory's filters and paths are read within bounds, and in one way
// SPDX-License-Identifier: Apache-2.0
//
// Sources: Sources/TocsinCore/HexadecimalDigits.swift
// Sources: Sources/TocsinIdentity/SCIM/SCIMValue.swift
// Sources: Sources/TocsinIdentity/SCIM/SCIMError.swift
// Sources: Sources/TocsinIdentity/SCIM/SCIMFilter.swift
// Sources: Sources/TocsinIdentity/SCIM/SCIMFilterParser.swift

/// Reads the bytes as a filter and as a path; what was read and written again is the same.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzFilter(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  do {
    let filter = try SCIMFilterParser.filter(text)
    precondition(terms(filter) <= SCIMLimits.filterTermsMax, "more terms than allowed")
    let again = written(filter)
    if again.utf8.count <= SCIMLimits.filterBytesMax, brackets(filter) < 7 {
      precondition((try? SCIMFilterParser.filter(again)) == filter, "read in two ways")
    }
  } catch {
    precondition((0...text.utf8.count).contains(error.position), "a place outside the text")
  }
  if let path = try? SCIMFilterParser.path(text), path.selection == nil {
    precondition((try? SCIMFilterParser.path(path.attribute.text)) == path, "read in two ways")
  }
  return 0
}

private func terms(_ filter: SCIMFilter) -> Int {
  switch filter {
  case .compare, .present: 1
  case .and(let a, let b), .or(let a, let b): terms(a) + terms(b)
  case .not(let inner), .element(_, let inner): terms(inner)
  }
}

/// How deep the brackets of the written form are.
private func brackets(_ filter: SCIMFilter) -> Int {
  switch filter {
  case .compare, .present: 0
  case .and(let a, let b), .or(let a, let b): 1 + max(brackets(a), brackets(b))
  case .not(let inner), .element(_, let inner): 1 + brackets(inner)
  }
}

private func written(_ filter: SCIMFilter) -> String {
  switch filter {
  case .compare(let path, let comparison, let value):
    "\(path.text) \(comparison.rawValue) \(written(value))"
  case .present(let path): "\(path.text) pr"
  case .and(let a, let b): "(\(written(a))) and (\(written(b)))"
  case .or(let a, let b): "(\(written(a))) or (\(written(b)))"
  case .not(let inner): "not (\(written(inner)))"
  case .element(let path, let inner): "\(path.text)[\(written(inner))]"
  }
}

private func written(_ value: SCIMValue) -> String {
  switch value {
  case .null: return "null"
  case .flag(let flag): return String(flag)
  case .number(let number): return String(number)
  case .decimal(let decimal): return String(decimal)
  case .text(let text):
    let hexadecimal = { (byte: UInt8) in
      let digits = String(byte, radix: 16)
      return "\\u00" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
    let inner = text.unicodeScalars.map { scalar in
      scalar.value < 0x80 ? hexadecimal(UInt8(scalar.value)) : String(scalar)
    }
    return "\"" + inner.joined() + "\""
  case .list, .object: return "null"
  }
}
