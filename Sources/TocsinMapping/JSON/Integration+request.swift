// Tocsin — Mapping: what a request becomes, outside the gateway's own intake
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Why a request over HTTP is not read.
package enum RequestFault: Error, Hashable, Sendable {
  case notJSON(JSONFault)
  case unusable(JSONFieldFault)

  /// Where and what; never a piece of the request.
  package var text: String {
    switch self {
    case .notJSON(let fault): "byte \(fault.byte): \(fault.text)"
    case .unusable(let fault): fault.field.isEmpty ? fault.text : "\(fault.field): \(fault.text)"
    }
  }
}

extension Integration {
  /// What a request becomes by itself, without what is known of its alerts: for samples, for trying
  /// a mapping, and for looking at what came.
  ///
  /// - Throws: `RequestFault` for what is refused.
  package func outcome(ofRequest bytes: [UInt8]) throws(RequestFault) -> MappingOutcome {
    let tree: JSONTree
    do throws(JSONFault) {
      tree = try JSONTree(parsing: bytes, limits: http?.json ?? JSONLimits())
    } catch { throw .notJSON(error) }
    do throws(JSONFieldFault) {
      let request = try read(tree)
      let reports = request.reports.filter { $0.draft.results?.tells ?? true }
      guard !reports.isEmpty else {
        let isNothing = request.reports.isEmpty
        return .notForUs(
          rule: isNothing ? request.rule : "\(request.rule): nothing in it is critical")
      }
      let rule = request.rule.isEmpty ? "none: the gateway's own form" : request.rule
      return .drafts(reports.map(\.draft), rule: rule)
    } catch { throw .unusable(error) }
  }

  private func read(_ tree: JSONTree) throws(JSONFieldFault) -> MappedRequest {
    guard let mapping = jsonMapping else { return try MappedRequest(tree, native: name) }
    switch http?.format {
    case .events: return try mapping.read(EventsRequest(tree, orKey: "(made for it)").tree)
    case .fhir: return try mapping.read(FHIRRequest(tree).tree)
    case nil, .native, .json, .pager: return try mapping.read(tree)
    }
  }
}
