// Tocsin — Delivery: HTTP for channels of other modules
// SPDX-License-Identifier: Apache-2.0

package import TocsinGateway

/// Asks the server that a channel's document names, and no other. It may have a private address;
/// `http:` goes to this machine alone.
package struct ChannelHTTP: OutboundHTTP {
  private let client: CurlClient

  package init(_ client: CurlClient) { self.client = client }

  package func perform(
    _ request: OutboundRequest
  ) async throws(OutboundError) -> OutboundReply {
    guard let host = URLPlace(request.url)?.host else { throw .forbidden }
    let rule = AddressRule(hosts: [host], insideHosts: [host])
    switch await client.carry(.http(request), under: rule) {
    case .success(let reply): return reply
    case .failure(let failure): throw failure.error
    }
  }
}
