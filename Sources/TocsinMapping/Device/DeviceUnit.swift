// Tocsin — Mapping: units of devices as people write them
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// The value of a metric with its unit (S21). Common units of ISO/IEEE 11073-10101 are shown as
/// people write them; any other as it came.
enum DeviceUnit {
  private static let names = [
    "MDC_DIM_MMHG": "mmHg", "MDC_DIM_KILO_PASCAL": "kPa", "MDC_DIM_CM_H2O": "cmH2O",
    "MDC_DIM_PERCENT": "%", "MDC_DIM_BEAT_PER_MIN": "/min", "MDC_DIM_RESP_PER_MIN": "/min",
    "MDC_DIM_DEGC": "°C", "MDC_DIM_FAHR": "°F", "MDC_DIM_MILLI_L": "mL",
    "MDC_DIM_MILLI_L_PER_HR": "mL/h", "MDC_DIM_MILLI_L_PER_MIN": "mL/min", "MDC_DIM_L": "L",
    "MDC_DIM_X_L_PER_MIN": "L/min", "MDC_DIM_L_PER_MIN": "L/min", "MDC_DIM_SEC": "s",
    "MDC_DIM_MIN": "min",
  ]

  static func text(of value: String, unit: HL7Element) -> String {
    let words = [2, 1].map { unit.component($0).text().trimmed }.filter { !$0.isEmpty }
    guard let word = words.first else { return "\(value) (no unit given)" }
    let known = words.lazy.compactMap { names[$0.uppercased()] }.first
    return "\(value) \(known ?? word)"
  }
}
