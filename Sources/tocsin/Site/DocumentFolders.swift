// Tocsin — tocsin: documents as files
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinSystem

/// Finds and reads document files.
enum DocumentFolders {
  private static let names = ["Escalations", "Integrations"]

  /// The files of a path: a folder named Escalations or Integrations, a folder that holds either,
  /// or one document.
  static func files(_ path: String) throws -> [DocumentFile] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure("there is no file or folder \(path)", hint: "check the path")
    }
    guard isFolder.boolValue else { return [try file(path)] }
    return try walk(path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map(file)
  }

  /// All files below a folder, in order, hidden ones left out.
  private static func walk(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { !$0.hasPrefix(".") }
      .flatMap { name -> [String] in
        let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return exists && isFolder.boolValue ? try walk(path) : [path]
      }
  }

  private static func file(_ path: String) throws -> DocumentFile {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure("\(path) cannot be read", hint: "check its owner and mode")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("\(path) is not UTF-8", hint: "save it as UTF-8")
    }
    return DocumentFile(path: path, text: text)
  }

  /// A stored revision as the file that it came from, so that it is checked with new ones.
  static func file(of revision: DocumentRevision) -> DocumentFile? {
    guard let kind = DocumentKind(rawValue: revision.kind) else { return nil }
    let path: String
    switch kind {
    case .routes: path = "Escalations/routes.yaml"
    case .people: path = "Escalations/people.yaml"
    case .calls: path = "Escalations/calls.yaml"
    case .channels: path = "Escalations/channels.yaml"
    case .networks: path = "Escalations/networks.yaml"
    case .policy: path = "Escalations/policies/\(revision.name).yaml"
    case .rota: path = "Escalations/rotas/\(revision.name).yaml"
    case .holidays: path = "Escalations/holidays/\(revision.name).yaml"
    case .integration: path = "Integrations/\(revision.name)/mapping.yaml"
    }
    return DocumentFile(path: path, text: revision.text)
  }

  /// The documents of `--documents DIR`, or the shipped ones.
  static func bundle(_ flag: String?, _ settings: Settings) throws -> DocumentBundle {
    let folder = try folder(flag ?? settings.string("documents"))
    let files = try names.flatMap { name -> [DocumentFile] in
      let path = folder + "/" + name
      return FileManager.default.fileExists(atPath: path) ? try self.files(path) : []
    }
    return bundle(files, isWhole: true)
  }

  /// Documents, checked against the zones that the system knows.
  static func bundle(_ files: [DocumentFile], isWhole: Bool = false) -> DocumentBundle {
    let zones = SystemZones()
    let today = ZoneRules.utc.civil(at: SystemClock().now()).date
    return DocumentBundle(files: files, isWhole: isWhole, today: today) { name in
      (try? zones.rules(named: name)) != nil
    }
  }

  /// The folder that holds Escalations and Integrations.
  static func folder(_ named: String?) throws -> String {
    if let named { return named }
    guard let found = shipped().first(where: holdsDocuments) else {
      throw Failure("the shipped documents are not found", hint: "give --documents DIR")
    }
    return found
  }

  private static func holdsDocuments(_ folder: String) -> Bool {
    names.allSatisfy { FileManager.default.fileExists(atPath: folder + "/" + $0) }
  }

  /// Above the program, where it was built, or `PREFIX/share/tocsin`, where it was installed.
  private static func shipped() -> [String] {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    var parts = (program ?? "").split(separator: "/").dropLast()
    var folders = ["/" + parts.dropLast().joined(separator: "/") + "/share/tocsin"]
    while !parts.isEmpty {
      folders.append("/" + parts.joined(separator: "/"))
      parts = parts.dropLast()
    }
    return folders
  }
}
