// Tocsin — Store: columns into the values of the core and back
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension Row {
  func time(_ column: Int) -> Timestamp { Timestamp(milliseconds: int(column)) }

  func optionalTime(_ column: Int) -> Timestamp? { isNull(column) ? nil : time(column) }

  func flag(_ column: Int) -> Bool { int(column) != 0 }

  func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

  /// The identifier in a column; nil for NULL.
  func optionalIdentifier<Kind>(_ column: Int) -> Identifier<Kind>? {
    id(column).map { Identifier(high: $0.0, low: $0.1) }
  }

  func identifier<Kind>(_ column: Int, _ operation: String) throws -> Identifier<Kind> {
    guard let found: Identifier<Kind> = optionalIdentifier(column) else {
      throw StoreError.refused(code: 0, operation: operation)
    }
    return found
  }
}

extension Value {
  static func id<Kind>(_ identifier: Identifier<Kind>) -> Value {
    .id(identifier.high, identifier.low)
  }

  static func device(_ device: DeviceID?) -> Value { device.map(Value.id) ?? .null }

  static func time(_ time: Timestamp) -> Value { .int(time.milliseconds) }

  static func time(_ time: Timestamp?) -> Value { time.map { .int($0.milliseconds) } ?? .null }

  static func int(_ value: Int) -> Value { .int(Int64(value)) }

  static func flag(_ value: Bool) -> Value { .int(value ? 1 : 0) }

  static func optionalText(_ text: String?) -> Value { text.map(Value.text) ?? .null }

  static func optionalBlob(_ bytes: [UInt8]?) -> Value { bytes.map(Value.blob) ?? .null }
}
