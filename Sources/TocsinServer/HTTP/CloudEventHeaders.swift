// Tocsin — Server: a CloudEvent whose attributes are header fields
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinGateway

/// A CloudEvent in binary mode (HTTP Protocol Binding 1.0 §3.1): attributes stand in `ce-` fields,
/// the body is the data. It is read and kept as the structured event that it is.
enum CloudEventHeaders {
  private static let attributesMax = 32

  /// The structured event; nil for a request without `ce-specversion`.
  ///
  /// - Throws: `Problem` for a value that is not percent-encoded UTF-8 (§3.1.3.2), and for too
  ///   many.
  static func event(_ request: WebRequest) throws(Problem) -> [UInt8]? {
    var attributes: [(String, JSONValue)] = []
    for field in request.headers where field.name.canonicalName.hasPrefix("ce-") {
      let name = String(field.name.canonicalName.dropFirst(3))
      guard let value = PercentEncoding.decode(field.value.utf8), name != "data",
        attributes.count < attributesMax
      else {
        throw Problem(
          .unusable, "ce-\(name): it cannot be read", field: "ce-\(name)",
          hint: "encode UTF-8 by percent signs, in at most \(attributesMax) attributes")
      }
      attributes.append((name, .text(value)))
    }
    guard attributes.contains(where: { $0.0 == "specversion" }) else { return nil }
    if let type = request.headers[.contentType] {
      attributes.append(("datacontenttype", .text(type)))
    }
    guard !request.body.isEmpty else { return JSONValue.object(attributes).bytes }
    return JSONValue.object(attributes + [("data", .written(request.body))]).bytes
  }
}
