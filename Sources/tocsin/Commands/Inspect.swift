// Tocsin — tocsin: looking into HL7 files
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinGateway
internal import TocsinHL7

/// `tocsin inspect`: one JSON object a message.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Parse HL7 files and print one JSON object a message.",
    discussion: """
      Example: tocsin inspect samples --field PID-3.1 --field OBX-5

      Exit code 0 when everything parsed, else 1.
      """)

  @Argument(help: "A file or a folder.") var path: String
  @Option(name: .long, help: "A field to show, such as PID-3.1; may be given again.")
  var field: [String] = []
  @Flag(help: "Print the tree of each message as text instead.") var tree = false

  func run() throws {
    let paths = try field.map { text in
      guard let path = HL7Path(text) else {
        throw ValidationError("--field takes SEG-n or SEG-n.m, not \(text)")
      }
      return (text: text, path: path)
    }
    var allParsed = true
    for file in try Files.list(path) {
      if tree {
        try sayTrees(of: file)
        continue
      }
      for inspection in HL7Inspection.all(in: try Files.bytes(file), paths: paths) {
        try Console.say(json: InspectionRow(file: file, inspection))
        if inspection.error != nil { allParsed = false }
      }
    }
    guard allParsed else { throw ExitCode(1) }
  }

  private func sayTrees(of file: String) throws {
    for bytes in HL7Batch.split(try Files.bytes(file)).messages {
      guard let message = try? HL7Message(parsing: bytes) else { throw ExitCode(1) }
      for line in MessageText.lines(of: MessageTree(message, masked: false)) { Console.say(line) }
    }
  }
}

/// What `inspect` prints of one message.
struct InspectionRow: Encodable {
  let file: String
  let inspection: HL7Inspection

  init(file: String, _ inspection: HL7Inspection) {
    self.file = file
    self.inspection = inspection
  }

  enum CodingKeys: String, CodingKey {
    case file, type, version, controlID, characterSet, segments, fields, warnings, error
  }

  enum ErrorKeys: String, CodingKey { case message, segment, field, byte }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(file, forKey: .file)
    try row.encode(inspection.type, forKey: .type)
    try row.encode(inspection.version, forKey: .version)
    try row.encode(inspection.controlID, forKey: .controlID)
    try row.encode(inspection.characterSet, forKey: .characterSet)
    try row.encode(inspection.segments, forKey: .segments)
    let fields = Dictionary(
      inspection.fields.map { ($0.path, $0.values) }, uniquingKeysWith: { first, _ in first })
    try row.encode(fields, forKey: .fields)
    try row.encode(inspection.warnings.map(\.description), forKey: .warnings)
    guard let error = inspection.error else { return try row.encodeNil(forKey: .error) }
    var inner = row.nestedContainer(keyedBy: ErrorKeys.self, forKey: .error)
    try inner.encode(error.message, forKey: .message)
    try inner.encode(error.segment, forKey: .segment)
    try inner.encode(error.field, forKey: .field)
    try inner.encode(error.byte, forKey: .byte)
  }
}

/// Files named on the command line.
enum Files {
  /// A file as it is, or the files of a folder in order of name, without hidden ones.
  static func list(_ path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure("there is no file or folder \(path)", hint: "check the path")
    }
    guard isFolder.boolValue else { return [path] }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    return names.filter { !$0.hasPrefix(".") }.sorted().map { path + "/" + $0 }.filter {
      var isInner: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0, isDirectory: &isInner)
        && !isInner.boolValue
    }
  }

  /// The bytes of a file.
  static func bytes(_ path: String) throws -> [UInt8] {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure("\(path) cannot be read", hint: "check its owner and mode")
    }
    return Array(bytes)
  }
}
