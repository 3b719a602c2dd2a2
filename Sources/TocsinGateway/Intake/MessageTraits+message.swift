// Tocsin — Gateway: what the list of messages can be searched by
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7
internal import TocsinMapping

extension MessageTraits {
  /// Bytes of a text that a message gives; what is longer is cut.
  private static let bytesMax = 60

  /// What a message says of itself. `integration` is the one that decided, when there was one.
  init(_ message: HL7Message, _ integration: Integration? = nil, _ outcome: MappingOutcome? = nil) {
    self.init()
    let code = Self.cut(message.messageCode)
    let event = Self.cut(message.triggerEvent)
    type = event.isEmpty ? code : "\(code)^\(event)"
    let header = message.segments[0]
    application = Self.cut(header.field(3).component(1).raw)
    facility = Self.cut(header.field(4).component(1).raw)
    revision = integration?.revision ?? 0
    warnings = message.warnings.map(\.description).joined(separator: "; ")
    if case .drafts(_, let name) = outcome { rule = name }
    if case .movements(_, let name) = outcome { rule = name }
    let found =
      integration?.indexedValues(of: message) ?? Integration.indexedValues(of: message)
    values = found.compactMap { IndexedValue(path: $0.path, value: $0.value) }
  }

  private static func cut(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix(bytesMax), as: UTF8.self)
  }
}
