// Tocsin — Server: the files of the web client
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// Why the web client cannot be served.
package enum WebFilesError: Error, Hashable, Sendable {
  /// None of these folders is there.
  case missing([String])
  /// A file cannot be read.
  case unreadable(String)
  /// The files have more than `HTTPLimits.webBytesMax` bytes together.
  case tooLarge(String)
}

extension WebFilesError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let folders):
      "the web client is in none of \(folders.joined(separator: ", ")) "
        + "(set TOCSIN_WEB to the folder that holds index.html)"
    case .unreadable(let path): "\(path) cannot be read (check its permissions)"
    case .tooLarge(let path): "\(path) holds more than a web client (check TOCSIN_WEB)"
    }
  }
}

/// All files of the web client, read once; a path that is not one of theirs is not there, so no
/// path leads out of the folder.
package struct WebFiles: Sendable {
  struct File: Sendable {
    let bytes: [UInt8]
    let type: String
    /// The entity tag, in quotes: the bytes' SHA-256 in part.
    let tag: String
    /// A service worker may serve more than its own folder.
    let isWorker: Bool
  }

  private var files: [String: File] = [:]
  /// Names all files as they are now: another release has another one.
  private(set) var release = ""

  /// No files: every path of the client is 404.
  package init() {}

  /// Reads a folder with everything under it.
  ///
  /// - Parameter digest: SHA-256.
  package init(folder: String, digest: ([UInt8]) -> [UInt8]) throws(WebFilesError) {
    var byteCount = 0
    let names: [String]
    do { names = try FileManager.default.subpathsOfDirectory(atPath: folder) } catch {
      throw .unreadable(folder)
    }
    for name in names.sorted() {
      guard let type = Self.type(of: name) else { continue }
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
        throw .unreadable("\(folder)/\(name)")
      }
      byteCount += data.count
      guard byteCount <= HTTPLimits.webBytesMax else { throw .tooLarge(folder) }
      let bytes = [UInt8](data)
      let tag = digest(bytes).prefix(12).reduce(into: "") { $0 += Self.hexadecimal($1) }
      let isWorker = ["worker.js", "sw.js", "service-worker.js"].contains {
        name == $0 || name.hasSuffix("/\($0)")
      }
      files["/web/\(name)"] = File(bytes: bytes, type: type, tag: "\"\(tag)\"", isWorker: isWorker)
    }
    let all = parts.map { "\($0.path) \($0.tag)\n" }.joined()
    release = digest(Array(all.utf8)).prefix(12).reduce(into: "") { $0 += Self.hexadecimal($1) }
  }

  /// The paths of all files with their tags, by path.
  var parts: [(path: String, tag: String)] {
    files.map { ($0.key, $0.value.tag) }.sorted { $0.path < $1.path }
  }

  /// The file at a path such as `/web/app.js`.
  subscript(path: String) -> File? { files[path] }

  /// Where the web client lies: TOCSIN_WEB, beside the program as SwiftPM puts it, or in the share
  /// folder of an installation.
  ///
  /// - Parameters:
  ///   - environment: the process's variables.
  ///   - program: the path of the running program, links resolved.
  package static func folder(
    environment: [String: String], program: String
  ) throws(WebFilesError) -> String {
    let beside = program.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let here = beside.joined(separator: "/")
    let candidates =
      environment["TOCSIN_WEB"].map { [$0] }
      ?? [
        "\(here)/tocsin_TocsinServer.resources/Web", "\(here)/../share/tocsin/Web",
      ]
    let found = candidates.first {
      FileManager.default.fileExists(atPath: "\($0)/index.html")
    }
    guard let found else { throw .missing(candidates) }
    return found
  }

  private static func type(of name: String) -> String? {
    let types = [
      "css": "text/css; charset=utf-8", "html": "text/html; charset=utf-8",
      "ico": "image/x-icon", "js": "text/javascript; charset=utf-8",
      "json": "application/json", "mp3": "audio/mpeg", "ogg": "audio/ogg", "png": "image/png",
      "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8", "wav": "audio/wav",
      "webmanifest": "application/manifest+json", "woff2": "font/woff2",
      "yaml": "application/yaml",
    ]
    let parts = name.split(separator: ".")
    return parts.count > 1 ? types[String(parts[parts.count - 1])] : nil
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }
}
