// Tocsin — Fuzz: what browsers and authenticators send is read within bounds, and in one way
// SPDX-License-Identifier: Apache-2.0
//
// Sources: Sources/TocsinIdentity/Passkey/CBORItem.swift
// Sources: Sources/TocsinIdentity/Passkey/CBORReader.swift
// Sources: Sources/TocsinIdentity/Passkey/AuthenticatorReport.swift
// Sources: Sources/TocsinIdentity/Passkey/ClientStatement.swift

/// Reads the bytes as CBOR, as authenticator data and as client data.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzWebAuthn(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if let item = try? CBORReader.whole(bytes) {
    precondition(depth(item) <= CBORReader.depthMax, "deeper than allowed")
    // The shortest heads alone are read, so nothing but the order of a map's members is free.
    precondition(length(item) == bytes.count, "bytes that mean nothing were read")
  }
  if let report = try? AuthenticatorReport(parsing: bytes) {
    let id = report.credential?.id.count ?? 1
    precondition((1...AuthenticatorReport.credentialBytesMax).contains(id), "an id out of bounds")
    precondition(report.relyingPartyDigest.count == 32, "half a digest")
  }
  if let statement = ClientStatement(parsing: bytes) {
    precondition(statement.challenge.utf8.count <= ClientStatement.bytesMax, "a text grew")
  }
  return 0
}

private func depth(_ item: CBORItem) -> Int {
  switch item {
  case .list(let items): 1 + (items.map(depth).max() ?? 0)
  case .map(let members): 1 + (members.values.map(depth).max() ?? 0)
  case .integer, .bytes, .text, .flag, .null: 1
  }
}

/// How many bytes the shortest form of an item has.
private func length(_ item: CBORItem) -> Int {
  switch item {
  case .integer(let value): head(UInt64(value < 0 ? -1 - value : value))
  case .bytes(let bytes): head(UInt64(bytes.count)) + bytes.count
  case .text(let text): head(UInt64(text.utf8.count)) + text.utf8.count
  case .list(let items): head(UInt64(items.count)) + items.map(length).reduce(0, +)
  case .map(let members):
    head(UInt64(members.count)) + members.map { length($0.key) + length($0.value) }.reduce(0, +)
  case .flag, .null: 1
  }
}

private func head(_ argument: UInt64) -> Int {
  switch argument {
  case ..<24: 1
  case ..<(1 << 8): 2
  case ..<(1 << 16): 3
  case ..<(1 << 32): 5
  default: 9
  }
}
