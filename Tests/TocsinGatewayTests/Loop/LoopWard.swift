// Tocsin — GatewayTests: a ward whose laboratory is told what became of its results
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinMapping
import TocsinSQLite

/// The documents of the ward, with a return path for the laboratory.
struct LoopDocuments: DocumentReader {
  var path = ReturnPath(to: .mllp(host: "127.0.0.1", port: 2576, .pcd05))

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var documents = try WardDocuments().read(revisions)
    documents.integrations["laboratory"]?.returnPath = path
    documents.integrations["laboratory"]?.mapping.keepsOrigin = true
    return documents
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { WardDocuments.policy }

  static func filing(receipt: Bool = true) -> LoopDocuments {
    var documents = LoopDocuments()
    documents.path.record = RecordFiling()
    documents.path.record?.needsReceipt = receipt
    return documents
  }
}

/// The laboratory's end of the port: says what a test makes it say, and remembers what came.
final class Peer: ReturnDialler {
  enum Saying: Sendable {
    case code(String)
    case foreignID
    case nothing
    case ends
    case isDown
  }

  private struct State {
    var saying = Saying.code("AA")
    var once: [Saying] = []
    var heard: [String] = []
    var connections = 0
    var closed = 0
  }

  private let state = Mutex(State())

  var heard: [String] { state.withLock { $0.heard } }
  var connections: Int { state.withLock { $0.connections } }
  var closed: Int { state.withLock { $0.closed } }

  /// From now on.
  func say(_ saying: Saying) { state.withLock { $0.saying = saying } }
  /// To the next message alone.
  func sayOnce(_ saying: Saying) { state.withLock { $0.once.append(saying) } }

  func connect(along path: ReturnPath) async throws(ReturnError) -> any ReturnConnection {
    let isDown = state.withLock { state -> Bool in
      state.connections += 1
      if case .isDown = state.saying { return true }
      return false
    }
    if isDown { throw .unreachable("nobody listens there") }
    return PeerConnection(peer: self)
  }

  fileprivate func take(_ message: ReturnMessage) throws(ReturnError) -> ReturnAnswer {
    guard case .hl7(let bytes) = message else { throw .unreachable("it speaks HL7") }
    let text = String(decoding: bytes, as: UTF8.self)
    let saying = state.withLock { state in
      state.heard.append(text)
      return state.once.isEmpty ? state.saying : state.once.removeFirst()
    }
    let id = text.split(separator: "|", omittingEmptySubsequences: false)[9]
    switch saying {
    case .code(let code): return .hl7(Array("MSH|^~\\&|LAB\rMSA|\(code)|\(id)\r".utf8))
    case .foreignID: return .hl7(Array("MSH|^~\\&|LAB\rMSA|AA|ANOTHER\r".utf8))
    case .nothing: throw .noReply
    case .ends, .isDown: throw .ended
    }
  }

  fileprivate func noteClose() { state.withLock { $0.closed += 1 } }
}

private struct PeerConnection: ReturnConnection {
  let peer: Peer

  func exchange(
    _ message: ReturnMessage, within length: Milliseconds
  ) async throws(ReturnError) -> ReturnAnswer { try peer.take(message) }

  func close() async { peer.noteClose() }
}

extension Ward {
  /// What waits for the laboratory and what was told, oldest first.
  func outbound() async throws -> [OutboundRecord] {
    try await store.read { try $0.outbound(after: 0, limit: 1_000) }
  }

  func summaries() async throws -> [String] { try await outbound().map(\.draft.summary) }

  /// Lets the newest page of a pocket be answered.
  func answer(_ pocket: Pocket, _ kinds: AnswerKind...) async throws {
    try await courier.deliverPending()
    let page = try #require(try await pocket.fetch().last)
    for kind in kinds { _ = try await pocket.give(pocket.answer(kind, to: page)) }
  }
}
