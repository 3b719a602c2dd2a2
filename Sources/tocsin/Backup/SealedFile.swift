// Tocsin — tocsin: named parts in one sealed file
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinSealing

/// One part of a backup: a name and bytes that lie in a file or in memory.
enum BackupPart {
  case file(name: String, path: String)
  case bytes(name: String, [UInt8])
}

/// Writes the parts of a backup into a sealed file, and reads them back.
///
/// The plain stream is, for each part: length of the name (2), name, length of the content (8),
/// content; integers big-endian.
enum SealedFile {
  /// A part's name, and all that is read of one part into memory.
  private static let nameBytesMax = 200
  static let memoryBytesMax = 256 * 1_048_576

  // MARK: - Writing

  /// Writes `parts` to a new file at `path`, mode 0600, and syncs it.
  ///
  /// - Returns: a reader that opens the file once, to verify it.
  static func write(
    _ parts: [BackupPart], header: BackupHeader, to path: String
  ) throws -> BackupReader {
    var writer = BackupWriter(header)
    let out = try newFile(path)
    defer { try? out.close() }
    try out.write(contentsOf: Foundation.Data(writer.head))
    var buffer: [UInt8] = []
    func drain(_ isEnd: Bool) throws {
      while buffer.count > BackupWriter.chunkBytes {
        let chunk = Array(buffer.prefix(BackupWriter.chunkBytes))
        buffer.removeFirst(chunk.count)
        try out.write(contentsOf: Foundation.Data(writer.seal(chunk, isLast: false)))
      }
      if isEnd {
        try out.write(contentsOf: Foundation.Data(writer.seal(buffer, isLast: true)))
      }
    }
    for part in parts {
      switch part {
      case .bytes(let name, let bytes):
        buffer += head(name, bytes.count) + bytes
        try drain(false)
      case .file(let name, let path):
        let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? input.close() }
        buffer += head(name, try size(of: path))
        while let read = try input.read(upToCount: 1_048_576), !read.isEmpty {
          buffer += read
          try drain(false)
        }
      }
    }
    try drain(true)
    try out.synchronize()
    return try writer.reader()
  }

  private static func head(_ name: String, _ count: Int) -> [UInt8] {
    precondition(name.utf8.count <= nameBytesMax, "a part has a short name")
    let length = UInt16(name.utf8.count)
    return [UInt8(length >> 8), UInt8(length & 255)] + Array(name.utf8)
      + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
  }

  private static func newFile(_ path: String) throws -> FileHandle {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Failure("\(path) is there already", hint: "give another name: nothing is overwritten")
    }
    let isMade = FileManager.default.createFile(
      atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    guard isMade, let handle = FileHandle(forWritingAtPath: path) else {
      throw Failure("\(path) cannot be written", hint: "check the folder, its owner and its space")
    }
    return handle
  }

  /// How many bytes a file has.
  static func size(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.size] as? NSNumber)?.intValue ?? 0
  }

  // MARK: - Reading

  /// The first bytes of a backup: what it is, without any key.
  static func header(of path: String) throws -> (header: BackupHeader, head: [UInt8]) {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw Failure("there is no file \(path) that can be read", hint: "check the path")
    }
    defer { try? handle.close() }
    let head = Array(try handle.read(upToCount: BackupHeader.size) ?? Foundation.Data())
    guard head.count == BackupHeader.size, let header = BackupHeader(head) else {
      throw Failure("\(path) is no backup of this program", hint: "check the path")
    }
    return (header, head)
  }

  /// Opens every part in order: large ones go into files below `folder`, which is theirs alone.
  ///
  /// - Returns: the path of each part.
  static func unpack(
    _ path: String, with reader: BackupReader, into folder: String
  ) throws -> [String: String] {
    var reader = reader
    guard let input = FileHandle(forReadingAtPath: path) else {
      throw Failure("there is no file \(path) that can be read", hint: "check the path")
    }
    defer { try? input.close() }
    try input.seek(toOffset: UInt64(BackupHeader.size))
    var parts = PartWriter(folder: folder)
    while !reader.isFinished {
      let length = Array(try input.read(upToCount: 4) ?? Foundation.Data())
      let count = length.reduce(0) { $0 << 8 | Int($1) }
      guard length.count == 4, count <= BackupReader.sealedBytesMax,
        let sealed = try input.read(upToCount: count), sealed.count == count
      else { throw BackupError.damaged }
      try parts.take(try reader.open(Array(sealed)))
    }
    guard try (input.read(upToCount: 1) ?? Foundation.Data()).isEmpty else {
      throw BackupError.damaged
    }
    return try parts.finish()
  }
}

/// Takes the plain stream apart into files.
private struct PartWriter {
  let folder: String
  private var buffer: [UInt8] = []
  private var open: FileHandle?
  private var left = 0
  private var paths: [String: String] = [:]

  init(folder: String) { self.folder = folder }

  mutating func take(_ bytes: [UInt8]) throws {
    buffer += bytes
    while true {
      if let open {
        let part = Array(buffer.prefix(left))
        try open.write(contentsOf: Foundation.Data(part))
        buffer.removeFirst(part.count)
        left -= part.count
        guard left == 0 else { return }
        try open.close()
        self.open = nil
      }
      guard try begin() else { return }
    }
  }

  /// - Returns: whether a whole head was there.
  private mutating func begin() throws -> Bool {
    guard buffer.count >= 2 else { return false }
    let length = Int(buffer[0]) << 8 | Int(buffer[1])
    guard buffer.count >= length + 10 else { return false }
    let name = String(decoding: buffer[2..<2 + length], as: UTF8.self)
    let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }
    guard isPlain, !name.hasPrefix("."), paths[name] == nil else { throw BackupError.damaged }
    left = buffer[2 + length..<10 + length].reduce(0) { $0 << 8 | Int($1) }
    buffer.removeFirst(length + 10)
    let path = folder + "/" + name
    let isMade = FileManager.default.createFile(
      atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    guard isMade, let handle = FileHandle(forWritingAtPath: path) else {
      throw Failure("\(path) cannot be written", hint: "check the folder and its space")
    }
    open = handle
    paths[name] = path
    return true
  }

  mutating func finish() throws -> [String: String] {
    guard open == nil || left == 0, buffer.isEmpty else { throw BackupError.damaged }
    try open?.close()
    return paths
  }
}
