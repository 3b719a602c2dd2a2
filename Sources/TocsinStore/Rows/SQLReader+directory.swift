// Tocsin — Store: what can be asked about documents, people and devices
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func documents() throws -> [DocumentRevision] {
    try connection.all(.newestDocuments, [], Self.document)
  }

  package func document(
    kind: String, name: String, revision: Int
  ) throws -> DocumentRevision? {
    try connection.first(
      .findDocument, [.text(kind), .text(name), .int(revision)], Self.document)
  }

  package func revisions(
    ofKind kind: String, name: String, limit: Int
  ) throws -> [DocumentRevision] {
    try connection.all(
      .listRevisions, [.text(kind), .text(name), .int(limit)], Self.document)
  }

  package func respondersOfOpenAlerts() throws -> [ResponderID] {
    try connection.all(.listRespondersOfOpenAlerts, []) { ResponderID($0.text(0)) }
  }

  package func devices() throws -> [DeviceRecord] {
    try connection.all(.listDevices, [], Self.device).filter { $0.id != Canary.device }
  }

  package func device(_ id: DeviceID) throws -> DeviceRecord? {
    try connection.first(.findDevice, [.id(id)], Self.device)
  }

  package func handovers() throws -> [Handover] {
    try connection.all(.listHandovers, []) { row in
      var handover = Handover(
        rota: RotaID(row.text(0)), from: ResponderID(row.text(1)), to: ResponderID(row.text(2)),
        at: row.time(3), until: row.time(4))
      handover.acceptedAt = row.optionalTime(5)
      handover.line = Self.line(row.text(6))
      return handover
    }
  }

  package func directoryVersion() throws -> Int64 {
    try connection.first(.readMeta, [.text("directory")]) { $0.int(0) } ?? 0
  }

  static func document(_ row: any Row) -> DocumentRevision {
    var found = DocumentRevision(
      kind: row.text(0), name: row.text(1), revision: Int(row.int(2)), text: row.text(4),
      importedAt: row.time(3))
    (found.author, found.reason, found.acceptance) = (row.text(5), row.text(6), row.text(7))
    return found
  }

  private static func device(_ row: any Row) throws -> DeviceRecord {
    let keys = (3...6).map(row.blob)
    var device = DeviceRecord(
      id: try row.identifier(0, Statement.findDevice.name), responder: ResponderID(row.text(1)),
      name: row.text(2), keys: keys, enrolledAt: row.time(7))
    device.lastContact = row.optionalTime(8)
    device.endedAt = row.optionalTime(9)
    device.hasLock = row.int(10) == 1
    return device
  }
}
