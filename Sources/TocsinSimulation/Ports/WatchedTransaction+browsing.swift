// Tocsin — Simulation: what of the list of messages is passed on as it is
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func headings(_ query: MessageQuery) throws -> HeadingPage { try inner.headings(query) }
  func heading(_ id: Int64) throws -> MessageHeading? { try inner.heading(id) }
  func message(_ id: Int64) throws -> MessageRecord? { try inner.message(id) }
  func glass(of account: ResponderID, to message: Int64) throws -> MessageGlass? {
    try inner.glass(of: account, to: message)
  }
  func messageGlasses(since: Timestamp) throws -> [MessageGlass] {
    try inner.messageGlasses(since: since)
  }
  func insert(_ glass: MessageGlass) throws { try inner.insert(glass) }
}
