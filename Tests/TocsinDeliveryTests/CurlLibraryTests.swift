// Tocsin — DeliveryTests: the HTTP library
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinDelivery

@Suite struct `The HTTP library` {
  @Test func `is ready`() { #expect(CurlLibrary.isReady) }
}
