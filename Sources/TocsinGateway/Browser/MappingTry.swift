// Tocsin — Gateway: a mapping tried on messages before it holds
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7
package import TocsinMapping

/// One thing that is wrong in a document that somebody tries.
package struct DocumentFinding: Hashable, Sendable {
  /// Counted from 1.
  package let line: Int
  /// A warning keeps nothing out of the store.
  package let isError: Bool
  package let text: String

  package init(line: Int, isError: Bool, text: String) {
    self.line = line
    self.isError = isError
    self.text = text
  }
}

/// A document of an integration that was read and checked alone.
package struct CheckedIntegration: Sendable {
  /// Nil when a finding is an error.
  package let integration: Integration?
  package let findings: [DocumentFinding]

  package init(integration: Integration?, findings: [DocumentFinding]) {
    self.integration = integration
    self.findings = findings
  }
}

extension DocumentReader {
  /// A reader that does not know documents of integrations finds so.
  package func check(_ text: String, integration name: String) -> CheckedIntegration {
    CheckedIntegration(
      integration: nil,
      findings: [DocumentFinding(line: 1, isError: true, text: "nothing here reads documents")])
  }
}

/// On what a mapping is tried.
package enum TrySamples: Hashable, Sendable {
  /// The newest messages of the integration, 1 to `MappingTry.samplesMax`.
  case newest(Int)
  case chosen([Int64])
  /// One message that somebody brought, as text; its line ends may be LF.
  case pasted(String)
}

/// What a mapping makes of one message.
package struct TryResult: Hashable, Sendable {
  /// The word of the outcome: `accepted`, `not-for-us`, `refused`.
  package let outcome: String
  /// The rule that made drafts, or what the last one missed.
  package let reason: String
  package let drafts: [DraftView]
}

/// One message under the mapping that holds and under the one that is tried.
package struct TriedMessage: Sendable {
  /// Nil for a pasted one.
  package let id: Int64?
  package let controlID: String
  package let type: String
  package let before: TryResult
  package let after: TryResult
  /// The names of what differs; empty when nothing does.
  package let differences: [String]
}

/// What a try showed. Nothing was stored and nobody was paged.
package struct TryReport: Sendable {
  package let findings: [DocumentFinding]
  /// Empty when a finding is an error.
  package let messages: [TriedMessage]
}

/// The bounds of a try.
package enum MappingTry {
  package static let samplesMax = 200
  package static let documentBytesMax = 262_144
}

extension MessageBrowser {
  /// The newest document of an integration.
  package func document(of name: String) async throws(BrowserError) -> DocumentRevision {
    try await read { store in
      let all = try store.documents()
      let found = all.first { $0.kind == "integration" && $0.name == name }
      return found.map { .success($0) } ?? .failure(.unknown)
    }
  }

  /// Every path by whose values messages of an integration, or of any, can be found.
  package func indexedPaths(of name: String?) -> [String] {
    let all = (try? surroundings.directory.snapshot())?.integrations ?? [:]
    let chosen = name.flatMap { all[$0] }.map { [$0] } ?? all.keys.sorted().compactMap { all[$0] }
    var paths = Integration.standardIndex.map(\.text)
    for path in chosen.flatMap(\.indexedPaths) where !paths.contains(path) { paths.append(path) }
    return paths
  }

  /// Tries a document on samples, beside the one that holds. Pasted samples are shown as they are,
  /// since the person brought them; stored ones are masked.
  package func attempt(
    _ text: String, of name: String, on samples: TrySamples, by actor: BrowserActor
  ) async throws(BrowserError) -> TryReport {
    let checked = surroundings.directory.check(text, integration: name)
    guard let integration = checked.integration else {
      return TryReport(findings: checked.findings, messages: [])
    }
    let held = (try? surroundings.directory.snapshot())?.integrations[name]
    let leaf = leaf(.mappingTried, on: "integration:\(name)", by: actor)
    try await leave(leaf)
    let tried = try await read { store -> Result<[TriedMessage], BrowserError> in
      let messages = try samples.messages(of: name, in: store)
      return .success(
        messages.map { TriedMessage($0, before: held, after: integration) })
    }
    return TryReport(findings: checked.findings, messages: tried)
  }
}

/// A sample's bytes and what the list says of it.
private struct Sample {
  let id: Int64?
  let bytes: [UInt8]
}

extension TrySamples {
  fileprivate func messages(of name: String, in store: any StoreReader) throws -> [Sample] {
    switch self {
    case .pasted(let text):
      return [Sample(id: nil, bytes: Array(text.utf8.map { $0 == 0x0A ? 0x0D : $0 }))]
    case .chosen(let ids):
      return try Self.stored(ids, in: store)
    case .newest(let count):
      var query = MessageQuery()
      query.integration = name
      query.limit = min(max(count, 1), MappingTry.samplesMax)
      return try Self.stored(try store.headings(query).headings.map(\.id), in: store)
    }
  }

  /// Those that are there and have their content.
  private static func stored(_ ids: [Int64], in store: any StoreReader) throws -> [Sample] {
    try ids.prefix(MappingTry.samplesMax).compactMap { id in
      try store.message(id).flatMap { $0.raw.isEmpty ? nil : Sample(id: id, bytes: $0.raw) }
    }
  }
}

extension TriedMessage {
  /// Bytes in which no message is found are taken for a request.
  fileprivate init(_ sample: Sample, before held: Integration?, after tried: Integration) {
    id = sample.id
    let message = try? HL7Message(parsing: sample.bytes)
    controlID = message.map { String(decoding: $0.controlID, as: UTF8.self) } ?? ""
    type = message.map { MessageTraits($0).type } ?? MessageTraits.requestType
    let isMasked = sample.id != nil
    let unheld = MappingOutcome.notForUs(rule: "nothing holds yet")
    let old = held.map { $0.attempt(message, sample.bytes) } ?? .success(unheld)
    let new = tried.attempt(message, sample.bytes)
    before = TryResult(old, masked: isMasked)
    after = TryResult(new, masked: isMasked)
    var names = DraftView.differences(Self.drafts(old), Self.drafts(new))
    if before.outcome != after.outcome { names.insert("outcome", at: 0) }
    if before.reason != after.reason { names.append("rule") }
    differences = names
  }

  private static func drafts(_ result: Result<MappingOutcome, RequestFault>) -> [AlertDraft] {
    if case .success(.drafts(let drafts, _)) = result { drafts } else { [] }
  }
}

extension Integration {
  fileprivate func attempt(
    _ message: HL7Message?, _ bytes: [UInt8]
  ) -> Result<MappingOutcome, RequestFault> {
    if let message { return .success(mapping.outcome(for: message)) }
    do throws(RequestFault) { return .success(try outcome(ofRequest: bytes)) } catch {
      return .failure(error)
    }
  }
}

extension TryResult {
  fileprivate init(_ result: Result<MappingOutcome, RequestFault>, masked: Bool) {
    switch result {
    case .success(let outcome): self.init(outcome, masked: masked)
    case .failure(let fault): self.init(outcome: "refused", reason: fault.text, drafts: [])
    }
  }

  private init(_ outcome: MappingOutcome, masked: Bool) {
    switch outcome {
    case .drafts(let drafts, let rule):
      self.init(
        outcome: MessageOutcome.accepted.rawValue, reason: "rule \(rule)",
        drafts: drafts.map { DraftView($0, masked: masked) })
    case .notForUs(let rule):
      self.init(outcome: MessageOutcome.notForUs.rawValue, reason: rule, drafts: [])
    case .movements(let movements, let rule):
      let kinds = movements.map(\.kind.rawValue).joined(separator: ", ")
      self.init(
        outcome: MessageOutcome.accepted.rawValue, reason: "rule \(rule), \(kinds)", drafts: [])
    case .heartbeat(_, let rule):
      self.init(
        outcome: MessageOutcome.notForUs.rawValue, reason: "rule \(rule), a sign of life",
        drafts: [])
    }
  }
}
