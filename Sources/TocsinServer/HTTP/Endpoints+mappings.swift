// Tocsin — Server: the documents of integrations, read and tried
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct TryBody: Decodable {
  let mapping: String
  var newest: Int?
  var ids: [Int64]?
  var sample: String?
}

private struct ActivationBody: Decodable {
  let text, reason: String
}

extension Endpoints {
  private static func name(of call: Call) -> String {
    String(call.parameters["integration"] ?? "")
  }

  /// The document that holds, or an earlier revision, with its number as the entity tag.
  func mappingDocument(_ call: Call) async throws(Problem) -> WebReply {
    let revision = try Self.number("revision", of: call.request)
    let found: DocumentRevision
    do {
      found = try await browser.document(of: Self.name(of: call), revision: revision)
    } catch {
      guard error == .unknown else { throw Problem(error) }
      throw revision == nil ? Self.noIntegration : Self.noRevision
    }
    return Self.reply(.ok, found)
  }

  private static func reply(
    _ code: HTTPResponse.Status, _ revision: DocumentRevision
  ) -> WebReply {
    var reply = WebReply(
      code,
      json: .object(heading(revision) + [("text", .text(revision.text))]))
    reply.headers[.eTag] = "\"\(revision.revision)\""
    return reply
  }

  private static func heading(_ revision: DocumentRevision) -> [(String, JSONValue)] {
    [
      ("integration", .text(revision.name)), ("revision", .number(Int64(revision.revision))),
      ("importedAt", .time(revision.importedAt)), ("author", .text(revision.author)),
      ("reason", .text(revision.reason)),
    ]
  }

  /// Who made which revision and why, newest first.
  func mappingRevisions(_ call: Call) async throws(Problem) -> WebReply {
    let found: [DocumentRevision]
    do { found = try await browser.revisions(of: Self.name(of: call)) } catch {
      throw error == .unknown ? Self.noIntegration : Problem(error)
    }
    return WebReply(
      .ok,
      json: .object([("revisions", .list(found.map { .object(Self.heading($0)) }))]))
  }

  /// Makes a document the one that holds, when nobody has changed it since it was read.
  func activateMapping(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(ActivationBody.self, of: call.request)
    guard let tag = call.request.headers[.ifMatch], let onto = Int(tag.filter { $0 != "\"" })
    else { throw Self.unusable("If-Match", "the revision that was read, as ETag had it") }
    do {
      let revision = try await browser.activate(
        Activation(of: Self.name(of: call), body.text, onto: onto, reason: body.reason),
        by: BrowserActor(call.permit))
      return Self.reply(.created, revision)
    } catch { throw Problem(error) }
  }

  /// Tries a document on stored or pasted messages. Nothing is stored, and nobody is paged.
  func tryMapping(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(TryBody.self, of: call.request)
    guard body.mapping.utf8.count <= MappingTry.documentBytesMax else {
      throw Self.unusable("mapping", "at most \(MappingTry.documentBytesMax) bytes")
    }
    let samples: TrySamples
    if let text = body.sample, !text.isEmpty {
      samples = .pasted(text)
    } else if let ids = body.ids, !ids.isEmpty {
      guard ids.count <= MappingTry.samplesMax else {
        throw Self.unusable("ids", "at most \(MappingTry.samplesMax)")
      }
      samples = .chosen(ids)
    } else {
      let count = body.newest ?? 50
      guard (1...MappingTry.samplesMax).contains(count) else {
        throw Self.unusable("newest", "1 to \(MappingTry.samplesMax)")
      }
      samples = .newest(count)
    }
    let report: TryReport
    do {
      report = try await browser.attempt(
        body.mapping, of: Self.name(of: call), on: samples, by: BrowserActor(call.permit))
    } catch { throw Problem(error) }
    return WebReply(.ok, json: MessageJSON.report(report))
  }

  static let noIntegration = Problem(
    .notFound, "there is no such integration", hint: "import one: tocsin import")

  private static let noRevision = Problem(
    .notFound, "the document has no such revision", field: "revision",
    hint: "GET /v1/integrations/{integration}/revisions lists them")
}

extension Problem {
  /// What a refusal of the message browser means over HTTP.
  init(_ error: BrowserError) {
    switch error {
    case .unknown: self = Endpoints.noMessage
    case .notNow: self = Self.notNow
    }
  }
}

extension Problem {
  /// What a refusal of an activation means over HTTP.
  fileprivate init(_ error: ActivationError) {
    switch error {
    case .unknown: self = Endpoints.noIntegration
    case .stale(let newest):
      self.init(
        .stale, "revision \(newest) holds now, and the request is not made from it",
        field: "If-Match", hint: "read the document again, and put the change into that")
    case .unchanged:
      self.init(
        .taken, "the same text holds already", field: "text", hint: "nothing has to be done")
    case .findings(let findings):
      let first = findings.first(where: \.isError)
      self.init(
        .unusable,
        first.map { "line \($0.line): \($0.text)" } ?? "the document does not check",
        field: "text", hint: "POST .../try shows everything that is wrong with it")
    case .reason:
      let bytes = Activation.reasonBytes
      self = Endpoints.unusable("reason", "\(bytes.lowerBound) to \(bytes.upperBound) bytes")
    case .text:
      self = Endpoints.unusable("text", "at most \(MappingTry.documentBytesMax) bytes")
    case .notNow: self = Self.notNow
    }
  }
}
