// Tocsin — Gateway: the port through which the gateway asks other servers
// SPDX-License-Identifier: Apache-2.0

/// A request to another server.
package struct OutboundRequest: Sendable {
  package var method: String
  /// `https:`; `http:` only where the caller has decided that it may be.
  package var url: String
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]
  /// From the first byte sent to the last received.
  package var timeoutMilliseconds: Int
  /// More than this ends the request with `tooLarge`.
  package var replyBytesMax: Int

  package init(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8] = [], timeoutMilliseconds: Int = 10_000, replyBytesMax: Int = 1_048_576
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutMilliseconds = timeoutMilliseconds
    self.replyBytesMax = replyBytesMax
  }
}

/// What came back, whatever its status.
package struct OutboundReply: Sendable {
  package let status: Int
  /// Names in lower case, in the order of arrival.
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why nothing came back.
package enum OutboundError: Error, Hashable, Sendable {
  /// The name cannot be resolved, nobody listens, or TLS is refused; the library's own words, which
  /// hold no header and no body.
  case unreachable(String)
  case timedOut
  case tooLarge
  /// The address is not one that may be asked.
  case forbidden
  case cancelled
}

/// Asks other servers over HTTP. Redirects are never followed.
package protocol OutboundHTTP: Sendable {
  func perform(_ request: OutboundRequest) async throws(OutboundError) -> OutboundReply
}
