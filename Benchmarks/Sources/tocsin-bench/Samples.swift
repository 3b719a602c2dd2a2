// Tocsin — Benchmarks: what is measured with: a message, the shipped documents, their people
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinMapping
internal import TocsinSystem

/// Made-up messages and the shipped documents, as values.
struct Samples {
  let mapping: Mapping
  let policy: Policy
  let staffing: Staffing
  let rota: Rota
  let zone: ZoneRules
  /// A Tuesday morning.
  let start = Timestamp(milliseconds: 1_795_500_000_000)
  /// A chemistry panel of about 1 KB, without and with a critical result.
  let normal = Samples.panel(flag: "H")
  let critical = Samples.panel(flag: "HH")

  /// The folder that holds the gateway's Package.swift.
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  init() throws {
    let documents = try DocumentBundle(files: Self.documents()).load()
    let zones = SystemZones()
    guard let mapping = documents.integrations.first(where: { $0.name == "laboratory" })?.mapping,
      let policy = documents.policies.first(where: { $0.reference.name == "critical-result" }),
      let rota = documents.rotas.first(where: { $0.id == RotaID("medicine-registrar") })
    else { throw Trouble("the shipped documents have other names") }
    self.mapping = mapping.inZone(try zones.rules(named: mapping.zone))
    self.policy = policy
    zone = try zones.rules(named: rota.zone)
    self.rota = rota
    var staffing = Staffing()
    for rota in documents.rotas {
      staffing.rotas[rota.id] = rota
      staffing.zones[rota.zone] = try zones.rules(named: rota.zone)
    }
    for (index, person) in documents.people.enumerated() {
      staffing.responders[person.id] = person
      staffing.devices[person.id] = [DeviceID(high: 0xD0, low: UInt64(index))]
    }
    self.staffing = staffing
  }

  /// The draft that the shipped mapping makes of the critical panel.
  func draft(order: String = "1") throws -> AlertDraft {
    AlertDraft(
      integration: "laboratory", dedupKey: "NORTHLAB|filler \(order)|24323-8", priority: .high,
      kind: "critical-result", content: content)
  }

  private var content: AlertContent {
    AlertContent(
      who: [
        ContentField(name: "name", value: "TESTPERSON, Alva"),
        ContentField(name: "born", value: "1957-03-12"),
        ContentField(name: "number", value: "7040219"),
      ], location: "5W, room 512, bed A", ward: "5W",
      what: "Potassium 6.9 mmol/L (reference 3.5-5.1) [critically high], collected 09:13",
      specimen: "448821, collected 08:50")
  }

  /// The rota with a year of weekly overrides on top, and a third layer.
  var busyRota: Rota {
    var rota = rota
    rota.layers.append(rota.layers[0])
    for week in 0..<52 {
      let from = start + .days(Int64(week) * 7 + 2)
      rota.overrides.append(
        RotaOverride(
          from: from, until: from + .hours(12), responders: [ResponderID("dr.brandt")],
          reason: "swap"))
    }
    return rota
  }

  private static func documents() throws -> [DocumentFile] {
    try ["Escalations", "Integrations"].flatMap { folder -> [DocumentFile] in
      let found = FileManager.default.enumerator(atPath: root + "/" + folder)
      var files: [DocumentFile] = []
      while let name = found?.nextObject() as? String {
        guard name.hasSuffix(".yaml") else { continue }
        let path = folder + "/" + name
        let text = try String(contentsOfFile: root + "/" + path, encoding: .utf8)
        files.append(DocumentFile(path: path, text: text))
      }
      return files
    }
  }

  private static func panel(flag: String) -> [UInt8] {
    let result = { (number: Int, test: String, value: String, flag: String) in
      "OBX|\(number)|NM|\(test)^LN||\(value)|\(flag)|||F|||20261124081300"
    }
    let segments = [
      "MSH|^~\\&|LABSYS|NORTHLAB|TOCSIN|GENHOSP|20261124081500.123+0000||ORU^R01^ORU_R01"
        + "|L00000000000000001|P|2.5.1||||||UNICODE UTF-8",
      "PID|1||7040219^^^GENHOSP^MR||Testperson^Alva^M||19570312|F|||12 Sample Street^^Exampleton",
      "PV1|1|I|5W^512^A^GENHOSP||||1188^Attending^Ana^^^Dr|||MED||||||||V9001177|",
      "ORC|RE|ORD448821|L00000000000000001||CM||||20261124075500",
      "OBR|1|ORD448821|L00000000000000001|24323-8^Comprehensive metabolic panel^LN|||20261124075000"
        + "|||||||||1188^Attending^Ana|||||||20261124081400||LAB|F",
      result(1, "2823-3^Potassium", "6.9|mmol/L|3.5-5.1", flag),
      result(2, "2951-2^Sodium", "138|mmol/L|136-145", "N"),
      result(3, "2160-0^Creatinine", "2.31|mg/dL|0.60-1.10", "H"),
      result(4, "2345-7^Glucose", "104|mg/dL|70-99", "H"),
      result(5, "3094-0^Urea nitrogen", "41|mg/dL|7-18", "H"),
      result(6, "17861-6^Calcium", "8.7|mg/dL|8.5-10.2", "N"),
      "NTE|1|L|Hemolysis index 0. Critical value, call back required.",
      "SPM|1|L00000000000000001||BLD",
    ]
    return Array((segments.joined(separator: "\r") + "\r").utf8)
  }
}

/// Why a benchmark cannot run.
struct Trouble: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
