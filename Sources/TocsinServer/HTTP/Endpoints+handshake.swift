// Tocsin — Server: the handshake that senders of events ask for
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinGateway
internal import TocsinMapping

extension Endpoints {
  /// Says that a sender may post here (CloudEvents HTTP 1.1 Web Hooks §4.1, §4.2), so that nobody
  /// can make it flood a target that has not asked. It is asked without a key, and lets nobody in:
  /// each report shows who sends it.
  ///
  /// Granted at once, so that no callback is called; and never a rate, for intake is not refused by
  /// how much comes. Refused in one way for an integration that does not report over HTTP, one that
  /// is not there, and an address that is not its own.
  func shakeHands(_ call: Call) throws(Problem) -> WebReply {
    guard let origin = call.request.field("WebHook-Request-Origin"), Self.isOrigin(origin) else {
      throw Problem(
        .badRequest, "WebHook-Request-Origin is missing, or is no name of a host",
        hint: "name the system that sends, as in WebHook-Request-Origin: events.example.com")
    }
    let name = call.parameters["integration"].map(String.init) ?? ""
    let known = (try? surroundings.directory.snapshot())?.integrations[name]
    guard let http = known?.http, http.admits(call.request.address) else {
      throw Problem(
        .forbidden, "nothing is taken here from this address",
        hint: "add http: to the integration's document, and the address to its allow-from")
    }
    var headers: HTTPFields = [.allow: "POST, OPTIONS"]
    for (field, value) in [("WebHook-Allowed-Origin", origin), ("WebHook-Allowed-Rate", "*")] {
      if let field = HTTPField.Name(field) { headers[field] = value }
    }
    return WebReply(.ok, headers: headers, body: .bytes([]))
  }

  /// A DNS expression; it is written back into the reply.
  private static func isOrigin(_ text: String) -> Bool {
    (1...253).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "/"):
          true
        default: false
        }
      }
  }
}
