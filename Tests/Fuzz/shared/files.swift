// Tocsin — Fuzz: files and folders that a driver begins with
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The names in a folder, in their order; empty when it is not there.
func names(in folder: String) -> [String] {
  guard let handle = opendir(folder) else { return [] }
  defer { closedir(handle) }
  var found: [String] = []
  while let entry = readdir(handle) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if !name.hasPrefix(".") { found.append(name) }
  }
  return found.sorted()
}

/// The first MiB of a file; empty when it is not there.
func file(_ path: String) -> [UInt8] {
  guard let handle = fopen(path, "rb") else { return [] }
  defer { fclose(handle) }
  var bytes = [UInt8](repeating: 0, count: 1 << 20)
  let count = fread(&bytes, 1, bytes.count, handle)
  return Array(bytes.prefix(count))
}
