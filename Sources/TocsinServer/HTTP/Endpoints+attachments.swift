// Tocsin — Server: the documents that came with an alert
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  /// A document as the content of its alert lists it.
  static func document(_ record: AttachmentRecord) -> JSONValue {
    .object([
      ("number", .number(Int64(record.number))), ("title", .text(record.title)),
      ("type", .text(record.mediaType)), ("bytes", .number(Int64(record.byteCount))),
      ("receivedAt", .time(record.receivedAt)),
    ])
  }

  /// One document. It was made by a source: it is saved, never shown in the page, and could do
  /// nothing there.
  func attachment(_ call: Call) async throws(Problem) -> WebReply {
    guard let alert = call.alert else { throw Gate.noAlert }
    guard let number = call.parameters["number"].flatMap({ Int($0) }),
      (1...AttachmentLimits.countMax).contains(number)
    else { throw Self.noAttachment }
    let found: (record: AttachmentRecord, bytes: [UInt8])
    do {
      found = try await Board(surroundings).document(number, of: alert.id, by: call.permit)
    } catch {
      throw error == .unknown ? Self.noAttachment : Problem(error)
    }
    var headers: HTTPFields = [
      .contentType: found.record.mediaType,
      .contentSecurityPolicy: SecurityHeaders.sandbox,
    ]
    headers[.contentDisposition] =
      "attachment; filename=\"document-\(number)\(Self.ending(of: found.record.mediaType))\""
    return WebReply(.ok, headers: headers, body: .bytes(found.bytes))
  }

  // MARK: - For devices

  /// The documents that came with a page of the device's person.
  func documents(_ call: Call) async throws(Problem) -> WebReply {
    let (page, device) = (try Self.page(of: call), try call.device)
    let found: [AttachmentRecord]
    do { found = try await desk.documents(of: page, for: device) } catch { throw Problem(error) }
    return WebReply(.ok, json: .object([("attachments", .list(found.map(Self.document)))]))
  }

  /// One document, sealed for the device that asks; the look is on the trail.
  func sealedDocument(_ call: Call) async throws(Problem) -> WebReply {
    guard let number = call.parameters["number"].flatMap({ Int($0) }),
      (1...AttachmentLimits.countMax).contains(number)
    else { throw Self.noDocument }
    let (page, device) = (try Self.page(of: call), try call.device)
    let envelope: Envelope
    do {
      envelope = try await desk.document(number, of: page, for: device)
    } catch { throw Problem(error) }
    return WebReply(
      .ok, headers: [.contentType: "application/octet-stream"], body: .bytes(envelope.encoded))
  }

  static func page(of call: Call) throws(Problem) -> PageID {
    guard let id = PageID(text: String(call.parameters["page"] ?? "")) else { throw noDocument }
    return id
  }

  fileprivate static let noDocument = Problem(
    .notFound, "the page has no document of this number, or asks nothing of you any more",
    hint: "GET /v1/devices/{device}/pages/{page}/attachments lists them")

  private static var noAttachment: Problem {
    Problem(
      .notFound, "the alert has no document of this number",
      hint: "its content lists them: attachments")
  }

  private static func ending(of mediaType: String) -> String {
    let endings = [
      "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif",
      "image/tiff": ".tif", "application/dicom": ".dcm", "application/rtf": ".rtf",
      "application/xml": ".xml", "application/zip": ".zip", "text/plain": ".txt",
    ]
    return endings[mediaType] ?? ".bin"
  }
}

extension Problem {
  /// What a refusal of a document means over HTTP.
  init(_ error: PageDocumentError) {
    switch error {
    case .unknown: self = Endpoints.noDocument
    case .notNow: self = Self.notNow
    case .keyRefused:
      self.init(.unusable, "nothing can be sealed for the device", hint: "enrol it again")
    case .locked:
      self.init(
        .forbidden, "the device has a lock, and its accept key has signed",
        hint: "unlock it: POST /v1/devices/{device}/unlock, and sign with the unlocked key")
    }
  }
}
