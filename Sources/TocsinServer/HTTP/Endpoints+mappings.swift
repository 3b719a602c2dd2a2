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

extension Endpoints {
  private static func name(of call: Call) -> String {
    String(call.parameters["integration"] ?? "")
  }

  /// The document that holds, with its revision as the entity tag.
  func mappingDocument(_ call: Call) async throws(Problem) -> WebReply {
    let found: DocumentRevision
    do { found = try await browser.document(of: Self.name(of: call)) } catch {
      throw error == .unknown ? Self.noIntegration : Problem(error)
    }
    var reply = WebReply(
      .ok,
      json: .object([
        ("integration", .text(found.name)), ("revision", .number(Int64(found.revision))),
        ("importedAt", .time(found.importedAt)), ("text", .text(found.text)),
      ]))
    reply.headers[.eTag] = "\"\(found.revision)\""
    return reply
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
