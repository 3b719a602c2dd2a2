// Tocsin — Fuzz: a cookie field gives one value or none, whatever stands beside it
// SPDX-License-Identifier: Apache-2.0
// Sources: Sources/TocsinGateway/Identity/Cookie.swift

/// What is read can be set and is read back; a second cookie of the name takes the first away.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzCookie(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let field = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  for cookie in Cookie.allCases {
    guard let value = cookie.value(in: field) else { continue }
    precondition((1...Cookie.valueBytesMax).contains(value.utf8.count), "the bound was passed")
    let pair = String(cookie.setting(value, seconds: nil).prefix { $0 != ";" })
    precondition(cookie.value(in: pair) == value, "a value is not read back as it was set")
    precondition(cookie.value(in: "\(pair); \(pair)") == nil, "two of a name are none")
  }
  return 0
}
