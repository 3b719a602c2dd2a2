// Tocsin — DocumentTests: the documents and samples that the project ships
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TocsinCore
import TocsinDocuments
import TocsinHL7
import TocsinMapping

/// The shipped folders as a reader of the repository finds them.
enum Shipped {
  /// The folder that holds `Escalations/` and `Integrations/`.
  static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Escalations").path) {
        return folder
      }
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  /// Every file under both folders, by its path from the root.
  static let paths: [String] = ["Escalations", "Integrations"].flatMap { folder in
    let base = root.appendingPathComponent(folder).resolvingSymlinksInPath().path
    let inside = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
    return inside.map { "\(folder)/\($0)" }
  }.sorted()

  static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
  }

  static func bundle() throws -> DocumentBundle {
    let files = try paths.filter(DocumentPlace.looksLikeDocument).map {
      DocumentFile(path: $0, text: try text($0))
    }
    return DocumentBundle(files: files, isWhole: true)
  }

  /// The samples of all integrations.
  static let samples = paths.filter { $0.hasSuffix(".hl7") }

  /// Bodies of requests over HTTP.
  static let requests = paths.filter { $0.contains("/samples/") && $0.hasSuffix(".json") }

  /// Winter time is all that the samples need of the zone.
  static let winter = ZoneRules(
    name: "Europe/Paris", initialOffsetSeconds: 3_600, transitions: [])

  /// What the mapping of its own folder makes of a sample; of a request, what it says by itself.
  static func outcome(ofSample path: String) throws -> MappingOutcome {
    guard path.hasSuffix(".hl7") else {
      return try integration(ofSample: path).outcome(ofRequest: try bytes(path))
    }
    return try mapping(ofSample: path).outcome(for: try HL7Message(parsing: try bytes(path)))
  }

  /// The observations of orders in which nothing is critical: what is looked up.
  static func lookedUp(ofSample path: String) throws -> [String] {
    guard path.hasSuffix(".hl7") else { return [] }
    let mapping = try mapping(ofSample: path)
    let message = try HL7Message(parsing: try bytes(path))
    var drafts = OrderDrafts(mapping, message)
    return mapping.reading(of: message).watched.flatMap { order in
      drafts.draft(of: order)?.results?.reports.map {
        "\(order.order): \($0.observation) \($0.status.rawValue) \($0.value)"
      } ?? []
    }
  }

  private static func mapping(ofSample path: String) throws -> Mapping {
    try integration(ofSample: path).mapping
  }

  private static func integration(ofSample path: String) throws -> Integration {
    let name = String(path.split(separator: "/")[1])
    let text = try text("Integrations/\(name)/mapping.yaml")
    return try DocumentValues.integration(text: text, name: name).inZone(winter)
  }
}

/// An outcome as its golden file writes it.
struct GoldenOutcome: Encodable {
  struct Line: Encodable {
    let name: String
    let value: String
  }

  struct Draft: Encodable {
    let kind: String
    let priority: String
    let signal: String
    let holdSeconds: Int64
    let world: String
    let dedupKey: String
    let who: [Line]
    let location: String
    let ward: String
    let what: [String]
    let specimen: String
    let callBack: String
    let since: String?
    let reportedAt: String?
    let addressed: [String]
    let copied: [String]
    /// Of a request, whose results are followed one by one; left out where there are none.
    let results: [String]?
  }

  struct Movement: Encodable {
    let kind: String
    let subject: String
    let visit: String
    let at: String?
    let world: String
    let location: String
    let ward: String
    let prior: String?
    let visitClass: String
    let dischargedAt: String?
    let death: String
    let merged: [String]
  }

  let outcome: String
  let rule: String
  let drafts: [Draft]
  var movements: [Movement]?
  /// Left out where nothing is looked up.
  var lookedUp: [String]?

  /// `26-0815/K | 2823-3: final, critical, 7.10 mmol/L`
  private static func line(_ report: ResultReport) -> String {
    let words = [report.status.rawValue, report.isCritical ? "critical" : "not critical"]
    return "\(report.order) | \(report.observation): "
      + (words + [report.value]).joined(separator: ", ")
  }

  init(_ outcome: MappingOutcome, ofRequest isRequest: Bool = false) {
    switch outcome {
    case .notForUs(let rule):
      (self.outcome, self.rule, drafts) = ("not-for-us", rule, [])
    case .heartbeat(let heartbeat, let rule):
      let outcome = heartbeat.isStopping ? "heartbeat-stopping" : "heartbeat"
      (self.outcome, self.rule, drafts) = (outcome, rule, [])
    case .movements(let movements, let rule):
      (self.outcome, self.rule, drafts) = ("movements", rule, [])
      self.movements = movements.map(Movement.init)
    case .drafts(let drafts, let rule):
      (self.outcome, self.rule) = ("drafts", rule)
      self.drafts = drafts.map { draft in
        Draft(
          kind: draft.kind, priority: draft.priority.word, signal: draft.signal.rawValue,
          holdSeconds: draft.holdFor.wholeSeconds, world: draft.world.rawValue,
          dedupKey: draft.dedupKey,
          who: draft.content.who.map { Line(name: $0.name, value: $0.value) },
          location: draft.content.location, ward: draft.content.ward,
          what: draft.content.what.split(separator: "\n").map(String.init),
          specimen: draft.content.specimen, callBack: draft.content.callBack,
          since: draft.content.since.map { RFC3339.text($0, in: Shipped.winter) },
          reportedAt: draft.reportedAt.map { RFC3339.text($0, in: Shipped.winter) },
          addressed: draft.addressed.map(\.text), copied: draft.copied.map(\.text),
          results: isRequest ? draft.results?.reports.map(Self.line) : nil)
      }
    }
  }

  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}

extension GoldenOutcome.Movement {
  init(_ movement: TocsinCore.Movement) {
    kind = movement.kind.rawValue
    subject = "\(movement.subject.authority)/\(movement.subject.identifier)"
    visit = movement.visit
    at = movement.at.map { RFC3339.text($0, in: Shipped.winter) }
    world = movement.world.rawValue
    switch movement.location {
    case .unsaid: (location, ward) = ("unsaid", "")
    case .cleared: (location, ward) = ("cleared", "")
    case .at(let place): (location, ward) = (place.text, place.ward)
    }
    prior = movement.prior?.text
    visitClass = movement.visitClass
    dischargedAt = movement.dischargedAt.map { RFC3339.text($0, in: Shipped.winter) }
    death = "\(movement.death)"
    merged = movement.merged.map { "\($0.authority)/\($0.identifier)" }
  }
}
